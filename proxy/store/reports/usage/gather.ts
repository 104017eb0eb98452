import { callTime } from '../../../base/ids.ts'
import { USAGE_BUCKETS, usageOf } from '../../../contract/calls.ts'
import type { UsageDimension, UsageFilter, UsageLine, UsageStep } from '../../../contract/usage.ts'
import type { Db } from '../../db.ts'
import { lastCallId } from '../../ledger.ts'
import { CODES } from '../../names.ts'
import { FIGURES, fromRow, type RolledBy, TIMES } from '../../rollups/columns.ts'
import { addHistogram, type Histogram, percentilesOf } from '../../rollups/histogram.ts'
import { knownOf, learn, rollupState } from '../../rollups/state.ts'
import { COLUMN_OF, type ColumnText, filterConditions } from './filter.ts'
import { type Part, partsOf, whereOf } from './parts.ts'
import { stepsOf } from './steps.ts'

const HOUR_MS = 3_600_000

export interface Gathering {
  from: number
  to: number
  step: UsageStep
  by: readonly UsageDimension[]
  filter: UsageFilter
  latency: boolean
  teamId?: string | undefined
  timeZone: string
}

/** Sums of the calls that have a step and groups in common. */
export interface Gathered {
  at: number
  /** Codes; for `status` the outcome's, and then the HTTP status. */
  groups: number[]
  figures: number[]
  failed: number
  refused: number
  totalMs: Histogram
  firstByteMs: Histogram
}

const steps = new WeakMap<Db, { stepOf: (at: number) => number }>()

/** Adds up calls from wherever their sums stand, in one view of the database. */
export function gather(db: Db, question: Gathering): Gathered[] {
  // Inside a transaction the rollups, the mark and the calls after it are of the same moment.
  return db.transaction(() => {
    learn(db)
    const state = rollupState(db)
    stepsTaught(db).stepOf = stepsOf(question.step, question.timeZone)
    const stretch = {
      ...{ begin: question.from, end: endOf(db, question.to) },
      days:
        question.step !== 'hour' &&
        question.step !== 'weekHour' &&
        state.zone === question.timeZone,
    }
    const found = new Map<string, Gathered>()
    for (const part of partsOf(state, knownOf(db).clock, stretch)) {
      const rows = db.raw
        .prepare(selectOf(db, question, part, state.upTo))
        .raw(true)
        .iterate()
      for (const row of rows) add(found, question, row as (number | Uint8Array | null)[])
    }
    return [...found.values()]
  })
}

/**
 * Until now means the whole of the running hour, which is read from its rollup. Later than that there is nothing, and
 * no calendar to say when its days begin.
 */
function endOf(db: Db, to: number): number {
  const last = callTime(lastCallId(db))
  return to > last ? knownOf(db).clock.hourOf(last) + HOUR_MS : to
}

function stepsTaught(db: Db): { stepOf: (at: number) => number } {
  const known = steps.get(db)
  if (known) return known
  const taught = { stepOf: (_: number) => 0 }
  steps.set(db, taught)
  db.raw.function('usageStep', (at) => taught.stepOf(Number(at)))
  return taught
}

/** Selects step, outcome, groups, figures, and the times where they are asked for. */
function selectOf(db: Db, question: Gathering, part: Part, upTo: number): string {
  const isRolled = part.from === 'usageHourly' || part.from === 'usageDaily'
  const text: ColumnText = isRolled ? (column) => `"${column}"` : fromRow
  const at = isRolled ? '"at"' : 'id / 1024'
  const groups = [
    question.step === 'none' ? '0' : `usageStep(${at})`,
    text('outcome'),
    ...question.by.flatMap((dimension) => columnsOf(dimension).map(text)),
  ]
  const sums = [...FIGURES, ...(question.latency ? TIMES : [])]
  const conditions = [
    whereOf(part, upTo),
    ...filterConditions(db, question.filter, question.teamId, text),
  ]
  return `SELECT ${groups}, ${sums.map((sum) => (isRolled ? sum.ofRollups : sum.ofRows))}
    FROM ${isRolled ? part.from : 'callRows'} WHERE ${conditions.join(' AND ')}
    GROUP BY ${groups.map((_, index) => index + 1)}`
}

function columnsOf(dimension: UsageDimension): readonly RolledBy[] {
  return dimension === 'status' ? ['outcome', 'status'] : [COLUMN_OF[dimension]]
}

function add(
  found: Map<string, Gathered>,
  { by }: Gathering,
  row: (number | Uint8Array | null)[],
): void {
  const width = by.flatMap(columnsOf).length
  const [at = 0, outcome] = row as number[]
  const groups = row.slice(2, 2 + width) as number[]
  const name = `${at} ${groups}`
  let sums = found.get(name)
  if (!sums) {
    sums = {
      ...{ at: at ?? 0, groups, figures: FIGURES.map(() => 0), failed: 0, refused: 0 },
      ...{ totalMs: new Map(), firstByteMs: new Map() },
    }
    found.set(name, sums)
  }
  const { figures } = sums
  for (let i = 0; i < FIGURES.length; i++)
    figures[i] = (figures[i] ?? 0) + Number(row[2 + width + i])
  const calls = Number(row[2 + width])
  if (outcome === CODES.refused) sums.refused += calls
  else if (outcome !== CODES.ok && outcome !== CODES.open) sums.failed += calls
  addHistogram(sums.totalMs, (row[2 + width + FIGURES.length] ?? null) as Uint8Array | null)
  addHistogram(sums.firstByteMs, (row[3 + width + FIGURES.length] ?? null) as Uint8Array | null)
}

const PLACE = new Map(FIGURES.map(({ column }, index) => [column, index]))

/** What a line of a report says of sums. */
export function figuresOf(sums: Gathered): Omit<UsageLine, 'at' | 'groups' | 'labels'> {
  const figure = (column: string) => sums.figures[PLACE.get(column) ?? -1] ?? 0
  const usage = usageOf()
  for (const bucket of USAGE_BUCKETS) usage[bucket] = figure(bucket)
  return {
    ...{ calls: figure('calls'), failed: sums.failed, refused: sums.refused },
    ...{ unpriced: figure('unpriced'), usage, costNanoUsd: figure('costNanoUsd') },
    ...{ totalMs: percentilesOf(sums.totalMs), firstByteMs: percentilesOf(sums.firstByteMs) },
  }
}

/** Adds `more` to `sums`. */
export function merge(sums: Gathered, more: Gathered): void {
  more.figures.forEach((figure, index) => {
    sums.figures[index] = (sums.figures[index] ?? 0) + figure
  })
  sums.failed += more.failed
  sums.refused += more.refused
  for (const times of ['totalMs', 'firstByteMs'] as const)
    for (const [range, count] of more[times])
      sums[times].set(range, (sums[times].get(range) ?? 0) + count)
}
