import {
  type AlarmAction,
  type AlarmKind,
  type AlarmRule,
  type AlarmRuleChange,
  factsOfRule,
  isReplayable,
} from '../../contract/alarmRules.ts'
import { listRules, saveRule } from '../../store/alarmRules.ts'
import type { Db } from '../../store/db.ts'
import { problem } from '../problems.ts'

/** The rules as they stand, in memory: detectors ask for them with every batch of calls. */
export class RuleBook {
  readonly #db: Db
  #rules: Map<AlarmKind, AlarmRule>
  #watchesCalls: boolean

  constructor(db: Db) {
    this.#db = db
    this.#rules = new Map(listRules(db).map((rule) => [rule.kind, rule]))
    this.#watchesCalls = watchesCalls(this.#rules)
  }

  /** Whether any rule looks at calls: else nothing has to be collected of them. */
  get watchesCalls(): boolean {
    return this.#watchesCalls
  }

  all(): AlarmRule[] {
    return [...this.#rules.values()]
  }

  get(kind: AlarmKind): AlarmRule {
    const rule = this.#rules.get(kind)
    if (!rule) throw new Error(`There is no rule ${kind}`)
    return rule
  }

  change({ kind, ...change }: AlarmRuleChange, now: number): AlarmRule {
    const before = this.get(kind)
    const rule: AlarmRule = {
      ...before,
      ...withoutGaps(change),
      thresholds: withThresholds(before, change.thresholds),
      armedAt: now,
    }
    checkActions(kind, [rule.action, ...Object.values(rule.members)])
    saveRule(this.#db, rule)
    this.#rules = new Map(this.#rules).set(kind, rule)
    this.#watchesCalls = watchesCalls(this.#rules)
    return rule
  }
}

const watchesCalls = (rules: ReadonlyMap<AlarmKind, AlarmRule>) =>
  [...rules.values()].some(({ kind, on }) => on && isReplayable(kind))

/** The thresholds of a rule with some of them changed; refuses what it does not know or cannot be. */
export function withThresholds(
  rule: AlarmRule,
  changed: Readonly<Record<string, number>> = {},
): Record<string, number> {
  const { thresholds } = factsOfRule(rule.kind)
  for (const [name, value] of Object.entries(changed)) {
    const known = Object.hasOwn(thresholds, name) ? thresholds[name] : undefined
    if (!known) {
      const names = Object.keys(thresholds).join(', ') || 'none'
      throw problem('BAD_REQUEST', `This rule has no threshold of that name. It has: ${names}.`)
    }
    if (!(value >= known.min && value <= known.max))
      throw problem('BAD_REQUEST', `${name} must be from ${known.min} to ${known.max}.`)
  }
  return { ...rule.thresholds, ...changed }
}

function checkActions(kind: AlarmKind, actions: AlarmAction[]): void {
  const offered: readonly AlarmAction[] = factsOfRule(kind).actions
  const wrong = actions.find((action) => !offered.includes(action))
  if (wrong !== undefined)
    throw problem('BAD_REQUEST', `This rule cannot ${wrong}. It can: ${offered.join(', ')}.`)
}

/** What was given; an absent field must not wipe what is there. */
function withoutGaps({ on, action, members, tell }: Omit<AlarmRuleChange, 'kind' | 'thresholds'>) {
  return {
    ...(on !== undefined && { on }),
    ...(action !== undefined && { action }),
    ...(members !== undefined && { members }),
    ...(tell !== undefined && { tell: [...new Set(tell)] }),
  }
}
