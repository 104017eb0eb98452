import {
  BILL_BUCKETS,
  type BillCause,
  type BillCell,
  type BillLine,
  noTokens,
} from '../../contract/bill.ts'
import { causeOf, ownModels, type Suspect } from './causeOf.ts'
import { gatherCauses, otherCharges } from './causes.ts'
import { agrees, differenceOf } from './difference.ts'
import { cellName, DAY_MS, indexOwn, nothing, type OwnHour } from './ownIndex.ts'
import { shiftOf } from './shift.ts'

/** A line whose key is known: ours, or null for all of ours together. */
export type MatchedLine = BillLine & { keyId: string | null }

export interface Comparison {
  lines: readonly MatchedLine[]
  /** Of the keys concerned, a day more at both ends. */
  hours: readonly OwnHour[]
  from: number
  to: number
  percent: number
}

/** Puts both sides beside each other by day, key and model, and says why they differ. */
export function compareBill(comparison: Comparison): { cells: BillCell[]; causes: BillCause[] } {
  const { lines, hours, from, to, percent } = comparison
  const models = lines.filter(({ what }) => what === null)
  const days = Array.from({ length: (to - from) / DAY_MS }, (_, at) => from + at * DAY_MS)
  const suspects = cellsOf(models, comparison, days)
  const shifts = shiftsOf(models, hours, days)
  const known = ownModels(hours)
  const cells: BillCell[] = []
  const found: Suspect[] = []
  for (const { batchTokens, ...cell } of suspects) {
    const difference = differenceOf(cell, percent)
    if (agrees(difference)) {
      cells.push({ ...cell, agrees: true, cause: null })
      continue
    }
    const shifted = shifts.get(cell.keyId)
    const moved = shifted?.index.get(cellName(cell.day, cell.keyId, cell.model)) ?? nothing()
    const isShifted =
      shifted !== undefined && agrees(differenceOf({ theirs: cell.theirs, ours: moved }, percent))
    const suspect = { cell, difference, batchTokens, known }
    const cause = isShifted ? 'days' : causeOf(suspect)
    const told: BillCell = { ...cell, agrees: false, cause }
    cells.push(told)
    found.push({ ...suspect, cell: told, shift: isShifted ? shifted.shift : 0 })
  }
  const own = withoutEchoes(found)
  return {
    cells: cells.sort(inOrder),
    causes: [...gatherCauses(own, cells, hours), ...otherCharges(lines)],
  }
}

/** Money told apart from use differs for the reason that the use does, where that differs as well. */
function withoutEchoes(suspects: readonly Suspect[]): Suspect[] {
  const placeOf = ({ cell }: Suspect) => `${cell.day} ${cell.model}`
  const tellsUse = ({ cell: { theirs } }: Suspect) =>
    theirs.requests !== null || theirs.tokens !== null
  const causes = new Map(
    suspects.filter(tellsUse).map((suspect) => [placeOf(suspect), suspect.cell.cause]),
  )
  return suspects.filter((suspect) => {
    const cause = tellsUse(suspect) ? undefined : causes.get(placeOf(suspect))
    if (cause) suspect.cell.cause = cause
    return !cause
  })
}

/** Every cell that the files tell of, and every one of ours that they should tell of. */
function cellsOf(lines: readonly MatchedLine[], { hours }: Comparison, days: readonly number[]) {
  const ours = indexOwn(hours)
  const cells = new Map<string, Omit<BillCell, 'agrees' | 'cause'> & { batchTokens: number }>()
  const cellAt = (day: number, keyId: string | null, model: string | null) => {
    const name = cellName(day, keyId, model)
    let cell = cells.get(name)
    if (!cell) {
      const { names, ...own } = ours.get(name) ?? { ...nothing(), names: new Set<string>() }
      cell = {
        ...{ day, keyId, model, names: model === null ? [] : [...names], ours: own },
        theirs: { requests: null, tokens: null, costNanoUsd: null },
        batchTokens: 0,
      }
      cells.set(name, cell)
    }
    return cell
  }
  // Usage and costs may be told by different keys and models: each has its own grain.
  const grains = new Map<string, Omit<BillLine, 'day' | 'what'> & { keyId: string | null }>()
  for (const line of lines) {
    const { theirs, ...cell } = cellAt(line.day, line.keyId, line.model)
    if (line.requests !== null) theirs.requests = (theirs.requests ?? 0) + line.requests
    if (line.costNanoUsd !== null) theirs.costNanoUsd = (theirs.costNanoUsd ?? 0) + line.costNanoUsd
    if (line.tokens) {
      theirs.tokens ??= noTokens()
      for (const bucket of BILL_BUCKETS) theirs.tokens[bucket] += line.tokens[bucket]
    }
    if (line.batch && line.tokens) {
      const batch = BILL_BUCKETS.reduce((sum, bucket) => sum + (line.tokens?.[bucket] ?? 0), 0)
      const held = cells.get(cellName(cell.day, cell.keyId, cell.model))
      if (held) held.batchTokens += batch
    }
    const tells = [line.requests === null, line.tokens === null, line.costNanoUsd === null]
    grains.set(JSON.stringify([line.keyId, line.model === null, ...tells]), line)
  }
  const span = new Set(days)
  for (const hour of hours) {
    const day = Math.floor(hour.at / DAY_MS) * DAY_MS
    if (!span.has(day)) continue
    for (const grain of grains.values()) {
      if (grain.keyId !== null && grain.keyId !== hour.keyId) continue
      const { theirs } = cellAt(day, grain.keyId, grain.model === null ? null : hour.model)
      if (grain.requests !== null) theirs.requests ??= 0
      if (grain.tokens !== null) theirs.tokens ??= noTokens()
      if (grain.costNanoUsd !== null) theirs.costNanoUsd ??= 0
    }
  }
  return cells.values()
}

function shiftsOf(lines: readonly MatchedLine[], hours: readonly OwnHour[], days: number[]) {
  const keyIds = new Set(lines.map(({ keyId }) => keyId))
  return new Map(
    [...keyIds].flatMap((keyId) => {
      const own = lines.filter((line) => line.keyId === keyId)
      const shift = shiftOf({ lines: own, hours, keyId, days })
      return shift === 0 ? [] : [[keyId, { shift, index: indexOwn(hours, shift) }] as const]
    }),
  )
}

function inOrder(a: BillCell, b: BillCell): number {
  return a.day - b.day || ((a.model ?? '') < (b.model ?? '') ? -1 : 1)
}
