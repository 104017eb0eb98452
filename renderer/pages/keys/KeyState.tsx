import type { KeySummary } from '../../../proxy/contract/keys.ts'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { keyState, STATE_TONES } from './providers.ts'

export function KeyState({ of }: { of: Pick<KeySummary, 'paused' | 'health'> }) {
  const t = useWords('keys')
  const state = keyState(of)
  return <StatusBadge tone={STATE_TONES[state]}>{t(`health_${state}`)}</StatusBadge>
}
