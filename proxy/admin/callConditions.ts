import { readQuery } from '../contract/callQuery.ts'
import { problemWords } from '../contract/callQueryWords.ts'
import type { CallFilter } from '../contract/calls.ts'
import type { CallConditions } from '../store/reports/calls.ts'
import { problem } from './problems.ts'
import { onlyTeam, type Reach } from './subjects.ts'

/** The filter as the store takes it, kept to the calls of the own team where the administrator is a lead. */
export function conditionsFor(
  { actor }: Pick<Reach, 'actor'>,
  { query: text, ...times }: CallFilter,
): CallConditions {
  const { query, problems } = readQuery(text ?? '')
  // A part that was left out would answer more than was asked for.
  if (problems.length > 0) throw problem('BAD_REQUEST', problems.map(problemWords).join(' '))
  return { ...times, query, teamId: onlyTeam(actor) }
}
