import {
  type CallTrace,
  TRACE_PHASES,
  type TraceHeader,
  type TraceStep,
  type TraceStretch,
} from '../contract/trace.ts'

/** A call's trace as it is kept, in JSON: short names, tenths of a millisecond, and nothing that every call has. */
export interface StoredTrace {
  m: string
  p: string
  tls?: string
  /** Length of each phase in the order of `TRACE_PHASES`. */
  t: number[]
  a: StoredAttempt[]
  s: TraceStep[]
  /** What of the headers is another with each call, in their order: of the request, and of the answer. */
  q?: string[]
  r?: string[]
}

export type StoredAttempt = [keyId: string, from: number, length: number, status: number | null]

/** Headers, kept once for all calls that came with the same: the value of each, or why it is not here. */
export type StoredHeaders = [name: string, value: string | number][]

/** Nothing but the name is kept. */
export const NAME_ONLY = 0
/** The member's token as `Bearer`. */
export const BEARER = 1
/** The member's token by itself. */
export const BARE_TOKEN = 2
/** It stands in the call's own trace. */
export const VALUE_APART = 3

/** All that is kept of how one call went. */
export interface KeptTrace {
  trace: StoredTrace
  requestHeaders: StoredHeaders
  answerHeaders: StoredHeaders
}

/** What is looked up when a trace is read. */
export interface TraceNames {
  tokenHint: string
  /** Label of a key, or words of a limit. */
  nameOf(id: string): string | undefined
}

/** The trace as it is shown. */
export function readTrace(kept: KeptTrace, { tokenHint, nameOf }: TraceNames): CallTrace {
  const { trace } = kept
  const steps: TraceStep[] = [{ step: 'gate' }, { step: 'token' }, ...trace.s]
  const ids = [...trace.a.map(([keyId]) => keyId), ...steps.flatMap(idsIn)]
  const named = [...new Set(ids)].flatMap((id) => {
    const name = nameOf(id)
    return name === undefined ? [] : [[id, name] as const]
  })
  return {
    method: trace.m,
    path: trace.p,
    tls: trace.tls ?? null,
    phases: stretches(trace.t),
    attempts: trace.a.map(([keyId, from, length, status]) => ({
      ...{ keyId, from: from / 10, ms: length / 10, status },
    })),
    steps,
    requestHeaders: headers(kept.requestHeaders, trace.q, tokenHint),
    answerHeaders: headers(kept.answerHeaders, trace.r, tokenHint),
    names: Object.fromEntries(named),
  }
}

function idsIn(step: TraceStep): string[] {
  if (step.step === 'key') return [step.keyId]
  return step.step === 'limit' || step.step === 'downgrade' ? [step.limitId] : []
}

function stretches(lengths: readonly number[]): TraceStretch[] {
  let from = 0
  return TRACE_PHASES.map((phase, index) => {
    const length = lengths[index] ?? 0
    const stretch = { phase, from: from / 10, ms: length / 10 }
    from += length
    return stretch
  })
}

function headers(
  stored: StoredHeaders,
  apart: readonly string[] = [],
  tokenHint: string,
): TraceHeader[] {
  let next = 0
  return stored.map(([name, value]) => {
    if (value === VALUE_APART) return { name, value: apart[next++] ?? null }
    return { name, value: typeof value === 'string' ? value : redacted(value, tokenHint) }
  })
}

function redacted(why: number, tokenHint: string): string | null {
  if (why === BEARER) return `Bearer ${tokenHint} (redacted)`
  return why === BARE_TOKEN ? `${tokenHint} (redacted)` : null
}
