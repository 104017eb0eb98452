import type { Limit, LimitExplanation, LimitStanding, StandingsOf } from '../contract/limits.ts'
import { calendarOf } from '../policy/limits/calendar.ts'
import { clearedAt, countsFrom } from '../policy/limits/counting.ts'
import { clearsOf, raisesOf, topUpsOf } from '../store/limits.ts'
import type { LimitUsage } from './lookback/limitUse.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'

/** How often a counter is looked at until it holds still while the ledger is read. */
const TRIES = 3

/** Why a counter says what it says, from its total down to the calls in the ledger. */
export async function explainLimit(
  services: AdminServices,
  limit: Limit,
  memberId: string | null,
): Promise<LimitExplanation> {
  const { db, limits } = services
  const { standing, since, usage, agrees } = await compared(services, limit, memberId)
  const cleared = clearedAt(limit, memberId, clearsOf(db, limit.id))
  return {
    ...{ standing, agrees, since, ...usage },
    inFlight: limits.held(limit.id, memberId),
    raises: raisesOf(db, limit.id).filter(
      (raise) => raise.memberId === null || raise.memberId === memberId,
    ),
    topUps: topUpsOf(db, limit.id),
    clearedAt: Number.isFinite(cleared) ? cleared : null,
  }
}

interface Compared {
  standing: LimitStanding
  since: number | null
  usage: LimitUsage
  agrees: boolean
}

/** Reads counter and ledger, which do not stand still for each other: calls begin and end meanwhile. */
async function compared(
  services: AdminServices,
  limit: Limit,
  memberId: string | null,
): Promise<Compared> {
  const look = services.lookback()
  try {
    for (let tries = 1; ; tries++) {
      const before = standingOf(services, limit, memberId)
      const from = sinceWhen(services, before)
      const usage = await look.limitUse({ limit, from, ...(memberId !== null && { memberId }) })
      const standing = standingOf(services, limit, memberId)
      const found = { standing, usage, since: limit.metric === 'concurrent' ? null : from }
      if (countedOf(standing) === countedOf(before) && limit.window.kind !== 'bucket') {
        const agrees = countedOf(standing) === usage.ledger.amount
        if (agrees || tries === TRIES) return { ...found, agrees }
      } else if (limit.window.kind === 'bucket' || tries === TRIES) {
        return { ...found, agrees: await isRight(services, limit, memberId) }
      }
    }
  } finally {
    await look.close()
  }
}

const countedOf = ({ limit, used, reserved }: LimitStanding) =>
  limit.metric === 'concurrent' ? used + reserved : used

/** What flowed back into a bucket stands in no row, and a busy counter never stands still: the gateway compares. */
async function isRight(
  { limits }: AdminServices,
  limit: Limit,
  memberId: string | null,
): Promise<boolean> {
  const { disagreeing } = await limits.selfCheck(limit.id)
  return !disagreeing.some((other) => other.limitId === limit.id && other.memberId === memberId)
}

function standingOf(
  { limits }: AdminServices,
  limit: Limit,
  memberId: string | null,
): LimitStanding {
  const found = limits
    .standings(askedOf(limit, memberId))
    .find((standing) => standing.limit.id === limit.id && standing.memberId === memberId)
  if (found) return found
  throw problem('NOT_FOUND', 'There is no such counter. Look at the list again.')
}

function askedOf({ level, subjectId }: Limit, memberId: string | null): StandingsOf {
  const id = subjectId ?? ''
  return {
    ...(level === 'team' && { teamId: id }),
    ...(level === 'member' && { memberId: id }),
    ...(level === 'token' && { tokenId: id }),
    ...(memberId !== null && { memberId }),
  }
}

/** Since when calls count in a counter, at the moment at which it stood like this. */
function sinceWhen(
  { db, now, settings }: AdminServices,
  { limit, memberId, windowStartedAt }: LimitStanding,
): number {
  const { window, size } = limit
  // All that can still be in a bucket came within the time in which it fills.
  if (window.kind === 'bucket')
    return Math.floor(now() - (window.burst / Math.max(1, size)) * window.seconds * 1000)
  const began = windowStartedAt ?? now()
  const at = window.kind === 'sliding' ? began + window.seconds * 1000 : began
  const calendar = calendarOf(settings.get('timeZone'))
  return Math.max(0, countsFrom(limit, memberId, clearsOf(db, limit.id), at, calendar))
}
