import type { Finding } from '../../contract/alarms.ts'
import type { LimitCheck, LimitStanding } from '../../contract/limits.ts'
import { limitWords } from '../../contract/limitWords.ts'
import { beginOf, DAY_MS, evidence, HOUR_MS } from './detector.ts'

/** Findings about Keyrack itself: what holds is found again and again, and is one alarm a day at most. */

const GIB = 1024 ** 3

interface DecoyUse {
  at: number
  address: string
  tokenId: string
  memberId: string
  teamId: string | null
}

export function decoyUsed({ at, address, tokenId, memberId, teamId }: DecoyUse): Finding {
  return {
    ...{ kind: 'decoyToken', cause: `decoyToken ${tokenId}`, at, period: beginOf(at, HOUR_MS) },
    subject: { tokenId, memberId, teamId, address },
    evidence: evidence({
      ...{ value: 1, unit: 'calls', seen: [address] },
      note: 'It never worked, so nothing was sent. Find out who could read the place where it lay',
    }),
  }
}

/** Limits by the day, week or month, and prepaid ones, at the shares of the rule. */
export function budgetsUsed(
  standings: readonly LimitStanding[],
  { first = 50, second = 80, third = 100 }: Readonly<Record<string, number>>,
  now: number,
  nameOf: (standing: LimitStanding) => string,
): Finding[] {
  const steps = [
    { percent: third, severity: 'high' },
    { percent: second, severity: 'low' },
    { percent: first, severity: 'info' },
  ] as const
  return standings.flatMap((standing): Finding[] => {
    const { limit, memberId, size, used, windowStartedAt } = standing
    if (!isBudget(standing) || size === 0) return []
    const percent = Math.floor((used / size) * 100)
    const reached = steps.filter((step) => percent >= step.percent).length
    const step = steps[steps.length - reached]
    if (!step) return []
    const counter = `${limit.id} ${memberId ?? ''}`
    // Once for each share in a window; a pot has only one.
    const period = (windowStartedAt ?? limit.createdAt) + reached
    const { level, subjectId } = limit
    return [
      {
        ...{ kind: 'budget', cause: `budget ${counter} ${windowStartedAt ?? 0}`, at: now, period },
        severity: step.severity,
        subject: {
          memberId: memberId ?? (level === 'member' ? subjectId : null),
          teamId: level === 'team' ? subjectId : null,
          tokenId: level === 'token' ? subjectId : null,
        },
        evidence: evidence({
          ...{ value: percent, unit: 'percent', threshold: step.percent },
          note: `${nameOf(standing)}: ${percent} % of ${limitWords({ ...limit, size })} are used`,
        }),
      },
    ]
  })
}

/** Rates by the minute or hour fill up and empty all day: that is what they are for. */
function isBudget({ limit: { metric, window, level, subjectId } }: LimitStanding): boolean {
  if (metric === 'concurrent' || (level !== 'workspace' && subjectId === null)) return false
  if (window.kind === 'never') return true
  return window.kind === 'fixed' && ['day', 'week', 'month'].includes(window.every)
}

interface KeyState {
  id: string
  health: string
  healthNote: string | null
  paused: number
}

/** Keys that their provider turns down, or whose account is empty. A paused one is left alone on purpose. */
export function keysInTrouble(keys: readonly KeyState[], now: number): Finding[] {
  return keys.flatMap(({ id, health, healthNote, paused }): Finding[] => {
    const isEmpty = /out of credit/i.test(healthNote ?? '')
    if (paused === 1 || (health !== 'refused' && !isEmpty)) return []
    const kind = isEmpty ? 'keyNoCredit' : 'keyRefused'
    return [
      {
        ...{ kind, cause: `${kind} ${id}`, at: now, period: beginOf(now, DAY_MS) },
        subject: { keyId: id },
        evidence: evidence({ value: 1, unit: 'calls', note: healthNote ?? '' }),
      },
    ]
  })
}

export function certificateEnding(
  expiresAt: number | undefined,
  { days = 14 }: Readonly<Record<string, number>>,
  now: number,
): Finding[] {
  if (expiresAt === undefined || expiresAt - now > days * DAY_MS) return []
  return [
    {
      ...{ kind: 'certificateExpiring', cause: 'certificateExpiring', at: now, period: expiresAt },
      subject: {},
      evidence: evidence({ value: daysLeft(expiresAt, now), unit: 'days', threshold: days }),
    },
  ]
}

interface TokenEnd {
  id: string
  memberId: string
  teamId: string | null
  expiresAt: number | null
  lastUsedAt: number | null
}

/** Tokens in use that end soon; those that were replaced or that nobody uses are meant to end. */
export function tokensEnding(
  tokens: readonly TokenEnd[],
  { days = 7 }: Readonly<Record<string, number>>,
  now: number,
): Finding[] {
  return tokens.flatMap(({ id, memberId, teamId, expiresAt, lastUsedAt }): Finding[] => {
    if (expiresAt === null || expiresAt <= now || expiresAt - now > days * DAY_MS) return []
    if (lastUsedAt === null || now - lastUsedAt > 14 * DAY_MS) return []
    return [
      {
        ...{ kind: 'tokenExpiring', cause: `tokenExpiring ${id}`, at: now, period: expiresAt },
        subject: { tokenId: id, memberId, teamId },
        evidence: evidence({ value: daysLeft(expiresAt, now), unit: 'days', threshold: days }),
      },
    ]
  })
}

const daysLeft = (until: number, now: number) => Math.max(0, Math.ceil((until - now) / DAY_MS))

export function diskLow(
  freeBytes: number | undefined,
  { gib = 2 }: Readonly<Record<string, number>>,
  now: number,
): Finding[] {
  if (freeBytes === undefined || freeBytes >= gib * GIB) return []
  return [
    {
      ...{ kind: 'diskLow', cause: 'diskLow', at: now, period: beginOf(now, DAY_MS) },
      severity: freeBytes < GIB / 2 ? 'critical' : 'high',
      subject: {},
      evidence: evidence({
        ...{ value: freeBytes, unit: 'bytes', threshold: gib },
        note: 'No call is served while less than 200 MiB are free',
      }),
    },
  ]
}

export function countersDiffer({ checked, disagreeing }: LimitCheck, now: number): Finding[] {
  if (disagreeing.length === 0) return []
  return [
    {
      ...{
        kind: 'countersDiffer',
        cause: 'countersDiffer',
        at: now,
        period: beginOf(now, HOUR_MS),
      },
      subject: {},
      evidence: evidence({
        ...{ value: disagreeing.length, unit: 'counters' },
        note: `${checked} were checked; those that differed were counted anew from the ledger`,
      }),
    },
  ]
}
