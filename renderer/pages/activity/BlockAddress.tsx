import { Button } from '@mantine/core'
import { useState } from 'react'
import { useStatus } from '../../live.tsx'
import { useSaveSetting, useSettings } from '../../preferences.tsx'
import { ADMINS } from '../../routes.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** Refuses every call from an address from now on; asked first, since others may call from there as well. */
export function BlockAddress({ address }: { address: string }) {
  const t = useWords('trace')
  const [isAsking, setAsking] = useState(false)
  const { blockedAddresses } = useSettings()
  const save = useSaveSetting()
  const role = useStatus().data?.actor?.role
  if (!role || !ADMINS.includes(role) || blockedAddresses.includes(address)) return null
  const set = (value: string[]) => save.mutateAsync({ name: 'blockedAddresses', value })
  return (
    <>
      <Button size="xs" variant="light" color="red" onClick={() => setAsking(true)}>
        {t('block')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t('blockTitle', { address })}
          confirm={t('blockNow')}
          cancel={t('cancel')}
          act={async () => {
            await set([...blockedAddresses, address])
            toast({
              message: t('blocked', { address }),
              undo: () => void set(blockedAddresses),
            })
          }}
          onClose={() => setAsking(false)}
        >
          {t('blockText')}
        </ConfirmDialog>
      )}
    </>
  )
}
