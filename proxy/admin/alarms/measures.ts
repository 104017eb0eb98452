import { newId } from '../../base/ids.ts'
import type { AlarmAction } from '../../contract/alarmRules.ts'
import type { Finding } from '../../contract/alarms.ts'
import { newLimit } from '../../contract/limits.ts'
import {
  endMeasure,
  insertMeasure,
  measuresInForce,
  measuresOver,
} from '../../store/alarmMeasures.ts'
import { nounState } from '../../store/audit/nouns.ts'
import { findLimit, insertLimit, removeLimit } from '../../store/limits.ts'
import { findMember, updateMember } from '../../store/members.ts'
import type { AlarmMeasureRow } from '../../store/schema/alarms.ts'
import { findToken, pauseToken, resumeToken } from '../../store/tokens.ts'
import { membersChanged } from '../members.ts'
import { detailOf } from '../problems.ts'
import type { AdminServices } from '../services.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** What measures need of the service. */
export type MeasureServices = Pick<
  AdminServices,
  'db' | 'now' | 'audit' | 'gateway' | 'limits' | 'live' | 'log' | 'settings'
>

/** How long a throttle lasts, and how many calls it leaves over which time where the finding does not say. */
const THROTTLE = { lastsMs: HOUR_MS, seconds: 3600, calls: 10 }
const ERRORS = { lastsMs: 5 * MINUTE_MS, seconds: 300, calls: 10 }
const ADDRESS_MS: Partial<Record<Finding['kind'], number>> = {
  tokenSpray: 15 * MINUTE_MS,
  decoyToken: HOUR_MS,
}

/** Does what a rule says; answers what of it can be taken back, undefined when there was nothing to do. */
export function takeMeasure(
  services: MeasureServices,
  alarmId: string,
  finding: Finding,
  action: AlarmAction,
): AlarmMeasureRow | undefined {
  const { db, now } = services
  const taken = action === 'notify' ? undefined : DOES[action](services, finding)
  if (!taken || action === 'notify') return undefined
  const measure: AlarmMeasureRow = {
    ...{ id: newId('msr'), alarmId, kind: action, startedAt: now(), endedAt: null, until: null },
    ...{ memberId: null, tokenId: null, address: null, limitId: null },
    ...taken,
  }
  insertMeasure(db, measure)
  noteMeasure(services, `alarms.${action}`, measure, finding.kind)
  return measure
}

type Taken = Partial<
  Pick<AlarmMeasureRow, 'memberId' | 'tokenId' | 'address' | 'limitId' | 'until'>
>
type Doing = (services: MeasureServices, finding: Finding) => Taken | undefined

const DOES: Record<Exclude<AlarmAction, 'notify'>, Doing> = {
  throttle(services, finding) {
    const { memberId, address } = finding.subject
    if (memberId) return throttleMember(services, finding, memberId)
    return address ? holdAddress(services, finding, address) : undefined
  },

  suspend(services, { subject: { memberId } }) {
    const member = memberId ? findMember(services.db, memberId) : undefined
    if (!member || member.suspendedAt !== null) return undefined
    updateMember(services.db, member.id, { suspendedAt: services.now() })
    membersChanged(services)
    services.gateway.endCalls({ memberId: member.id })
    return { memberId: member.id }
  },

  pause(services, { kind, subject: { tokenId } }) {
    const { db, gateway, now } = services
    if (!tokenId || !pauseToken(db, tokenId, now(), kind)) return undefined
    tokensChanged(services)
    gateway.endCalls({ tokenId }, 'tokenPaused')
    return { tokenId }
  },
}

/** A limit like any other, so that the member hears why and when it is over. */
function throttleMember(
  services: MeasureServices,
  { kind, throttleTo }: Finding,
  memberId: string,
): Taken | undefined {
  const { db, limits, live, now } = services
  if (!findMember(db, memberId)) return undefined
  if (measuresInForce(db, { memberId, kind: 'throttle' }).length > 0) return undefined
  const { lastsMs, seconds, calls } = kind === 'errorBurst' ? ERRORS : THROTTLE
  const limit = newLimit.parse({
    ...{ level: 'member', subjectId: memberId, metric: 'requests', warnAtPercent: null },
    window: { kind: 'sliding', seconds },
    size: Math.max(calls, Math.ceil(throttleTo ?? 0)),
    note: 'Set by an alarm for a while',
  })
  const limitId = newId('lim')
  insertLimit(db, { ...limit, id: limitId, createdAt: now() })
  limits.changed()
  live.changed('limits')
  return { memberId, limitId, until: now() + lastsMs }
}

/** Only failing calls are put off: a good token passes from the same address. */
function holdAddress({ gateway, now }: MeasureServices, { kind }: Finding, address: string): Taken {
  const until = now() + (ADDRESS_MS[kind] ?? HOUR_MS)
  gateway.holdFailures(address, until)
  return { address, until }
}

/** Takes back what an alarm did; what somebody has changed since stays as they left it. */
export function endMeasureNow(
  services: MeasureServices,
  measure: AlarmMeasureRow,
  { brakeOffUntil = null }: { brakeOffUntil?: number | null } = {},
): void {
  const { db, gateway, limits, live, now } = services
  const { kind, memberId, tokenId, address, limitId, startedAt } = measure
  endMeasure(db, measure.id, now())
  if (limitId !== null && findLimit(db, limitId)?.removedAt === null) {
    removeLimit(db, limitId, now())
    limits.changed()
    live.changed('limits')
  }
  if (address !== null) gateway.holdFailures(address, now())
  if (kind === 'suspend' && memberId !== null) {
    const member = findMember(db, memberId)
    if (member?.suspendedAt === startedAt) updateMember(db, memberId, { suspendedAt: null })
    membersChanged(services)
  }
  if (kind === 'pause' && tokenId !== null && findToken(db, tokenId)?.pausedAt !== null) {
    resumeToken(db, tokenId, brakeOffUntil)
    tokensChanged(services)
  }
}

/** Ends what was meant for a while only. */
export function endMeasuresOver(services: MeasureServices): number {
  const over = measuresOver(services.db, services.now())
  for (const measure of over) endMeasureNow(services, measure)
  return over.length
}

/** After a start: what was held in memory is held again. */
export function restoreMeasures({ db, gateway }: MeasureServices): void {
  for (const { address, until } of measuresInForce(db))
    if (address !== null && until !== null) gateway.holdFailures(address, until)
}

function tokensChanged({ gateway, live }: MeasureServices): void {
  gateway.tokensChanged()
  live.changed('tokens')
  live.changed('members')
}

/** Nobody's hand was on it. It is done even when it cannot be told: it is there to stop a loss. */
function noteMeasure(
  { db, audit, log }: MeasureServices,
  action: string,
  { memberId, tokenId, limitId, address, until }: AlarmMeasureRow,
  kind: string,
): void {
  const id = memberId ?? tokenId
  const asked = { kind, limitId, address, until }
  try {
    const object = id === null ? undefined : nounState(db, id)
    audit.log.note({ action, source: 'rule', object, asked })
  } catch (error) {
    const message = `${action} could not be written into the audit log`
    log({ level: 'error', message, detail: detailOf(error) })
  }
}
