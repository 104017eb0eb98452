import { anyNameMatcher } from '../base/namePattern.ts'
import type { Limit, NewLimit } from '../contract/limits.ts'
import { limitWords } from '../contract/limitWords.ts'
import { DIALECTS } from '../dialects/index.ts'
import type { Db } from '../store/db.ts'
import { listKeys } from '../store/keys.ts'
import { listLimits } from '../store/limits.ts'
import { subjectOrProblem } from './limitReach.ts'
import { problem } from './problems.ts'
import type { Reach } from './subjects.ts'

/** Refuses, in words, a limit that would mean nothing or something else than it seems to. */
export function checkLimit(reach: Reach, limit: NewLimit, id?: string): void {
  const { db } = reach.services
  subjectOrProblem(reach, limit)
  checkWindow(limit)
  checkScope(limit)
  checkDowngrade(db, limit)
  checkTwin(db, limit, id)
}

function checkWindow({ window, size }: NewLimit): void {
  if (window.kind !== 'bucket' || size > 0) return
  throw problem(
    'BAD_REQUEST',
    'Nothing would ever flow back into this limit: it would let its burst pass once and then no call. Give a size above 0, or a prepaid limit.',
  )
}

/** A misspelt endpoint would make a limit that never counts anything. */
function checkScope({ scope }: NewLimit): void {
  const names = new Set(DIALECTS.flatMap(({ endpoints }) => endpoints.map(({ name }) => name)))
  const unknown = scope.endpoints.find((pattern) => ![...names].some(anyNameMatcher([pattern])))
  if (unknown === undefined) return
  throw problem(
    'BAD_REQUEST',
    `No endpoint is called ${unknown}, so the limit would count nothing. There are: ${[...names].sort().join(', ')}.`,
  )
}

function checkDowngrade(db: Db, { action }: NewLimit): void {
  if (action.kind !== 'downgrade') return
  const models = new Set(listKeys(db).flatMap((key) => JSON.parse(key.models) as string[]))
  if (models.has(action.model) || models.has(`${action.model}:latest`)) return
  throw problem(
    'BAD_REQUEST',
    `No provider key here has the model ${action.model}, so calls could not go on with it. Choose a model that one of the keys has.`,
  )
}

/** Two limits that count the same and do the same: the tighter one alone would hold, and confuse whoever changes the other. */
function checkTwin(db: Db, limit: NewLimit, id: string | undefined): void {
  const twin = listLimits(db).find(
    (other) => other.id !== id && sameness(other) === sameness(limit),
  )
  if (!twin) return
  throw problem(
    'CONFLICT',
    `There is such a limit already: ${limitWords(twin)} for the same calls. Change that one instead.`,
  )
}

function sameness({ level, subjectId, each, metric, window, scope, action }: Limit | NewLimit) {
  const { models, providers, endpoints } = scope
  const sets = [models, providers, endpoints].map((names) => [...new Set(names)].sort())
  const time = window.kind === 'bucket' ? { kind: window.kind, seconds: window.seconds } : window
  return JSON.stringify([level, subjectId, each, metric, time, sets, action.kind])
}
