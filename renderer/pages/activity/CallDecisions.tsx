import type { CallDetail } from '../../../proxy/contract/calls.ts'
import type { CallTrace } from '../../../proxy/contract/trace.ts'
import { UNKNOWN } from '../../format.ts'
import { StatusShape } from '../../ui/StatusBadge.tsx'
import { masking as maskingWords } from '../../words/en/masking.ts'
import { useWords } from '../../words/words.ts'
import { reasonWord } from './reasonWord.ts'
import { stepTone, stepWords } from './stepWords.ts'
import './trace.css'

/** What was decided about a call, in the order in which it was. */
export function CallDecisions({ of: call, trace }: { of: CallDetail; trace: CallTrace }) {
  const t = useWords('trace')
  const activity = useWords('activity')
  const masking = useWords('masking')
  const reason = (code: string) => {
    const word = reasonWord(code)
    return word ? activity(word) : code
  }
  const kindOf = (kind: string) => {
    const word = `kind_${kind}`
    return word in maskingWords ? masking(word as KindWord) : kind
  }
  const about = { names: trace.names, address: call.address ?? UNKNOWN, reason, kindOf }
  return (
    <ol className="kr-decisions">
      {trace.steps.map((step, index) => {
        const tone = stepTone(step)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: one decision may come twice, and their order never changes
          <li key={index} data-tone={tone}>
            <StatusShape tone={tone} />
            <span>
              <span className="kr-visually-hidden">{t(TONE_WORDS[tone])} </span>
              {stepWords(t, step, about)}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

type KindWord = Extract<keyof typeof maskingWords, `kind_${string}`>

const TONE_WORDS = { ok: 'passed', warn: 'warned', bad: 'stopped' } as const
