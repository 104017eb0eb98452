import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { LimitRaise, LimitStanding, LimitSummary } from '../../../proxy/contract/limits.ts'
import { useClient } from '../../client.tsx'
import { dayTime } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { Drawer, DrawerSection, Facts } from '../../ui/Drawer.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { LimitDialog } from './LimitDialog.tsx'
import { amountWords, byTightness, limitWords, scopeWords, whoWords } from './limitWords.ts'
import { Standing } from './Standing.tsx'

interface Props {
  of: LimitSummary
  counters: LimitStanding[]
  onClose: () => void
}

/** One limit: what it says, its raises, and its counters, the fullest first. */
export function LimitDrawer({ of: limit, counters, onClose }: Props) {
  const t = useWords('limits')
  const client = useClient()
  const queries = useQueryClient()
  const [isEditing, setEditing] = useState(false)
  const members = useQuery({ queryKey: ['members'], queryFn: () => client.members.list.query() })
  const nameOf = (id: string | null) => members.data?.find((member) => member.id === id)?.name
  const refresh = () => queries.invalidateQueries({ queryKey: ['limits'] })
  const removing = useMutation({
    mutationFn: () => client.limits.remove.mutate({ id: limit.id }),
    onSuccess: async () => {
      await refresh()
      const undo = () => void client.limits.restore.mutate({ id: limit.id }).then(refresh)
      toast({ message: t('removed'), undo })
      onClose()
    },
  })
  return (
    <Drawer
      title={whoWords(t, limit, limit.subjectName)}
      closeLabel={t('close')}
      onClose={onClose}
      head={
        <div className="kr-actions">
          <Button size="xs" onClick={() => setEditing(true)}>
            {t('change')}
          </Button>
          <Button
            size="xs"
            variant="light"
            color="red"
            loading={removing.isPending}
            onClick={() => removing.mutate()}
          >
            {t('remove')}
          </Button>
        </div>
      }
    >
      {removing.isError && <ErrorBanner error={removing.error} />}
      <DrawerSection title={t('limit')}>
        <Facts
          facts={[
            [t('limit'), limitWords(t, limit)],
            [t('scope'), scopeWords(t, limit.scope)],
            [t('action'), actionWords()],
            [
              t('topUps'),
              limit.toppedUp > 0 ? amountWords(t, limit.metric, limit.toppedUp) : undefined,
            ],
            [t('note'), limit.note || undefined],
          ]}
        />
        {limit.raises.map((raise) => (
          <Raise key={raise.id} of={raise} limit={limit} name={nameOf(raise.memberId)} />
        ))}
      </DrawerSection>
      <DrawerSection title={t('usage')}>
        {counters.length === 0 && <p className="kr-muted">{t('notUsed')}</p>}
        {counters.toSorted(byTightness).map((standing) => (
          <div key={`${standing.memberId}`} className="lim-counter">
            {standing.memberId !== null && <h4>{nameOf(standing.memberId)}</h4>}
            <Standing of={standing} />
          </div>
        ))}
      </DrawerSection>
      {isEditing && <LimitDialog of={limit} onClose={() => setEditing(false)} />}
    </Drawer>
  )

  function actionWords(): string {
    const { action } = limit
    return action.kind === 'downgrade'
      ? t('act_downgrade', { model: action.model })
      : t(`act_${action.kind}`)
  }
}

/** A raise that still lasts, and the way to end it before its time. */
function Raise(props: { of: LimitRaise; limit: LimitSummary; name: string | undefined }) {
  const t = useWords('limits')
  const client = useClient()
  const queries = useQueryClient()
  const { timeZone } = useSettings()
  const { of: raise, limit, name } = props
  const ending = useMutation({
    mutationFn: () => client.limits.endRaise.mutate({ id: raise.id }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['limits'] })
      toast({ message: t('raiseEnded') })
    },
  })
  return (
    <div className="kr-actions">
      <span>
        {name && `${name}: `}
        {t('raised', {
          amount: amountWords(t, limit.metric, raise.size),
          when: dayTime(raise.until, timeZone),
        })}
      </span>
      <Button
        size="compact-xs"
        variant="subtle"
        loading={ending.isPending}
        onClick={() => ending.mutate()}
      >
        {t('endRaise')}
      </Button>
      {ending.isError && <ErrorBanner error={ending.error} />}
    </div>
  )
}
