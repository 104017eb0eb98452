import { callTime } from '../../../base/ids.ts'
import { USAGE_BUCKETS, usageOf } from '../../../contract/calls.ts'
import type { UsageDimension, UsageFilter, UsageLine, UsageStep } from '../../../contract/usage.ts'
import type { Db } from '../../db.ts'
import { lastCallId } from '../../ledger.ts'
import { hourShift } from '../../rollups/clock.ts'
import { FIGURES, fromRow, type RolledBy, TIMES } from '../../rollups/columns.ts'
import {
  asNamed,
  type ColumnText,
  type Condition,
  conditionTest,
  conditionText,
  placesOf,
} from '../../rollups/conditions.ts'
import { addHistogram, Histogram, percentilesOf } from '../../rollups/histogram.ts'
import { eachTimes, PackReader, placeOf } from '../../rollups/pack.ts'
import { eachPack, type PackedStretch } from '../../rollups/packs.ts'
import { knownOf, learn, type RollupState, rollupState } from '../../rollups/state.ts'
import { COLUMN_OF, filterConditions } from './filter.ts'
import { type Part, packedOf, partsOf, whereOf } from './parts.ts'
import { stepsOf } from './steps.ts'

const HOUR_MS = 3_600_000

export interface Question {
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
  totalMs: Histogram
  firstByteMs: Histogram
}

/** Adds up calls from wherever their sums stand, in one view of the database. */
export function gather(db: Db, question: Question): Gathered[] {
  // Inside a transaction the rollups, the mark and the calls after it are of the same moment.
  return db.snapshot(() => {
    learn(db)
    const state = rollupState(db)
    const stretch = {
      ...{ begin: question.from, end: endOf(db, question.to) },
      days:
        question.step !== 'hour' &&
        question.step !== 'weekHour' &&
        state.zone === question.timeZone,
    }
    const conditions = filterConditions(db, question.filter, question.teamId)
    const gathering = new Gathering(stepsOf(question.step, question.timeZone))
    for (const part of partsOf(state, knownOf(db).clock, stretch)) {
      const { packed, parts } = packedOf(db, state, part)
      if (packed) addPacks(db, packed, question, conditions, gathering)
      for (const left of parts) {
        const { text, groups, figures } = selectOf(question, left, conditions, state)
        const rows = db.raw.prepare(text).raw(true).iterate()
        for (const row of rows) gathering.add(row as Row, groups, figures)
      }
    }
    return gathering.found
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

type Row = (number | Uint8Array | null)[]

interface Select {
  text: string
  /** How many columns tell the groups, after the moment. */
  groups: number
  /** Which figures come after them, as places in FIGURES. */
  figures: number[]
}

/**
 * Selects moments, groups, figures, and the times where they are asked for. SQLite sorts what it groups, wide rows
 * and all: rollups are grouped here instead, but where the order in which they lie is that of the groups.
 */
function selectOf(
  question: Question,
  part: Part,
  conditions: readonly Condition[],
  state: RollupState,
): Select {
  const isRolled = part.from === 'usageHourly' || part.from === 'usageDaily'
  const text: ColumnText = isRolled ? asNamed : (column) => fromRow(column as RolledBy)
  const isStepped = question.step !== 'none'
  const at = isRolled ? '"at"' : hourText(hourShift(question.timeZone))
  const groups = question.by.flatMap((dimension) => columnsOf(dimension).map(text))
  const figures = FIGURES.flatMap(({ column }, place) =>
    isRolled && isUnused(column, state.buckets) ? [] : [place],
  )
  const sums = [...figures.map((place) => FIGURES[place]), ...(question.latency ? TIMES : [])]
  const isSummed = !isRolled || groups.length === 0
  const where = [
    whereOf(part, state.upTo),
    ...conditions.map((condition) => conditionText(condition, text)),
  ]
  const select = [
    isStepped ? at : '0',
    ...groups,
    ...sums.map((sum) => (!isRolled ? sum?.ofRows : isSummed ? sum?.ofRollups : sum?.column)),
  ]
  const by = [...(isStepped ? ['1'] : []), ...groups.map((_, index) => index + 2)]
  return {
    text: `SELECT ${select} FROM ${isRolled ? part.from : 'callRows'}
      WHERE ${where.join(' AND ')} ${isSummed && by.length > 0 ? `GROUP BY ${by}` : ''}`,
    ...{ groups: groups.length, figures },
  }
}

/** The hour of a call in the asked zone: fine enough for every step, since none begins within one. */
const hourText = (shift: number) => `(id / 1024 + ${shift}) / ${HOUR_MS} * ${HOUR_MS} - ${shift}`

const BUCKETS = new Map<string, number>(USAGE_BUCKETS.map((bucket, place) => [bucket, 2 ** place]))

/** Most buckets are zero in most workspaces: adding their zeros up would take as long as all the rest. */
function isUnused(column: string, buckets: number): boolean {
  const bit = BUCKETS.get(column)
  return bit !== undefined && (buckets & bit) === 0
}

function columnsOf(dimension: UsageDimension): readonly RolledBy[] {
  return dimension === 'status' ? ['outcome', 'status'] : [COLUMN_OF[dimension]]
}

/** Codes and statuses fit into so many bits two at a time; beyond that their text is the name. */
const CODE_BITS = 2 ** 26

/** What is wanted of packs: places of columns, the figures in the order of FIGURES. */
interface AskedOfPacks {
  groups: readonly number[]
  figures: readonly number[]
  test: ReturnType<typeof conditionTest> | undefined
}

const FIGURE_PLACES = FIGURES.map(({ column }) => placeOf(column))

function addPacks(
  db: Db,
  packed: PackedStretch,
  question: Question,
  conditions: readonly Condition[],
  gathering: Gathering,
): void {
  const groups = question.by.flatMap((dimension) => columnsOf(dimension).map(placeOf))
  const all: Condition = { all: conditions }
  const asked = {
    ...{ groups, figures: FIGURE_PLACES },
    test: conditions.length === 0 ? undefined : conditionTest(all),
  }
  const reader = new PackReader([...FIGURE_PLACES, ...groups, ...placesOf(all)])
  eachPack(db, packed, question.latency, ({ at, figures, times }) => {
    reader.read(figures)
    gathering.addPack(at, reader, asked, times)
  })
}

/** Takes rows up into the sums of their step and groups. */
class Gathering {
  readonly found: Gathered[] = []
  readonly #stepOf: (at: number) => number
  readonly #steps = new Map<number, Map<number | string, Gathered>>()
  #moment: number | undefined
  #at = 0
  #ofStep = new Map<number | string, Gathered>()

  constructor(stepOf: (at: number) => number) {
    this.#stepOf = stepOf
  }

  add(row: Row, groups: number, figures: readonly number[]): void {
    // A sum over no rows is a row as well, of no calls.
    if (!row[1 + groups]) return
    this.#go(row[0] as number)
    const sums = this.#sumsOf(row.slice(1, 1 + groups) as number[])
    const first = 1 + groups
    for (let i = 0; i < figures.length; i++) {
      const place = figures[i] as number
      sums.figures[place] = (sums.figures[place] as number) + (row[first + i] as number)
    }
    const times = first + figures.length
    if (row.length === times) return
    addHistogram(sums.totalMs, row[times] as Uint8Array | null)
    addHistogram(sums.firstByteMs, row[times + 1] as Uint8Array | null)
  }

  /** What is packed of one moment, but for rows that a test turns away. */
  addPack(at: number, reader: PackReader, asked: AskedOfPacks, times: Uint8Array | null): void {
    this.#go(at)
    const { columns, filled, rows } = reader
    const { groups, figures, test } = asked
    const sums: (Gathered | undefined)[] = []
    for (let row = 0; row < rows; row++) {
      if (test && !test(columns, row)) sums.push(undefined)
      else sums.push(this.#sumsOf(groups.map((place) => columns[place]?.[row] ?? 0)))
    }
    for (let figure = 0; figure < figures.length; figure++) {
      const place = figures[figure] as number
      if (!filled[place]) continue
      const column = columns[place] as Float64Array
      for (let row = 0; row < rows; row++) {
        const own = sums[row]?.figures
        if (own) own[figure] = (own[figure] as number) + (column[row] as number)
      }
    }
    if (times === null) return
    eachTimes(times, (index, from, to) => {
      const own = sums[index >> 1]
      if (own) addHistogram(index % 2 === 0 ? own.totalMs : own.firstByteMs, times, from, to)
    })
  }

  #sumsOf(groups: number[]): Gathered {
    const name = nameOf(groups)
    let sums = this.#ofStep.get(name)
    if (!sums) {
      sums = {
        ...{ at: this.#at, groups, figures: FIGURES.map(() => 0) },
        ...{ totalMs: new Histogram(), firstByteMs: new Histogram() },
      }
      this.#ofStep.set(name, sums)
      this.found.push(sums)
    }
    return sums
  }

  /** Rows of one moment mostly follow each other. */
  #go(moment: number): void {
    if (moment === this.#moment) return
    this.#moment = moment
    this.#at = this.#stepOf(moment)
    const known = this.#steps.get(this.#at)
    this.#ofStep = known ?? new Map()
    if (!known) this.#steps.set(this.#at, this.#ofStep)
  }
}

function nameOf(groups: readonly number[]): number | string {
  const [one = 0, other = 0] = groups
  if (groups.length <= 1) return one
  if (groups.length === 2 && one < CODE_BITS && other < CODE_BITS) return one * CODE_BITS + other
  return groups.join(' ')
}

const PLACE = new Map(FIGURES.map(({ column }, index) => [column, index]))

/** What a line of a report says of sums. */
export function figuresOf(sums: Gathered): Omit<UsageLine, 'at' | 'groups' | 'labels'> {
  const figure = (column: string) => sums.figures[PLACE.get(column) ?? -1] ?? 0
  const usage = usageOf()
  for (const bucket of USAGE_BUCKETS) usage[bucket] = figure(bucket)
  return {
    ...{ calls: figure('calls'), failed: figure('failed'), refused: figure('refused') },
    ...{ unpriced: figure('unpriced'), usage, costNanoUsd: figure('costNanoUsd') },
    ...{ totalMs: percentilesOf(sums.totalMs), firstByteMs: percentilesOf(sums.firstByteMs) },
  }
}

/** Adds `more` to `sums`. */
export function merge(sums: Gathered, more: Gathered): void {
  more.figures.forEach((figure, index) => {
    sums.figures[index] = (sums.figures[index] ?? 0) + figure
  })
  for (const times of ['totalMs', 'firstByteMs'] as const)
    for (const [range, count] of more[times].entries()) sums[times].add(range, count)
}
