import { z } from 'zod'
import { providerName } from './providers.ts'

/** Whose calls a limit or a rule is about; a call obeys those of every level above it. */
export const level = z.enum(['workspace', 'team', 'member', 'token'])
export type Level = z.infer<typeof level>

/**
 * What is counted, in integers: `money` in nano-dollars, `seconds` (of sound) in milliseconds, all else by the
 * piece. `tokens` are input and output together; `input` and `output` hold all their buckets, cached, reasoning,
 * sound and image tokens too. `concurrent` are the calls in flight.
 */
export const LIMIT_METRICS = [
  'money',
  'requests',
  'tokens',
  'input',
  'output',
  'images',
  'seconds',
  'concurrent',
] as const
export const limitMetric = z.enum(LIMIT_METRICS)
export type LimitMetric = (typeof LIMIT_METRICS)[number]

/** One amount for every metric. */
export type Amounts = Record<LimitMetric, number>

const DAY_SECONDS = 86_400

export const calendarUnit = z.enum(['minute', 'hour', 'day', 'week', 'month'])
export type CalendarUnit = z.infer<typeof calendarUnit>

/**
 * Over which time is counted. `fixed`: calendar units in the workspace's time zone, weeks from Monday. `sliding`:
 * any stretch of so many seconds. `bucket`: `size` flows back in `seconds`, and up to `burst` may be kept and taken
 * at once. `never`: counted without end, a prepaid pot; also the only one for calls in flight.
 */
export const limitWindow = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), every: calendarUnit }),
  z.strictObject({
    kind: z.literal('sliding'),
    seconds: z
      .int()
      .min(1)
      .max(366 * DAY_SECONDS),
  }),
  z.strictObject({
    kind: z.literal('bucket'),
    seconds: z
      .int()
      .min(1)
      .max(366 * DAY_SECONDS),
    burst: z.int().positive().max(Number.MAX_SAFE_INTEGER),
  }),
  z.strictObject({ kind: z.literal('never') }),
])
export type LimitWindow = z.infer<typeof limitWindow>

/** A name, or one with `*` for any run of characters, such as `gpt-5*`; compared without regard to case. */
export const namePattern = z.string().trim().min(1).max(256)

/** Which calls are counted; an empty list means all. */
export const limitScope = z.strictObject({
  models: z.array(namePattern).max(200).default([]),
  providers: z.array(providerName).max(20).default([]),
  /** Names of the ledger such as `chat.completions`, or patterns such as `audio.*`. */
  endpoints: z.array(namePattern).max(50).default([]),
})
export type LimitScope = z.infer<typeof limitScope>

/** What happens to a call for which too little is left. */
export const limitAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('refuse') }),
  /** It passes, and the administrator is told. */
  z.strictObject({ kind: z.literal('warn') }),
  /** It goes to another model, which must be allowed and within its own limits. */
  z.strictObject({ kind: z.literal('downgrade'), model: z.string().trim().min(1).max(256) }),
])
export type LimitAction = z.infer<typeof limitAction>

const size = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

const limitFields = {
  level,
  /** Id of the team, member or token; null for the workspace. */
  subjectId: z.string().nullable().default(null),
  /** True: each member below has a counter of their own instead of all sharing one. */
  each: z.boolean().default(false),
  metric: limitMetric,
  window: limitWindow,
  /** In the metric's integer unit. */
  size,
  scope: limitScope.default({ models: [], providers: [], endpoints: [] }),
  action: limitAction.default({ kind: 'refuse' }),
  warnAtPercent: z.int().min(1).max(100).nullable().default(80),
  note: z.string().trim().max(200).default(''),
}

export const newLimit = z.strictObject(limitFields).superRefine((limit, check) => {
  const bad = (path: string, message: string) =>
    check.addIssue({ code: 'custom', path: [path], message })
  if ((limit.level === 'workspace') !== (limit.subjectId === null))
    bad('subjectId', 'The workspace has no id; a team, member or token needs one.')
  if (limit.each && (limit.level === 'member' || limit.level === 'token'))
    bad('each', 'A limit of one member or token counts that one alone.')
  if (limit.metric === 'concurrent' && limit.window.kind !== 'never')
    bad('window', 'Calls in flight are counted as they are now, without a window.')
  if (limit.metric === 'concurrent' && limit.size === 0)
    bad('size', 'No call at all: suspend the member instead.')
})
export type NewLimit = z.infer<typeof newLimit>

/** All of a limit but whom it is about and what it counts; left out stays as it is. */
export const limitChange = z.strictObject({
  id: z.string(),
  window: limitWindow.optional(),
  size: size.optional(),
  scope: limitScope.optional(),
  action: limitAction.optional(),
  warnAtPercent: limitFields.warnAtPercent.unwrap().optional(),
  note: limitFields.note.unwrap().optional(),
})
export type LimitChange = z.infer<typeof limitChange>

export interface Limit extends NewLimit {
  id: string
  createdAt: number
}

/** A limit as lists show it. */
export interface LimitSummary extends Limit {
  /** Name of the team, member or token it is set on; empty for the workspace. */
  subjectName: string
  /** Those that still last. */
  raises: LimitRaise[]
  /** All that was put into the pot on top of its size. */
  toppedUp: number
}

const preset = (limit: z.input<typeof newLimit>): NewLimit => newLimit.parse(limit)
const each = { level: 'workspace', each: true } as const

/** What many teams begin with, ready to pick. */
export const LIMIT_PRESETS: readonly NewLimit[] = [
  preset({ ...each, metric: 'requests', window: { kind: 'fixed', every: 'hour' }, size: 1000 }),
  preset({ ...each, metric: 'money', window: { kind: 'fixed', every: 'day' }, size: 5e9 }),
  preset({ ...each, metric: 'money', window: { kind: 'fixed', every: 'month' }, size: 50e9 }),
  preset({ ...each, metric: 'concurrent', window: { kind: 'never' }, size: 16 }),
  preset({
    ...each,
    metric: 'requests',
    window: { kind: 'bucket', seconds: 60, burst: 20 },
    size: 60,
  }),
  preset({
    ...each,
    metric: 'tokens',
    window: { kind: 'sliding', seconds: 3600 },
    size: 1_000_000,
  }),
  preset({ ...each, metric: 'images', window: { kind: 'fixed', every: 'day' }, size: 50 }),
  preset({
    ...{ level: 'workspace', metric: 'money' },
    window: { kind: 'fixed', every: 'month' },
    size: 500e9,
  }),
  preset({ level: 'workspace', metric: 'money', window: { kind: 'never' }, size: 100e9 }),
]

/** Another size until a moment, for all whom the limit is about or for one member's own counter. */
export interface LimitRaise {
  id: string
  limitId: string
  memberId: string | null
  size: number
  until: number
  note: string
  createdAt: number
}

export const newRaise = z.strictObject({
  limitId: z.string(),
  memberId: z.string().nullable().default(null),
  size,
  until: z.int().nonnegative(),
  note: z.string().trim().max(200).default(''),
})

/** What was put into a prepaid pot; it adds to the limit's size. */
export interface TopUp {
  id: string
  limitId: string
  amount: number
  note: string
  createdAt: number
}

export const newTopUp = z.strictObject({
  limitId: z.string(),
  amount: z.int().positive().max(Number.MAX_SAFE_INTEGER),
  note: z.string().trim().max(200).default(''),
})

/** Counting began anew; the calls before keep standing in the ledger. */
export interface LimitClear {
  limitId: string
  memberId: string | null
  at: number
}

/** Counters to look at: of the whole team when nothing is named, else those that hold for whom is named. */
export const standingsOf = z.strictObject({
  teamId: z.string().optional(),
  memberId: z.string().optional(),
  tokenId: z.string().optional(),
})
export type StandingsOf = z.infer<typeof standingsOf>

/** One counter of a limit: a member's own where each has one. */
export const limitCounter = z.strictObject({
  limitId: z.string(),
  memberId: z.string().nullable().default(null),
})

/** A limit that is being thought about; with `id` it is what that one would become. */
export const previewedLimit = z.strictObject({ limit: newLimit, id: z.string().optional() })

/** One counter of a limit as it stands now. */
export interface LimitStanding {
  limit: Limit
  /** Name of the team, member or token it is set on; empty for the workspace. */
  subjectName: string
  /** Whose counter this is, where each member has one. */
  memberId: string | null
  /** With raises and top-ups; `limit.size` is the plain one. */
  size: number
  /** Settled so far in this window. */
  used: number
  /** Held for calls in flight. */
  reserved: number
  /** Never below zero. */
  left: number
  /** Null where nothing begins or ends: prepaid pots and calls in flight. */
  windowStartedAt: number | null
  /** When the window ends, or when all of it will have flowed back; null for never. */
  resetsAt: number | null
  raisedUntil: number | null
}

/** Why a counter says what it says, from the total down to the calls. */
export interface LimitExplanation {
  standing: LimitStanding
  /** Summed up from the ledger, without the counter. */
  ledger: { calls: number; amount: number }
  /** True when counter and ledger agree to the last unit. */
  agrees: boolean
  /** Since when calls count: the window's beginning, or later when it was cleared or set. */
  since: number | null
  inFlight: { callId: string; memberId: string; model: string | null; amount: number }[]
  raises: LimitRaise[]
  topUps: TopUp[]
  clearedAt: number | null
  /** By price row, so that a wrong price is seen. */
  prices: { priceId: string | null; model: string | null; calls: number; amount: number }[]
  /** The newest calls that were counted, each with its share. */
  calls: { callId: string; startedAt: number; model: string | null; amount: number }[]
}

/** Counters against the ledger. */
export interface LimitCheck {
  checked: number
  disagreeing: { limitId: string; memberId: string | null; counter: number; ledger: number }[]
}

/** What a limit would have done over the last days, had it been there alone. */
export interface LimitPreview {
  days: number
  /** Calls it would have counted. */
  calls: number
  /** Calls for which too little would have been left: refused, warned about or sent to another model. */
  refused: number
  /** Who would have been refused most, with how many calls. */
  members: { memberId: string; name: string; refused: number }[]
}
