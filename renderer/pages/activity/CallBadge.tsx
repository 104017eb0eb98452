import type { CallRecord } from '../../../proxy/contract/calls.ts'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { callState } from './callState.ts'

/** Status and word of a call, with the shape of its meaning. */
export function CallBadge({ of: call }: { of: CallRecord }) {
  const t = useWords('activity')
  const { tone, word } = callState(call)
  if (word === undefined) return <StatusBadge tone={tone}>{call.status}</StatusBadge>
  // Where the answer never ended, its status says nothing.
  const status = call.outcome === 'refused' || call.outcome === 'failed' ? `${call.status} ` : ''
  return (
    <StatusBadge tone={tone}>
      {status}
      {t(word)}
    </StatusBadge>
  )
}
