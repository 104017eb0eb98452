import {
  type CalendarUnit,
  type Level,
  type Limit,
  type LimitMetric,
  type NewLimit,
  newLimit,
} from '../../../proxy/contract/limits.ts'
import type { ProviderName } from '../../../proxy/contract/providers.ts'
import { splitSeconds, TIME_UNITS, type TimeUnit } from './limitWords.ts'

/** A limit as it is being typed; amounts in the unit that people use: dollars, seconds, or by the piece. */
export interface LimitDraft {
  level: Level
  subjectId: string | null
  each: boolean
  metric: LimitMetric
  amount: number | undefined
  windowKind: NewLimit['window']['kind']
  every: CalendarUnit
  time: number | undefined
  timeUnit: TimeUnit
  burst: number | undefined
  models: string[]
  providers: ProviderName[]
  endpoints: string[]
  action: NewLimit['action']['kind']
  downgradeTo: string
  warnAtPercent: number | undefined
  note: string
}

export const EMPTY_DRAFT: LimitDraft = {
  level: 'workspace',
  subjectId: null,
  each: true,
  metric: 'money',
  amount: undefined,
  windowKind: 'fixed',
  every: 'day',
  time: 1,
  timeUnit: 'hours',
  burst: undefined,
  models: [],
  providers: [],
  endpoints: [],
  action: 'refuse',
  downgradeTo: '',
  warnAtPercent: 80,
  note: '',
}

/** How many of the stored unit one typed unit is. */
export function unitSize(metric: LimitMetric): number {
  if (metric === 'money') return 1_000_000_000
  return metric === 'seconds' ? 1000 : 1
}

/** What was typed, in the limit's integer unit; rounded to it, so that `0.1` dollars are exactly 100,000,000. */
export function toUnits(metric: LimitMetric, typed: number): number {
  return Math.round(typed * unitSize(metric))
}

export function draftOf(limit: NewLimit): LimitDraft {
  const { window, metric, size, scope, action } = limit
  const time = 'seconds' in window ? splitSeconds(window.seconds) : undefined
  return {
    ...EMPTY_DRAFT,
    level: limit.level,
    subjectId: limit.subjectId,
    each: limit.each,
    metric,
    amount: size / unitSize(metric),
    windowKind: window.kind,
    ...(window.kind === 'fixed' && { every: window.every }),
    ...(time && { time: time.count, timeUnit: time.unit }),
    ...(window.kind === 'bucket' && { burst: window.burst / unitSize(metric) }),
    ...scope,
    action: action.kind,
    downgradeTo: action.kind === 'downgrade' ? action.model : '',
    warnAtPercent: limit.warnAtPercent ?? undefined,
    note: limit.note,
  }
}

export type DraftProblem = 'subject' | 'amount' | 'time' | 'burst' | 'downgradeTo'

/** What is still missing, in the order of the form. */
export function draftProblems(draft: LimitDraft): DraftProblem[] {
  const problems: DraftProblem[] = []
  if (draft.level !== 'workspace' && !draft.subjectId) problems.push('subject')
  if (draft.amount === undefined || draft.amount < 0) problems.push('amount')
  const isTimed = draft.windowKind === 'sliding' || draft.windowKind === 'bucket'
  if (draft.metric !== 'concurrent' && isTimed && !(draft.time && draft.time > 0))
    problems.push('time')
  if (draft.metric !== 'concurrent' && draft.windowKind === 'bucket' && !draft.burst)
    problems.push('burst')
  if (draft.action === 'downgrade' && draft.downgradeTo.trim() === '') problems.push('downgradeTo')
  return problems
}

/** The limit that the draft describes; undefined while something is missing. */
export function limitOf(draft: LimitDraft): NewLimit | undefined {
  if (draftProblems(draft).length > 0) return undefined
  const { level, metric, action, models, providers, endpoints } = draft
  const parsed = newLimit.safeParse({
    level,
    subjectId: level === 'workspace' ? null : draft.subjectId,
    each: draft.each && (level === 'workspace' || level === 'team'),
    metric,
    window: windowOf(draft),
    size: toUnits(metric, draft.amount ?? 0),
    scope: { models, providers, endpoints },
    action: action === 'downgrade' ? { kind: action, model: draft.downgradeTo } : { kind: action },
    warnAtPercent: draft.warnAtPercent ?? null,
    note: draft.note,
  })
  return parsed.success ? parsed.data : undefined
}

/** The parts that an existing limit may change. */
export function changeOf(limit: Limit, draft: LimitDraft) {
  const next = limitOf(draft)
  if (!next) return undefined
  const { window, size, scope, action, warnAtPercent, note } = next
  return { id: limit.id, window, size, scope, action, warnAtPercent, note }
}

function windowOf(draft: LimitDraft): NewLimit['window'] {
  if (draft.metric === 'concurrent') return { kind: 'never' }
  const unit = TIME_UNITS.find(([name]) => name === draft.timeUnit)?.[1] ?? 1
  const seconds = Math.round((draft.time ?? 0) * unit)
  switch (draft.windowKind) {
    case 'fixed':
      return { kind: 'fixed', every: draft.every }
    case 'sliding':
      return { kind: 'sliding', seconds }
    case 'bucket':
      return { kind: 'bucket', seconds, burst: toUnits(draft.metric, draft.burst ?? 0) }
    case 'never':
      return { kind: 'never' }
  }
}
