import type { CallDetail } from '../../../proxy/contract/calls.ts'
import { Banner } from '../../ui/Banner.tsx'
import { useWords } from '../../words/words.ts'
import { callState, isCut } from './callState.ts'
import { reasonWord } from './reasonWord.ts'

/** What went wrong in a sentence; nothing for a call that was answered. */
export function CallReason({ of: call }: { of: CallDetail }) {
  const t = useWords('activity')
  if (call.outcome === 'ok' || call.outcome === 'open') return null
  const { tone } = callState(call)
  const word = reasonWord(call.reason)
  const words = [
    call.outcome === 'aborted' ? t(isCut(call) ? 'outcome_cut' : 'outcome_aborted') : undefined,
    call.outcome === 'interrupted' ? t('outcome_interrupted') : undefined,
    word ? t(word) : call.outcome === 'aborted' ? undefined : call.reason,
  ].filter(Boolean)
  if (words.length === 0) return null
  return (
    <div style={{ paddingTop: 12 }}>
      <Banner tone={tone === 'bad' || tone === 'warn' ? tone : 'info'} boxed>
        {words.join(' ')} {word && <span className="kr-mono kr-small">{call.reason}</span>}
      </Banner>
    </div>
  )
}
