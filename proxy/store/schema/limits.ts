import type { Level, LimitMetric } from '../../contract/limits.ts'
import type { NewRequest, RequestState } from '../../contract/requests.ts'

export interface LimitRow {
  id: string
  level: Level
  subjectId: string | null
  each: number
  metric: LimitMetric
  /** JSON: see `limitWindow`, `limitScope` and `limitAction`. */
  window: string
  size: number
  scope: string
  action: string
  warnAtPercent: number | null
  note: string
  createdAt: number
  removedAt: number | null
}

export interface LimitRaiseRow {
  id: string
  limitId: string
  memberId: string | null
  size: number
  until: number
  note: string
  createdAt: number
}

export interface TopUpRow {
  id: string
  limitId: string
  amount: number
  note: string
  createdAt: number
}

export interface LimitClearRow {
  limitId: string
  memberId: string | null
  at: number
}

export interface AccessRulesRow {
  level: Level
  /** Empty for the workspace. */
  subjectId: string
  /** JSON: see `accessRules`. */
  rules: string
}

export interface ModelGrantRow {
  id: string
  memberId: string
  model: string
  until: number | null
  createdAt: number
  endedAt: number | null
}

export interface AccessRequestRow {
  id: string
  memberId: string
  tokenId: string
  kind: NewRequest['kind']
  /** The model, the limit's id, or the prompt. */
  subject: string
  size: number | null
  reason: string
  createdAt: number
  state: RequestState
  decidedAt: number | null
  decidedById: string | null
  answer: string
  until: number | null
}
