import type { TFunction } from 'i18next'
import type { QueryProblem } from '../../../proxy/contract/callQuery.ts'

/** What is wrong with a word of the filter and what would be right, as a sentence. */
export function hintText(t: TFunction<'activity'>, problem: QueryProblem): string {
  const { kind, word, known } = problem
  return t(`hint_${kind}`, { word, known: known.join(', ') })
}
