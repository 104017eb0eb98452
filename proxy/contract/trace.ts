import type { EndpointGroup } from './access.ts'
import type { CallChanges } from './asked.ts'
import type { LimitMetric } from './limits.ts'
import type { MaskCounts } from './masking.ts'

/**
 * The stretches of a call, in their order: `gate` until its member is known · `body` reading what was sent · `policy` rules,
 * limits and the key · `row` waiting for its line in the ledger · `prepare` opening the key · `connect` a new connection to
 * the provider, with TLS · `firstByte` waiting for the provider · `stream` the answer · `finish` settling.
 */
export const TRACE_PHASES = [
  'gate',
  'body',
  'policy',
  'row',
  'prepare',
  'connect',
  'firstByte',
  'stream',
  'finish',
] as const
export type TracePhase = (typeof TRACE_PHASES)[number]

/** Times in milliseconds, with one decimal; `from` counts from the call's begin. */
export interface TraceStretch {
  phase: TracePhase
  from: number
  ms: number
}

/** One try at a provider. */
export interface TraceAttempt {
  keyId: string
  from: number
  ms: number
  /** What the provider answered; null when no answer came. */
  status: number | null
}

/** A decision, in the order in which they were taken. All passed but the last of a refused call, `stopped`. */
export type TraceStep =
  | { step: 'gate' | 'token' }
  /** The caller's own rules, where there are some. */
  | { step: 'place' | 'hours' | 'caps' }
  | { step: 'group'; group: EndpointGroup }
  | { step: 'model'; model: string }
  | { step: 'key'; keyId: string; why: KeyReason; among: number }
  | { step: 'cap'; by: 'rule' | 'limit'; changes: CallChanges }
  | { step: 'parallel'; used: number; size: number }
  | LimitLook
  | { step: 'limitsLeftOut'; count: number }
  | { step: 'downgrade'; limitId: string; from: string; to: string }
  /** What rules of masking found, by kind: in what was sent, or in what the model wrote. */
  | { step: 'masked'; in: 'request' | 'answer'; kinds: MaskCounts }
  /** A reason of `CallRecord.reason`. */
  | { step: 'stopped'; reason: string }

/** `only` one has the model · `turn` several take turns · `same` the same one for each member · `home` where the object lies. */
export type KeyReason = 'only' | 'turn' | 'same' | 'home'

/** A limit at the moment when it was asked, in its metric's unit. */
export interface LimitLook {
  step: 'limit'
  limitId: string
  metric: LimitMetric
  /** Used and held by other calls. */
  used: number
  size: number
  /** The most that this call could take. */
  amount: number
  fits: boolean
}

/** `value` is null where only the name is kept. */
export interface TraceHeader {
  name: string
  value: string | null
}

/** How one call went. */
export interface CallTrace {
  method: string
  /** Without the query. */
  path: string
  /** Of the client's connection; null for plain HTTP. */
  tls: string | null
  phases: TraceStretch[]
  attempts: TraceAttempt[]
  steps: TraceStep[]
  requestHeaders: TraceHeader[]
  /** What the provider sent along with its answer. */
  answerHeaders: TraceHeader[]
  /** Labels of the keys and words of the limits that are named by their id above, as they are now. */
  names: Record<string, string>
}
