import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EffectiveAccess, ModelGrant } from '../../../proxy/contract/access.ts'
import { useClient } from '../../client.tsx'
import { dayTime } from '../../format.ts'
import { DrawerSection, Facts } from '../../ui/Drawer.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { AccessDialog } from './AccessDialog.tsx'
import { hoursText } from './hoursWords.ts'

/** What is left for a member after all levels, which levels say so, and what was granted besides. */
export function MemberAccess({ member }: { member: { id: string; name: string } }) {
  const t = useWords('access')
  const client = useClient()
  const [isEditing, setEditing] = useState(false)
  const access = useQuery({
    queryKey: ['access', 'effective', member.id],
    queryFn: () => client.access.effective.query({ memberId: member.id }),
  })
  return (
    <DrawerSection title={t('title')}>
      {access.isError && <ErrorBanner error={access.error} retry={() => void access.refetch()} />}
      {access.data && <Effective of={access.data} />}
      {access.data?.grants.map((grant) => (
        <Grant key={grant.id} of={grant} />
      ))}
      <div className="kr-actions" style={{ paddingTop: 8 }}>
        <Button size="xs" variant="default" onClick={() => setEditing(true)}>
          {t('edit')}
        </Button>
      </div>
      {isEditing && (
        <AccessDialog
          subject={{ level: 'member', subjectId: member.id }}
          name={member.name}
          onClose={() => setEditing(false)}
        />
      )}
    </DrawerSection>
  )
}

function Effective({ of: access }: { of: EffectiveAccess }) {
  const t = useWords('access')
  const { models, deniedEndpoints, addresses, hours, entries } = access
  return (
    <Facts
      facts={[
        [
          t('models'),
          <span key="models" title={models.join(', ')}>
            {models.length === 0 ? t('noModels') : t('modelsLeft', { count: models.length })}
          </span>,
        ],
        [
          t('denied'),
          deniedEndpoints.map((group) => t(`group_${group}`)).join(', ') || t('nothingDenied'),
        ],
        [t('from'), addresses.map((list) => list.join(', ')).join(' + ') || t('everywhere')],
        [
          t('hours'),
          hours.map((list) => list.map(hoursText).join(', ')).join(' + ') || t('always'),
        ],
        [
          t('setOn'),
          entries.map(({ level, subjectName: name }) => t(`on_${level}`, { name })).join(', ') ||
            undefined,
        ],
      ]}
    />
  )
}

function Grant({ of: grant }: { of: ModelGrant }) {
  const t = useWords('access')
  const client = useClient()
  const queries = useQueryClient()
  const { id, model, until } = grant
  const ending = useMutation({
    mutationFn: () => client.access.endGrant.mutate({ id }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['access'] })
      toast({ message: t('grantEnded', { model }) })
    },
  })
  return (
    <div className="kr-actions">
      <span>
        {t('grants')}:{' '}
        {until === null
          ? t('grantForGood', { model })
          : t('grantUntil', { model, when: dayTime(until) })}
      </span>
      <Button
        size="compact-xs"
        variant="subtle"
        loading={ending.isPending}
        aria-label={t('endGrant', { model })}
        onClick={() => ending.mutate()}
      >
        ×
      </Button>
      {ending.isError && <ErrorBanner error={ending.error} />}
    </div>
  )
}
