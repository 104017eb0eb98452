import { amountWords } from '../../../proxy/contract/limitWords.ts'
import type { CallTrace, TraceStep } from '../../../proxy/contract/trace.ts'
import { wholeNumber } from '../../format.ts'
import type { useWords } from '../../words/words.ts'

type Words = ReturnType<typeof useWords<'trace'>>

export type StepTone = 'ok' | 'warn' | 'bad'

/** A limit that is over and did not stop the call only warns, or sends it elsewhere. */
export function stepTone(step: TraceStep): StepTone {
  if (step.step === 'stopped') return 'bad'
  return step.step === 'limit' && !step.fits ? 'warn' : 'ok'
}

interface About {
  names: CallTrace['names']
  address: string
  /** The sentence for why a call was stopped. */
  reason: (code: string) => string
  /** What is masked, in words; a list of words has a name of its own. */
  kindOf: (kind: string) => string
}

/** One decision in words. */
export function stepWords(
  t: Words,
  step: TraceStep,
  { names, address, reason, kindOf }: About,
): string {
  switch (step.step) {
    case 'gate':
      return t('step_gate', { address })
    case 'token':
    case 'place':
    case 'hours':
    case 'caps':
      return t(`step_${step.step}`)
    case 'group':
      return t('step_group', { group: step.group })
    case 'model':
      return t('step_model', { model: step.model })
    case 'key':
      return t(`step_key_${step.why}`, { key: names[step.keyId] ?? step.keyId, among: step.among })
    case 'cap':
      return t(`step_cap_${step.by}`, { changes: changeWords(t, step.changes) })
    case 'parallel':
      return t('step_parallel', { used: step.used, size: step.size })
    case 'limit':
      return t('step_limit', {
        words:
          names[step.limitId] ?? t('unnamedLimit', { size: amountWords(step.metric, step.size) }),
        used: amountWords(step.metric, step.used),
        amount: amountWords(step.metric, step.amount),
      })
    case 'limitsLeftOut':
      return t('step_limitsLeftOut', { count: step.count })
    case 'downgrade':
      return t('step_downgrade', {
        ...{ from: step.from, to: step.to, words: names[step.limitId] ?? step.limitId },
      })
    case 'masked':
      return t(`step_masked_${step.in}`, {
        kinds: Object.entries(step.kinds)
          .map(([kind, count]) => `${kindOf(kind)}: ${count}`)
          .join(', '),
      })
    case 'stopped':
      return reason(step.reason)
  }
}

type Changes = Extract<TraceStep, { step: 'cap' }>['changes']

function changeWords(t: Words, changes: Changes): string {
  return (Object.keys(changes) as (keyof Changes)[])
    .map((name) => {
      const value = changes[name]
      return t(`change_${name}`, {
        amount: typeof value === 'number' ? wholeNumber(value) : `${value}`,
      })
    })
    .join(', ')
}
