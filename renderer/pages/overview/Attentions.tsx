import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Attention } from '../../../proxy/contract/status.ts'
import { useClient } from '../../client.tsx'
import { goTo, pathTo } from '../../routes.ts'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { RaiseHere } from '../limits/RaiseHere.tsx'
import { DecideHere } from '../requests/DecideHere.tsx'

const TONES: Record<Attention['kind'], Tone> = {
  alarm: 'unusual',
  messagesUndelivered: 'bad',
  accessRequest: 'info',
  limitSpent: 'warn',
  keyRefused: 'bad',
  keyFailing: 'bad',
  noKeys: 'info',
  noMembers: 'info',
  plainHttp: 'warn',
  recoveryNotSaved: 'warn',
  unpricedModels: 'warn',
  certificateExpiring: 'warn',
  interruptedCalls: 'info',
}

/** What waits for the administrator, the worst first, each with one way out. */
export function Attentions() {
  const t = useWords('overview')
  const client = useClient()
  const attention = useQuery({
    queryKey: ['overview', 'attention'],
    queryFn: () => client.overview.attention.query(),
  })
  return (
    <section className="kr-panel" aria-labelledby="needs-you">
      <h2 className="kr-panel-title" id="needs-you">
        {t('needsYou')}
      </h2>
      {attention.isError && <ErrorBanner error={attention.error} retry={attention.refetch} />}
      {attention.data?.length === 0 && <p className="kr-muted">{t('nothing')}</p>}
      <ul className="ov-attentions">
        {attention.data?.map((each) => (
          <li key={`${each.kind} ${each.id}`} className="ov-attention">
            <StatusBadge tone={TONES[each.kind]}>{t(`att_${each.kind}`)}</StatusBadge>
            <WayOut of={each} />
            <p>{t(`att_${each.kind}_text`, { subject: each.subject, count: each.count })}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Settled here and now where that takes one more click; else the page on which it is settled. */
function WayOut({ of: attention }: { of: Attention }) {
  const t = useWords('overview')
  const { kind, id } = attention
  if (kind === 'limitSpent' && id !== null) return <RaiseHere limitId={id} />
  if (kind === 'accessRequest' && id !== null) return <DecideHere requestId={id} />
  return (
    <Button size="compact-sm" variant="default" onClick={() => goTo(wayOut(attention))}>
      {t(`att_${kind}_do`)}
    </Button>
  )
}

function wayOut({ kind, id }: Attention): string {
  switch (kind) {
    case 'alarm':
      return pathTo('alerts', id ? { sel: id } : {})
    case 'messagesUndelivered':
      return '/settings/notifications'
    case 'accessRequest':
      return pathTo('requests', id ? { sel: id } : {})
    case 'limitSpent':
      return pathTo('limits', id ? { sel: id } : {})
    case 'keyRefused':
    case 'keyFailing':
      return pathTo('keys', id ? { sel: id } : {})
    case 'noKeys':
      return pathTo('keys')
    case 'noMembers':
      return pathTo('members')
    case 'plainHttp':
    case 'certificateExpiring':
      return '/settings/network'
    case 'recoveryNotSaved':
      return '/settings/security'
    case 'unpricedModels':
      return '/settings/prices'
    case 'interruptedCalls':
      return pathTo('activity', { f: 'status:interrupted' })
  }
}
