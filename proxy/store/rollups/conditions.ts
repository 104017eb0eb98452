import type { RolledBy } from './columns.ts'
import { placeOf } from './pack.ts'

/** What rollups can be held against: what is told apart, and how far the calls of a rollup reach. */
export type RollupColumn =
  | RolledBy
  | 'unpriced'
  | 'mostCostNanoUsd'
  | 'mostTotalMs'
  | 'mostFirstByteMs'
  | 'mostTokens'

/** A condition on rollups, or on calls where it is about what is told apart; values are whole numbers of our own. */
export type Condition =
  | { column: RollupColumn; among: readonly number[] }
  /** Both included. */
  | { column: RollupColumn; from: number; to: number }
  | { any: readonly Condition[] }
  | { all: readonly Condition[] }
  | { not: Condition }

/** How a source of sums writes one of its columns. */
export type ColumnText = (column: RollupColumn) => string

export const asNamed: ColumnText = (column) => `"${column}"`

/** The condition in SQL. */
export function conditionText(condition: Condition, text: ColumnText): string {
  if ('any' in condition) return joined(condition.any, ' OR ', 'false', text)
  if ('all' in condition) return joined(condition.all, ' AND ', 'true', text)
  if ('not' in condition) return `NOT ${conditionText(condition.not, text)}`
  const column = text(condition.column)
  if ('among' in condition) {
    const [one, ...more] = condition.among
    return one !== undefined && more.length === 0
      ? `${column} = ${one}`
      : `${column} IN (${condition.among})`
  }
  return `${column} BETWEEN ${condition.from} AND ${condition.to}`
}

function joined(
  conditions: readonly Condition[],
  word: string,
  none: string,
  text: ColumnText,
): string {
  return `(${conditions.map((condition) => conditionText(condition, text)).join(word) || none})`
}

/** Whether a row of a pack fulfils it. */
export type RowTest = (columns: readonly Float64Array[], row: number) => boolean

/** The condition on what a PackReader has read. */
export function conditionTest(condition: Condition): RowTest {
  if ('any' in condition) {
    const tests = condition.any.map(conditionTest)
    return (columns, row) => tests.some((test) => test(columns, row))
  }
  if ('all' in condition) {
    const tests = condition.all.map(conditionTest)
    const [one, ...more] = tests
    if (one && more.length === 0) return one
    return (columns, row) => tests.every((test) => test(columns, row))
  }
  if ('not' in condition) {
    const test = conditionTest(condition.not)
    return (columns, row) => !test(columns, row)
  }
  const place = placeOf(condition.column)
  if ('among' in condition) {
    const among = new Set(condition.among)
    return (columns, row) => among.has(columns[place]?.[row] ?? 0)
  }
  const { from, to } = condition
  return (columns, row) => {
    const value = columns[place]?.[row] ?? 0
    return value >= from && value <= to
  }
}

/** Which columns of a pack it is about. */
export function placesOf(condition: Condition): number[] {
  if ('any' in condition) return condition.any.flatMap(placesOf)
  if ('all' in condition) return condition.all.flatMap(placesOf)
  return 'not' in condition ? placesOf(condition.not) : [placeOf(condition.column)]
}
