import { z } from 'zod'

export const alarmSeverity = z.enum(['info', 'low', 'high', 'critical'])
export type AlarmSeverity = z.infer<typeof alarmSeverity>

/**
 * What is done when a rule fires. `notify`: nothing but telling · `throttle`: the member's calls, or the failing
 * calls of an address, are slowed for a while · `suspend`: the member is suspended · `pause`: the one token is paused
 * until an administrator resumes it.
 */
export const alarmAction = z.enum(['notify', 'throttle', 'suspend', 'pause'])
export type AlarmAction = z.infer<typeof alarmAction>

/** Where an alarm is told. */
export const alarmChannel = z.enum(['app', 'desktop', 'email', 'webhook'])
export type AlarmChannel = z.infer<typeof alarmChannel>

/** A number that decides when a rule fires. */
export interface Threshold {
  value: number
  min: number
  max: number
  about: string
}

interface RuleFacts {
  /** `use`: of each member's calls, so it can be tried on the past · `house`: of Keyrack itself. */
  watches: 'use' | 'house'
  severity: AlarmSeverity
  /** What it may do; the first is what it does until somebody chooses. */
  actions: readonly [AlarmAction, ...AlarmAction[]]
  thresholds: Readonly<Record<string, Threshold>>
  about: string
}

const threshold = (value: number, min: number, max: number, about: string): Threshold => ({
  ...{ value, min, max, about },
})

/** Every rule with what it is about and where it stands before anybody changed it. */
export const ALARM_RULES = {
  requestSurge: {
    ...{ watches: 'use', severity: 'high', actions: ['notify', 'throttle', 'suspend'] },
    thresholds: {
      score: threshold(6, 2, 100, 'Distance from what is usual, in robust deviations.'),
      times: threshold(3, 1, 100, 'Times the running average of the last hours.'),
      calls: threshold(30, 1, 1_000_000, 'Fewest calls in an hour.'),
    },
    about: 'A member calls far more often in an hour than is usual for them at that time.',
  },
  costSurge: {
    ...{ watches: 'use', severity: 'high', actions: ['notify', 'throttle', 'suspend'] },
    thresholds: {
      score: threshold(6, 2, 100, 'Distance from what is usual, in robust deviations.'),
      times: threshold(3, 1, 100, 'Times the running average of the last hours.'),
      usd: threshold(1, 0.01, 1_000_000, 'Least dollars in an hour.'),
    },
    about: 'A member spends far more in an hour than is usual for them at that time.',
  },
  quotaSurge: {
    ...{
      watches: 'use',
      severity: 'high',
      actions: ['notify', 'throttle', 'pause', 'suspend'],
    },
    thresholds: {
      percent: threshold(50, 1, 100, 'Share of the month’s quota within an hour.'),
    },
    about: 'A member takes most of a month’s quota, their own or a shared one, within an hour.',
  },
  newAddress: {
    ...{ watches: 'use', severity: 'low', actions: ['notify', 'throttle', 'suspend'] },
    thresholds: {
      days: threshold(30, 1, 365, 'Days after which an address that was not seen is new again.'),
      minutes: threshold(10, 1, 1440, 'Minutes in which a second new address is worse.'),
    },
    about: 'A member calls from an address (a /24, or a /64 of IPv6) that was not seen before.',
  },
  parallelUse: {
    ...{ watches: 'use', severity: 'high', actions: ['notify', 'pause', 'suspend'] },
    thresholds: {
      times: threshold(3, 1, 1000, 'How often it must happen within ten minutes.'),
      seconds: threshold(60, 1, 3600, 'Seconds within which two addresses use one token.'),
    },
    about: 'One token is used from several addresses at the same time.',
  },
  errorBurst: {
    ...{ watches: 'use', severity: 'low', actions: ['notify', 'throttle', 'pause', 'suspend'] },
    thresholds: {
      errors: threshold(20, 1, 100_000, 'Fewest 4xx answers within five minutes.'),
      percent: threshold(50, 1, 100, 'Least share of them among the calls of that time.'),
    },
    about: 'Most calls of a member fail by their own fault: wrong model, refused, malformed.',
  },
  tokenSpray: {
    ...{ watches: 'house', severity: 'high', actions: ['notify', 'throttle'] },
    thresholds: {
      tokens: threshold(10, 2, 10_000, 'Different wrong tokens from one address in five minutes.'),
    },
    about: 'Somebody tries tokens: many wrong ones come from one address.',
  },
  offHours: {
    ...{ watches: 'use', severity: 'low', actions: ['notify', 'throttle', 'suspend'] },
    thresholds: {
      calls: threshold(10, 1, 100_000, 'Fewest calls in an hour.'),
      chance: threshold(
        ...([0.001, 0.000001, 0.1] as const),
        'Fires when so many calls would be by chance with less than this probability.',
      ),
    },
    about: 'A member calls at hours of the week at which they usually do not.',
  },
  modelChange: {
    ...{ watches: 'use', severity: 'low', actions: ['notify', 'throttle', 'suspend'] },
    thresholds: {
      percent: threshold(30, 1, 100, 'Least share of the hour’s cost.'),
      usd: threshold(0.5, 0, 1_000_000, 'Least dollars in the hour.'),
    },
    about: 'A kind of model that a member never used makes much of their cost.',
  },
  inputJump: {
    ...{ watches: 'use', severity: 'low', actions: ['notify', 'throttle', 'suspend'] },
    thresholds: {
      score: threshold(8, 2, 100, 'Distance from what is usual, in robust deviations.'),
      tokens: threshold(20_000, 1, 100_000_000, 'Fewest input tokens of one call.'),
    },
    about: 'Calls are far larger than a member’s usually are.',
  },
  dormantToken: {
    ...{ watches: 'use', severity: 'low', actions: ['notify', 'pause', 'suspend'] },
    thresholds: { days: threshold(30, 1, 365, 'Days without a call.') },
    about: 'A token that lay idle for a long time is used again.',
  },
  decoyToken: {
    ...{ watches: 'house', severity: 'critical', actions: ['throttle', 'notify', 'suspend'] },
    thresholds: {},
    about: 'Somebody uses a decoy: a token that only a thief can have. It never works.',
  },
  runawayAgent: {
    ...{ watches: 'use', severity: 'high', actions: ['notify', 'pause', 'suspend'] },
    thresholds: {
      samePrompt: threshold(20, 3, 10_000, 'Times the same prompt comes within ten minutes.'),
      sameTool: threshold(
        10,
        3,
        10_000,
        'Times the same tool is asked the same within ten minutes.',
      ),
      usd: threshold(
        5,
        0.01,
        1_000_000,
        'Dollars within ten minutes, if a busy hour is usually less.',
      ),
    },
    about: 'An agent runs in a loop: the same prompt or tool call again and again, or money flows.',
  },
  budget: {
    ...{ watches: 'house', severity: 'low', actions: ['notify'] },
    thresholds: {
      first: threshold(50, 1, 100, 'Percent at which it is mentioned.'),
      second: threshold(80, 1, 100, 'Percent at which it is told.'),
      third: threshold(100, 1, 100, 'Percent at which it is urgent.'),
    },
    about: 'A limit by the day, week or month, or a prepaid one, is used up to a share.',
  },
  keyRefused: {
    ...{ watches: 'house', severity: 'critical', actions: ['notify'] },
    thresholds: {},
    about: 'A provider turns a key down.',
  },
  keyNoCredit: {
    ...{ watches: 'house', severity: 'critical', actions: ['notify'] },
    thresholds: {},
    about: 'A provider says that the account behind a key is out of credit.',
  },
  certificateExpiring: {
    ...{ watches: 'house', severity: 'high', actions: ['notify'] },
    thresholds: { days: threshold(14, 1, 365, 'Days before its end.') },
    about: 'The proxy’s certificate ends soon.',
  },
  tokenExpiring: {
    ...{ watches: 'house', severity: 'info', actions: ['notify'] },
    thresholds: { days: threshold(7, 1, 90, 'Days before its end.') },
    about: 'A token that is in use ends soon, and nobody has replaced it.',
  },
  diskLow: {
    ...{ watches: 'house', severity: 'high', actions: ['notify'] },
    thresholds: { gib: threshold(2, 0.25, 10_000, 'Least free gibibytes.') },
    about: 'The disk of Keyrack’s computer gets full.',
  },
  countersDiffer: {
    ...{ watches: 'house', severity: 'high', actions: ['notify'] },
    thresholds: {},
    about: 'Counters of limits did not agree with the ledger.',
  },
  outsideCalls: {
    ...{ watches: 'house', severity: 'critical', actions: ['notify'] },
    thresholds: {},
    about: 'By the provider’s bill, somebody uses a key outside of Keyrack.',
  },
  auditBroken: {
    ...{ watches: 'house', severity: 'critical', actions: ['notify'] },
    thresholds: {},
    about: 'The audit log was bent: an entry was changed, removed, reordered or cut off.',
  },
} as const satisfies Record<string, RuleFacts>

export type AlarmKind = keyof typeof ALARM_RULES
export const ALARM_KINDS = Object.keys(ALARM_RULES) as [AlarmKind, ...AlarmKind[]]
export const alarmKind = z.enum(ALARM_KINDS)

/** What is known of a kind, without regard to which one it is. */
export const factsOfRule = (kind: AlarmKind): RuleFacts => ALARM_RULES[kind]

/** True for rules that can be tried on past calls. */
export const isReplayable = (kind: AlarmKind) => factsOfRule(kind).watches === 'use'

/** A rule as it stands. */
export interface AlarmRule {
  kind: AlarmKind
  on: boolean
  thresholds: Record<string, number>
  action: AlarmAction
  /** What is done instead where a certain member is concerned. */
  members: Record<string, AlarmAction>
  tell: AlarmChannel[]
  /** When it was last switched on or changed; null while it stands as it came. */
  armedAt: number | null
}

/** Left out stays as it is. */
export const alarmRuleChange = z.strictObject({
  kind: alarmKind,
  on: z.boolean().optional(),
  thresholds: z.record(z.string().max(40), z.number()).optional(),
  action: alarmAction.optional(),
  members: z.record(z.string().max(64), alarmAction).optional(),
  tell: z.array(alarmChannel).max(4).optional(),
})
export type AlarmRuleChange = z.infer<typeof alarmRuleChange>

/** The desktop is for what is grave; mail and webhooks speak as soon as somebody sets them up. */
const TELL: Record<AlarmSeverity, AlarmChannel[]> = {
  info: ['app'],
  low: ['app', 'email', 'webhook'],
  high: ['app', 'desktop', 'email', 'webhook'],
  critical: ['app', 'desktop', 'email', 'webhook'],
}

/** A rule before anybody changed it: on, and touching nobody but whoever uses a decoy. */
export function defaultRule(kind: AlarmKind): AlarmRule {
  const { thresholds, actions, severity } = factsOfRule(kind)
  return {
    ...{ kind, on: true, action: actions[0], members: {}, tell: TELL[severity], armedAt: null },
    thresholds: Object.fromEntries(
      Object.entries(thresholds).map(([name, { value }]) => [name, value]),
    ),
  }
}
