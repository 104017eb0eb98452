import {
  type Dictionary,
  MASK_KINDS,
  type MaskMode,
  type MaskRules,
} from '../../contract/masking.ts'
import { Scanner, type Words } from './scanner.ts'

/** What is looked for in the calls of one team, ready to be used. */
export interface Masking {
  requests: Scanner
  /** Undefined where no rule looks at what models write. */
  answers: Scanner | undefined
}

export type DictionaryWords = Dictionary & { terms: readonly string[] }

/** Undefined where everything is off. `team`: what it says of its own; each kind it names is as it says. */
export function compileMasking(
  workspace: MaskRules,
  team: MaskRules,
  dictionaries: readonly DictionaryWords[],
): Masking | undefined {
  const rules: MaskRules = { ...workspace, ...team }
  const of = (inAnswers: boolean) => {
    const modes: Partial<Record<(typeof MASK_KINDS)[number], MaskMode>> = {}
    for (const kind of MASK_KINDS) {
      const rule = rules[kind]
      if (rule && (rule.answers || !inAnswers)) modes[kind] = rule.mode
    }
    return new Scanner(
      modes,
      dictionaries.flatMap(({ rule, ...words }): Words[] =>
        rule.mode !== 'off' && (rule.answers || !inAnswers) ? [{ ...words, mode: rule.mode }] : [],
      ),
    )
  }
  const requests = of(false)
  if (requests.isEmpty) return undefined
  const answers = of(true)
  return { requests, answers: answers.isEmpty ? undefined : answers }
}
