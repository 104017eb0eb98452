import { DateTime } from 'luxon'
import { bodyNotice } from '../contract/bodies.ts'
import type { LimitMetric, LimitStanding } from '../contract/limits.ts'
import { limitWords, scopeWords } from '../contract/limitWords.ts'
import type { MyAccess } from '../contract/requests.ts'
import { UNLOGGED_NOTICE } from '../contract/unlogged.ts'
import { DIALECTS } from '../dialects/index.ts'
import type { GatewayServices } from './services.ts'
import type { Caller } from './tokenDirectory.ts'

const UNITS: Record<LimitMetric, string> = {
  money: 'nanoUsd',
  requests: 'requests',
  tokens: 'tokens',
  input: 'tokens',
  output: 'tokens',
  images: 'images',
  seconds: 'milliseconds',
  concurrent: 'calls',
}

const ALL_WIRES = new Set(
  DIALECTS.flatMap(({ endpoints }) => endpoints.flatMap(({ wire }) => wire ?? [])),
)

/** All that a member may know about themselves: who they are here, what they may use, what is left of it. */
export function myAccess(services: GatewayServices, caller: Caller): MyAccess {
  const access = services.access.of(caller)
  const models = [...services.keys.modelsOn(ALL_WIRES, caller.teamId).keys()].sort()
  return {
    ...services.desk.describe(caller),
    models: models.filter((model) => !access || access.mayUseModel(model, services.now())),
    bodies: {
      kept: caller.keepsBodies,
      notice: caller.keepsBodies ? bodyNotice(services.settings().bodyDays) : null,
    },
    details: {
      kept: !caller.unlogged,
      notice: caller.unlogged ? UNLOGGED_NOTICE : null,
    },
    limits: standingsOf(services, caller).map((standing) => shown(services, caller, standing)),
    requests: services.desk.requestsOf(caller),
  }
}

/** The counters that this caller's calls are counted in. */
export function standingsOf(services: GatewayServices, caller: Caller): LimitStanding[] {
  const { memberId, tokenId } = caller
  return services.limits
    .standings({ memberId, tokenId })
    .filter(({ limit }) => limit.level !== 'token' || limit.subjectId === tokenId)
}

function shown(
  services: GatewayServices,
  caller: Caller,
  standing: LimitStanding,
): MyAccess['limits'][number] {
  const { limit, size, used, reserved, left, resetsAt } = standing
  const { window } = limit
  return {
    ...{ id: limit.id, words: limitWords({ ...limit, size }), metric: limit.metric },
    window: window.kind === 'fixed' ? window.every : window.kind,
    scope: scopeWords(limit.scope),
    setBy: setBy(caller, standing),
    ...{ unit: UNITS[limit.metric], size, used, reserved, left },
    resetsAt:
      resetsAt === null
        ? null
        : DateTime.fromMillis(resetsAt, { zone: services.settings().timeZone }).toISO(),
  }
}

function setBy(caller: Caller, { limit, subjectName }: LimitStanding): string {
  if (limit.level === 'team') return `team ${subjectName}`
  if (limit.level === 'member') return 'you'
  return limit.level === 'token' && limit.subjectId === caller.tokenId ? 'this token' : limit.level
}
