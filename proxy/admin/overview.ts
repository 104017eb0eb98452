import { alarmTitle } from '../contract/alarmWords.ts'
import type { Limit } from '../contract/limits.ts'
import { limitWords } from '../contract/limitWords.ts'
import type { Attention, OverviewFigures, SpendByModel } from '../contract/status.ts'
import { evidenceOf, listAlarms } from '../store/alarms.ts'
import { countDead } from '../store/deliveries.ts'
import { type ListedKey, listKeys } from '../store/keys.ts'
import { readMark } from '../store/marks.ts'
import { findMember, listMembers } from '../store/members.ts'
import { listRequests } from '../store/requests.ts'
import { standingsFor } from './limitReach.ts'
import type { AdminServices } from './services.ts'
import { onlyTeam } from './subjects.ts'
import { type ActorContext, administrator, router } from './trpc.ts'

const DAY_MS = 86_400_000

export const overviewRouter = router({
  figures: administrator.query(
    ({ ctx }): OverviewFigures => ctx.services.gateway.figures(onlyTeam(ctx.actor)),
  ),

  spendByModel: administrator.query(
    ({ ctx }): Promise<SpendByModel> =>
      ctx.services.reports.spendByModel({ now: ctx.services.now(), teamId: onlyTeam(ctx.actor) }),
  ),

  /** A lead hears of the own team's people only, not of the workspace. */
  attention: administrator.query(
    async ({ ctx }): Promise<Attention[]> => [
      ...peopleWaiting(ctx),
      ...(onlyTeam(ctx.actor) === undefined ? await attention(ctx.services) : []),
    ],
  ),
})

/** Members who cannot go on: those who asked for something, and those whose limit is spent. */
function peopleWaiting(ctx: ActorContext): Attention[] {
  const teamId = onlyTeam(ctx.actor)
  const ofTeam = teamId !== undefined && { teamId }
  const { db } = ctx.services
  const requests = listRequests(db, { state: 'open', limit: MOST_LISTED, ...ofTeam })
  const spent = standingsFor(ctx, {}).filter(({ limit, left }) => isStopping(limit, left))
  const byLimit = Map.groupBy(spent, ({ limit }) => limit.id)
  const limits = [...byLimit].flatMap(([id, [first, ...others]]): Attention[] => {
    if (!first) return []
    const { limit, subjectName, memberId } = first
    const who = (memberId === null ? subjectName : findMember(db, memberId)?.name) || 'Workspace'
    const subject = `${who}: ${limitWords({ ...limit, size: first.size })}`
    return [{ kind: 'limitSpent', subject, count: 1 + others.length, id }]
  })
  return [
    ...graveAlarms(ctx),
    ...requests.map(
      ({ id, memberName, subject, kind }): Attention => ({
        ...{ kind: 'accessRequest', count: 1, id },
        subject: kind === 'quota' ? memberName : `${memberName}: ${subject}`,
      }),
    ),
    ...limits.slice(0, MOST_LISTED),
  ]
}

/** What happened that nobody has looked at, as far as it is grave. */
function graveAlarms({ services: { db }, actor }: ActorContext): Attention[] {
  const { rows } = listAlarms(db, { state: 'open', limit: MOST_LOOKED, teamId: onlyTeam(actor) })
  return rows
    .filter(({ severity }) => severity === 'high' || severity === 'critical')
    .slice(0, MOST_LISTED)
    .map((row) => ({
      ...{ kind: 'alarm', count: row.count, id: row.id },
      subject: alarmTitle({ ...row, evidence: evidenceOf(row) }),
    }))
}

/** Newest ones, among which the grave are looked for. */
const MOST_LOOKED = 100

/** More of a kind are on the pages of their own. */
const MOST_LISTED = 5

/** Calls in flight come back by themselves, and a limit that only warns stops nobody. */
function isStopping({ metric, action }: Limit, left: number): boolean {
  return left === 0 && metric !== 'concurrent' && action.kind === 'refuse'
}

/** A paused key is left alone on purpose. */
function troubleOf({ id, label, health, paused }: ListedKey): Attention | false {
  if (paused === 1 || (health !== 'refused' && health !== 'failing')) return false
  const kind = health === 'refused' ? 'keyRefused' : 'keyFailing'
  return { kind, subject: label, count: 1, id }
}

/** What needs the administrator, the most pressing first. */
async function attention(services: AdminServices): Promise<Attention[]> {
  const { db, now, proxy, recovered, reports } = services
  const { plainOnNetwork, certificate } = proxy.status()
  const keys = listKeys(db)
  const undelivered = countDead(db)
  const daysLeft = certificate ? Math.floor((certificate.expiresAt - now()) / DAY_MS) : undefined
  const unpriced = await reports.unpricedModels(now() - 30 * DAY_MS)
  const found: (Attention | false)[] = [
    plainOnNetwork && { kind: 'plainHttp', subject: proxy.status().url ?? '', count: 1, id: null },
    ...keys.map(troubleOf),
    undelivered > 0 && {
      ...{ kind: 'messagesUndelivered', subject: '', count: undelivered, id: null },
    },
    daysLeft !== undefined &&
      daysLeft < 14 && { kind: 'certificateExpiring', subject: '', count: daysLeft, id: null },
    !readMark(db, 'recoverySaved') && {
      ...{ kind: 'recoveryNotSaved', subject: '', count: 1, id: null },
    },
    recovered !== null &&
      recovered.interruptedCalls > 0 && {
        ...{ kind: 'interruptedCalls', subject: recovered.message, id: null },
        count: recovered.interruptedCalls,
      },
    keys.length === 0 && { kind: 'noKeys', subject: '', count: 0, id: null },
    listMembers(db).length === 0 && { kind: 'noMembers', subject: '', count: 0, id: null },
    unpriced.length > 0 && {
      ...{ kind: 'unpricedModels', count: unpriced.length, id: null },
      subject: unpriced
        .map(({ model }) => model)
        .join(', ')
        .slice(0, 200),
    },
  ]
  return found.filter((line) => line !== false)
}
