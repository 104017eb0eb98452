import type { CallRecord } from '../../../proxy/contract/calls.ts'
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'

/** How a call went: status, shape and word. */
export function CallState({ call }: { call: CallRecord }) {
  const t = useWords('overview')
  const { outcome, status } = call
  if (outcome === 'ok') return <StatusBadge tone="ok">{status ?? 200}</StatusBadge>
  if (outcome === 'open') {
    return (
      <StatusBadge tone="running">{t(call.streamed ? 'call_streaming' : 'call_open')}</StatusBadge>
    )
  }
  return (
    <StatusBadge tone={TONES[outcome]}>
      {status} {t(`call_${outcome}`)}
    </StatusBadge>
  )
}

const TONES: Record<'refused' | 'failed' | 'aborted' | 'interrupted', Tone> = {
  refused: 'warn',
  failed: 'bad',
  aborted: 'off',
  interrupted: 'bad',
}
