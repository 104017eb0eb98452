import { INPUT_BUCKETS, OUTPUT_BUCKETS } from '../../contract/amounts.ts'
import { USAGE_BUCKETS } from '../../contract/calls.ts'
import { CODES } from '../names.ts'

/** What a rollup tells apart: codes of names, and the HTTP status (0 while there is none). */
export const ROLLED_BY = [
  'member',
  'team',
  'token',
  'key',
  'provider',
  'model',
  'endpoint',
  'outcome',
  'status',
  'family',
] as const
export type RolledBy = (typeof ROLLED_BY)[number]

/** The same as the rows of calls tell it. */
export const fromRow = (column: RolledBy) =>
  column === 'status' ? 'ifnull(status, 0)' : `"${column}"`

/** What is added up: how from the rows of calls, and how one rollup takes up another. */
interface Sum {
  column: string
  ofRows: string
  ofRollups: string
  with(mine: string, other: string): string
}

const sum = (column: string, ofRows: string): Sum => ({
  column,
  ofRows,
  ofRollups: `sum(${column})`,
  with: (mine, other) => `${mine} + ${other}`,
})
const most = (column: string, of: string): Sum => ({
  column,
  ofRows: `ifnull(max(${of}), 0)`,
  ofRollups: `max(${column})`,
  with: (mine, other) => `max(${mine}, ${other})`,
})
const histogram = (column: string): Sum => ({
  column,
  ofRows: `histogramOf(${column})`,
  ofRollups: `histogramSum(${column})`,
  with: (mine, other) => `histogramWith(${mine}, ${other})`,
})

const WELL = [CODES.ok, CODES.open, CODES.refused]

/** Sums that every report reads. */
export const FIGURES: readonly Sum[] = [
  sum('calls', 'count(*)'),
  sum('failed', `sum(outcome NOT IN (${WELL}))`),
  sum('refused', `sum(outcome = ${CODES.refused})`),
  sum('unpriced', `sum(priceState = ${CODES.unknown})`),
  sum('costNanoUsd', 'ifnull(sum(costNanoUsd), 0)'),
  ...USAGE_BUCKETS.map((bucket) => sum(bucket, `sum(${bucket})`)),
]

export const TIMES: readonly Sum[] = [histogram('totalMs'), histogram('firstByteMs')]

/** What is asked only to find out where something can be. */
export const REACHES: readonly Sum[] = [
  most('mostCostNanoUsd', 'costNanoUsd'),
  most('mostTotalMs', 'totalMs'),
  most('mostFirstByteMs', 'firstByteMs'),
  most('mostTokens', [...INPUT_BUCKETS, ...OUTPUT_BUCKETS].join(' + ')),
]

export const SUMS: readonly Sum[] = [...FIGURES, ...REACHES, ...TIMES]

export type RollupTable = 'usageHourly' | 'usageDaily'
