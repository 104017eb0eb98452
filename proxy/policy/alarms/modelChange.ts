import { NANO_PER_USD } from '../../base/money.ts'
import { beginOf, DAY_MS, type Detector, evidence, HOUR_MS, subjectOf } from './detector.ts'
import type { HourBook } from './hours.ts'
import { dropLeastUsed, lastUsedFirst } from './lastUsed.ts'
import { modelFamily } from './modelFamily.ts'

/** When a kind of model was used first and last. */
interface Use {
  firstAt: number
  lastAt: number
}

/** Which kinds of models a member uses. */
export interface MemberModels {
  families: Map<string, Use>
  /** What the new ones cost in this hour. */
  hour: number
  costs: Map<string, number>
}

const MOST_KEPT = 200
/** So long after its first use a kind of model is new. */
const NEW_MS = DAY_MS
/** Not used for so long, it is new again. */
const FORGOTTEN_MS = 28 * DAY_MS

/** A kind of model that a member never used makes much of their cost. */
export function modelChange(
  hours: HourBook,
  members = new Map<string, MemberModels>(),
): Detector & {
  members: typeof members
} {
  return {
    kind: 'modelChange',
    members,
    see(call, { thresholds: { percent = 30, usd = 0.5 }, lessons }) {
      const { memberId, at, model } = call
      const member = hours.members.get(memberId)
      if (!member || model === null || !call.sent) return undefined
      const family = modelFamily(model)
      const models = noted(members, call.memberId, family, call.at)
      const known = models.families.get(family)
      if (!known || at - known.firstAt > NEW_MS || hours.isCold(member, at)) return undefined
      const hour = Math.floor(at / HOUR_MS)
      if (models.hour !== hour) Object.assign(models, { hour, costs: new Map() })
      const cost = (models.costs.get(family) ?? 0) + call.costNanoUsd
      models.costs.set(family, cost)
      const all = member.now.costNanoUsd
      if (cost < usd * NANO_PER_USD || cost * 100 < all * percent) return undefined
      if (lessons('modelChange', memberId, family) !== undefined) return undefined
      return {
        ...{ kind: 'modelChange', cause: `modelChange ${memberId} ${family}`, at },
        period: beginOf(known.firstAt, DAY_MS),
        subject: subjectOf(call),
        evidence: evidence({
          ...{ value: Math.min(100, Math.round((cost / all) * 100)), unit: 'percent' },
          ...{ windowMs: HOUR_MS, seen: [family], calls: [call.id], note: `The model is ${model}` },
          known: lastUsedFirst(models.families, usedAt).filter((each) => each !== family),
        }),
      }
    },
  }
}

const usedAt = ({ lastAt }: Use) => lastAt

function noted(members: Map<string, MemberModels>, memberId: string, family: string, at: number) {
  let models = members.get(memberId)
  if (!models) {
    models = { families: new Map(), hour: 0, costs: new Map() }
    members.set(memberId, models)
  }
  const { families } = models
  const known = families.get(family)
  if (known) {
    if (at - known.lastAt > FORGOTTEN_MS) known.firstAt = at
    known.lastAt = at
  } else {
    families.set(family, { firstAt: at, lastAt: at })
    if (families.size > MOST_KEPT) dropLeastUsed(families, usedAt)
  }
  return models
}
