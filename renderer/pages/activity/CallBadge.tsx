import type { CallRecord } from '../../../proxy/contract/calls.ts'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { callState } from './callState.ts'

/** Status and word of a call, with the shape of its meaning. */
export function CallBadge({ of: call }: { of: CallRecord }) {
  const t = useWords('activity')
  const { tone, word } = callState(call)
  // While a call runs or after the client has left there is no status worth reading.
  const status = call.outcome === 'open' || call.outcome === 'aborted' ? null : call.status
  return <StatusBadge tone={tone}>{[status, t(word)].filter(Boolean).join(' ')}</StatusBadge>
}
