import { z } from 'zod'

/** Whose exports can be read. */
export const billProvider = z.enum(['openai', 'anthropic'])
export type BillProvider = z.infer<typeof billProvider>

/** What providers tell apart: input that was not cached, read from a cache, written to one, and all output. */
export const BILL_BUCKETS = ['input', 'cachedRead', 'cacheWrite', 'output'] as const
export type BillBucket = (typeof BILL_BUCKETS)[number]
export type BillTokens = Record<BillBucket, number>

/** What one line of an export says; null is what it does not tell. */
export interface BillLine {
  /** Midnight in UTC: providers count their days so. */
  day: number
  /** As the provider names the key, else the project or workspace. */
  key: string | null
  /** Folded: without the date of a version. Null: of all models together, or of none when `what` is told. */
  model: string | null
  /** A charge for something that is no model: a tool, a tax, a credit. */
  what: string | null
  batch: boolean
  requests: number | null
  tokens: BillTokens | null
  costNanoUsd: number | null
}

/** A place in a file that was not understood, and why. */
export interface BillProblem {
  file: string
  line: number
  message: string
}

/** What was understood of some files, before anything is compared. */
export interface BillPreview {
  provider: BillProvider
  files: { name: string; tells: ('usage' | 'cost')[]; rows: number }[]
  /** First day, and the day after the last one: midnights in UTC. */
  from: number
  to: number
  models: string[]
  /** The keys as the provider names them, with the key of ours that is likely meant. */
  keys: { name: string; keyId: string | null; lines: number }[]
  /** Some lines name no key. */
  unnamed: number
  requests: number | null
  tokens: BillTokens | null
  costNanoUsd: number | null
  /** The first hundred; `problemCount` is how many there are. */
  problems: BillProblem[]
  problemCount: number
}

/** The two sides of one day, key and model. Null on the side of the provider: its files do not tell it. */
export interface BillCell {
  day: number
  /** Null: all keys together, because the provider's line names none. */
  keyId: string | null
  model: string | null
  /** What the model is called in our calls. */
  names: string[]
  theirs: { requests: number | null; tokens: BillTokens | null; costNanoUsd: number | null }
  ours: BillOwn
  agrees: boolean
  /** What most likely made the difference; null where it agrees. */
  cause: BillCauseKind | null
}

export interface BillOwn {
  /** Calls that were answered whole. */
  requests: number
  /** Sent, but failed or cut off: a provider may count them or not. */
  cutOff: number
  tokens: BillTokens
  costNanoUsd: number
  /** Calls whose price nobody knows; they are in no cost. */
  unpriced: number
}

/**
 * `outside`: calls made with the key but not through Keyrack · `price`: the same tokens for other money · `days`: the
 * provider's days begin at another hour · `unpriced`: calls without a price here · `cutOff`: calls that broke off,
 * whose tokens were estimated here · `batch`: batches, charged when they are done · `counted`: the same calls counted
 * otherwise · `missing`: calls here that the export lacks · `other`: charges for no model, taxes, credits.
 */
export const BILL_CAUSES = [
  ...(['outside', 'price', 'days', 'unpriced', 'cutOff', 'batch', 'counted', 'missing'] as const),
  'other',
] as const
export type BillCauseKind = (typeof BILL_CAUSES)[number]

export interface BillCause {
  kind: BillCauseKind
  likely: boolean
  keyId: string | null
  keyLabel: string | null
  models: string[]
  /** Midnights in UTC. */
  days: number[]
  /** Theirs less ours; null where the provider tells nothing of it. */
  requests: number | null
  tokens: number | null
  costNanoUsd: number | null
  /** Of `outside`: days on which the key was not used here at all, and models that it never called here. */
  silentDays: number[]
  newModels: string[]
  /** Of `price`: theirs divided by ours. Of `days`: hours by which their day begins later. */
  factor: number | null
  /** Of `price`: the price row that was applied here. Of `other`: what was charged. */
  note: string
}

export interface BillSums {
  requests: number | null
  tokens: number | null
  costNanoUsd: number | null
}

export interface BillCheck {
  id: string
  createdAt: number
  createdBy: string
  provider: BillProvider
  files: string[]
  from: number
  to: number
  /** Differences up to so many percent agree. */
  percent: number
  theirs: BillSums
  ours: BillSums
  cells: BillCell[]
  causes: BillCause[]
  keys: { name: string; keyId: string | null; label: string | null }[]
  /** Lines of keys that are none of ours. */
  leftOut: number
  problemCount: number
  /** Sums here begin at half past the hour, so days are off by half an hour. */
  halfHours: boolean
}

/** A check in a list. */
export type BillCheckLine = Pick<
  BillCheck,
  'id' | 'createdAt' | 'createdBy' | 'provider' | 'files' | 'from' | 'to' | 'theirs' | 'ours'
> & { differing: number; outside: boolean }

const ref = z.string().max(64)

/** A file is brought in parts, because it may be larger than one question. */
export const billPart = z.strictObject({
  ref: ref.optional(),
  name: z.string().trim().min(1).max(200),
  text: z.string().max(1_500_000),
})

const files = { refs: z.array(ref).min(1).max(6), provider: billProvider.optional() }
export const billPreviewQuestion = z.strictObject(files)

export const newBillCheck = z.strictObject({
  ...files,
  /** Which key of ours a name of the provider means; null: none of ours. Remembered for the next time. */
  keys: z.record(z.string().max(200), z.string().max(64).nullable()).default({}),
  /** The key of lines that name none, and of names that are not in `keys`. */
  keyId: z.string().max(64).optional(),
  /** Only this month of the files, such as `2026-10`. */
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional(),
  percent: z.number().min(0).max(50).default(0.5),
})
export type NewBillCheck = z.output<typeof newBillCheck>

export const PART_LENGTH = 1_000_000

/** Sums of a side over cells; what no cell tells stays null. */
export function billSums(cells: readonly BillCell[], side: 'theirs' | 'ours'): BillSums {
  const sum = (of: (cell: BillCell) => number, told: (cell: BillCell) => boolean) => {
    const some = cells.filter(told)
    return some.length === 0 ? null : some.reduce((all, cell) => all + of(cell), 0)
  }
  return {
    requests: sum(
      (cell) => cell[side].requests ?? 0,
      ({ theirs }) => theirs.requests !== null,
    ),
    tokens: sum(
      (cell) => tokenSum(cell[side].tokens),
      ({ theirs }) => theirs.tokens !== null,
    ),
    costNanoUsd: sum(
      (cell) => cell[side].costNanoUsd ?? 0,
      ({ theirs }) => theirs.costNanoUsd !== null,
    ),
  }
}

export function tokenSum(tokens: BillTokens | null): number {
  return tokens ? BILL_BUCKETS.reduce((sum, bucket) => sum + tokens[bucket], 0) : 0
}

export const noTokens = (): BillTokens => ({ input: 0, cachedRead: 0, cacheWrite: 0, output: 0 })
