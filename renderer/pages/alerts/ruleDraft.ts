import type { TFunction } from 'i18next'
import {
  type AlarmRule,
  type AlarmRuleChange,
  factsOfRule,
} from '../../../proxy/contract/alarmRules.ts'

/** What is being changed of a rule; a threshold that is being typed may be empty. */
export interface RuleDraft extends Pick<AlarmRule, 'on' | 'action' | 'members' | 'tell'> {
  thresholds: Record<string, number | ''>
}

export function draftOf({ on, action, members, tell, thresholds }: AlarmRule): RuleDraft {
  return { on, action, members: { ...members }, tell: [...tell], thresholds: { ...thresholds } }
}

/** Only what is another now; undefined when nothing is, or something cannot be. */
export function changeOf(rule: AlarmRule, draft: RuleDraft): AlarmRuleChange | undefined {
  const thresholds = typedThresholds(rule, draft)
  if (!thresholds) return undefined
  const change: Omit<AlarmRuleChange, 'kind'> = {
    ...(draft.on !== rule.on && { on: draft.on }),
    ...(draft.action !== rule.action && { action: draft.action }),
    ...(!isSame(draft.members, rule.members) && { members: draft.members }),
    ...(!isSame([...draft.tell].sort(), [...rule.tell].sort()) && { tell: draft.tell }),
    ...(!isSame(thresholds, rule.thresholds) && { thresholds }),
  }
  return Object.keys(change).length === 0 ? undefined : { kind: rule.kind, ...change }
}

/** The thresholds as numbers; undefined while one of them is empty or out of its range. */
export function typedThresholds(
  { kind }: Pick<AlarmRule, 'kind'>,
  { thresholds }: Pick<RuleDraft, 'thresholds'>,
): Record<string, number> | undefined {
  const known = factsOfRule(kind).thresholds
  const entries = Object.entries(thresholds)
  const fits = entries.every(([name, value]) => {
    const threshold = known[name]
    return threshold && value !== '' && value >= threshold.min && value <= threshold.max
  })
  return fits
    ? Object.fromEntries(entries.map(([name, value]) => [name, Number(value)]))
    : undefined
}

/** The names that thresholds have in words; a rule of a newer service may bring others. */
const NAMED = [
  ...([
    'score',
    'times',
    'calls',
    'usd',
    'days',
    'minutes',
    'seconds',
    'errors',
    'percent',
  ] as const),
  ...(['tokens', 'chance', 'samePrompt', 'sameTool', 'first', 'second', 'third', 'gib'] as const),
] as const

export function thresholdName(t: TFunction<'alerts'>, name: string): string {
  const known = NAMED.find((each) => each === name)
  return known ? t(`threshold_${known}`) : name
}

export function thresholdsText(t: TFunction<'alerts'>, { thresholds }: AlarmRule): string {
  return Object.entries(thresholds)
    .map(([name, value]) => `${thresholdName(t, name)} ${value}`)
    .join(' · ')
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
