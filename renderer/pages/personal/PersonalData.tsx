import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { desktop } from '../../bridge.ts'
import { useClient } from '../../client.tsx'
import { useStatus } from '../../live.tsx'
import { ADMINS } from '../../routes.ts'
import { DrawerSection } from '../../ui/Drawer.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { EraseDialog } from './EraseDialog.tsx'

interface Person {
  id: string
  name: string
}

/** In a member's drawer: hands over what is kept of them, or erases it. Nothing for those who may do neither. */
export function PersonalData({ of: person }: { of: Person }) {
  const t = useWords('personal')
  const role = useStatus().data?.actor?.role
  if (!role || !ADMINS.includes(role)) return null
  return (
    <DrawerSection title={t('title')}>
      <p className="kr-muted">{t('text')}</p>
      <div className="kr-actions" style={{ paddingTop: 8 }}>
        <PersonalButtons of={person} />
      </div>
    </DrawerSection>
  )
}

/** The two buttons by themselves. */
export function PersonalButtons({ of: { id, name } }: { of: Person }) {
  const t = useWords('personal')
  const client = useClient()
  const queries = useQueryClient()
  const isOwner = useStatus().data?.actor?.role === 'owner'
  const [isErasing, setErasing] = useState(false)
  const exporting = useMutation({
    mutationFn: async () => {
      const day = new Date().toISOString().slice(0, 10)
      const file = await desktop()?.chooseSavePath(`keyrack-member-${day}.zip`)
      if (!file) return
      await client.personal.export.mutate({ memberId: id, file })
      await queries.invalidateQueries({ queryKey: ['jobs'] })
    },
    onError: (error) => toast({ tone: 'bad', message: error.message }),
  })
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={exporting.isPending}
        disabled={!desktop()}
        title={desktop() ? undefined : t('exportNeedsFrame')}
        aria-label={t('exportOf', { name })}
        onClick={() => exporting.mutate()}
      >
        {t('export')}
      </Button>
      <Button
        size="xs"
        variant="light"
        color="red"
        disabled={!isOwner}
        title={isOwner ? undefined : t('onlyOwners')}
        aria-label={t('eraseOf', { name })}
        onClick={() => setErasing(true)}
      >
        {t('erase')}
      </Button>
      {isErasing && <EraseDialog of={{ id, name }} onClose={() => setErasing(false)} />}
    </>
  )
}
