import { z } from 'zod'
import type { Usage } from './calls.ts'

/**
 * What usage can be told apart by. `status` is how a call ended (`ok`, `aborted`, `interrupted`, `open`), with the
 * HTTP status where it went wrong: `refused 429`, `failed 502`. `client` is a family such as `OpenAI/Python`.
 */
export const USAGE_DIMENSIONS = [
  'member',
  'team',
  'token',
  'key',
  'provider',
  'model',
  'endpoint',
  'status',
  'client',
] as const
export const usageDimension = z.enum(USAGE_DIMENSIONS)
export type UsageDimension = z.infer<typeof usageDimension>

/** `weekHour` lays all weeks over each other: 168 hours from Monday midnight on. */
export const usageStep = z.enum(['none', 'hour', 'day', 'month', 'weekHour'])
export type UsageStep = z.infer<typeof usageStep>

/** Ids, names of models and so on; null stands for calls that have none. */
const values = z.array(z.string().max(256).nullable()).max(1000)

/** Both may be given: then it must be one of `only` and none of `except`. */
export const dimensionFilter = z.strictObject({
  only: values.optional(),
  except: values.optional(),
})
export type DimensionFilter = z.infer<typeof dimensionFilter>

/** For `status`, a value may be an outcome (`refused`), a status (`429`), a class (`4xx`), or a group of a report. */
export const usageFilter = z.strictObject({
  member: dimensionFilter.optional(),
  team: dimensionFilter.optional(),
  token: dimensionFilter.optional(),
  key: dimensionFilter.optional(),
  provider: dimensionFilter.optional(),
  model: dimensionFilter.optional(),
  endpoint: dimensionFilter.optional(),
  status: dimensionFilter.optional(),
  client: dimensionFilter.optional(),
} satisfies Record<UsageDimension, unknown>)
export type UsageFilter = z.infer<typeof usageFilter>

const at = z.number().int().nonnegative()

/** Usage from `from` until before `to`, epoch milliseconds. */
export const usageQuery = z.strictObject({
  from: at,
  to: at,
  step: usageStep.default('none'),
  by: z.array(usageDimension).max(2).default([]),
  filter: usageFilter.default({}),
  /** False leaves the percentiles out, which is faster. */
  latency: z.boolean().default(true),
})
export type UsageQuery = z.output<typeof usageQuery>

/** In milliseconds, at most 5 % off. */
export interface Percentiles {
  p50: number
  p95: number
  p99: number
  /** All of them together. */
  sum: number
}

/** How many calls took about so long: milliseconds, then calls; shortest first. */
export type TimeSpread = [ms: number, calls: number][]

export interface UsageLine {
  /** When the step begins in the workspace's time zone; the hour of the week for `weekHour`; null without steps. */
  at: number | null
  /** One for each dimension of `by`; null for calls that have none. */
  groups: (string | null)[]
  /** The same as people read them; removed members, teams and keys keep their names. */
  labels: string[]
  calls: number
  /** Those that Keyrack did not refuse and that still were not answered whole. */
  failed: number
  refused: number
  /** Calls whose price nobody knows; their cost is in no sum. */
  unpriced: number
  usage: Usage
  costNanoUsd: number
  totalMs: Percentiles | null
  firstByteMs: Percentiles | null
}

export interface UsageReport {
  /** Steps and groups without calls are left out. Oldest step first, then the dearest group. */
  lines: UsageLine[]
  totals: UsageLine
  from: number
  to: number
  /** Steps that begin here or later are not over. */
  runningFrom: number
  /** How the times of all these calls are spread; empty where percentiles were left out. */
  spread: { totalMs: TimeSpread; firstByteMs: TimeSpread }
}
