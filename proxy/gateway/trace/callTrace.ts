import type { IncomingHttpHeaders } from 'node:http'
import type { CallChanges } from '../../contract/asked.ts'
import type { MaskCounts } from '../../contract/masking.ts'
import {
  type KeyReason,
  type LimitLook,
  TRACE_PHASES,
  type TracePhase,
  type TraceStep,
} from '../../contract/trace.ts'
import type { StoredAttempt } from '../../store/storedTrace.ts'

/** More limits than these rarely touch one call, and then the first of them tell enough. */
const MOST_LIMITS = 20

/** Where each phase stands; its name as a constant costs a call nothing. */
export const PHASE = Object.fromEntries(
  TRACE_PHASES.map((phase, index) => [phase, index]),
) as Readonly<Record<TracePhase, number>>

/**
 * What is noted of a call while it passes: bare moments and a few decisions, since every call pays for it. Text is made
 * of it once, when the call is over.
 */
export class CallTrace {
  readonly #begunAt = performance.now()
  readonly steps: TraceStep[] = []
  /** When each phase was over, in tenths of a millisecond since the begin; 0 where it did not come. */
  readonly ends = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  readonly attempts: StoredAttempt[] = []
  answerHeaders: IncomingHttpHeaders | undefined

  /** Tenths of a millisecond since the call began. */
  now(): number {
    return Math.max(1, Math.round((performance.now() - this.#begunAt) * 10))
  }

  /** A phase is over. */
  end(phase: number): void {
    this.ends[phase] = this.now()
  }

  /** Sets out to a provider, which ends the attempt before. */
  attempt(keyId: string): void {
    const now = this.now()
    const before = this.attempts.at(-1)
    if (before) before[2] = now - before[1]
    this.ends[PHASE.prepare] = now
    this.ends[PHASE.connect] = this.ends[PHASE.firstByte] = this.ends[PHASE.stream] = 0
    this.attempts.push([keyId, now, 0, null])
  }

  /** The head of the provider's answer is there. */
  answered(status: number, headers: IncomingHttpHeaders): void {
    const attempt = this.attempts.at(-1)
    if (attempt) attempt[3] = status
    this.answerHeaders = headers
  }

  /** A rule of the caller's own, which had something to say and let the call pass. */
  passed(step: 'place' | 'hours' | 'caps'): void {
    this.steps.push({ step })
  }

  key(keyId: string, why: KeyReason, among: number): void {
    this.steps.push({ step: 'key', keyId, why, among })
  }

  capped(by: 'rule' | 'limit', changes: CallChanges): void {
    for (const _ in changes) {
      this.steps.push({ step: 'cap', by, changes })
      return
    }
  }

  masked(where: 'request' | 'answer', kinds: MaskCounts): void {
    if (Object.keys(kinds).length > 0) this.steps.push({ step: 'masked', in: where, kinds })
  }

  limits(looks: readonly LimitLook[]): void {
    if (looks.length <= MOST_LIMITS) {
      for (const look of looks) this.steps.push(look)
      return
    }
    // Those that do not fit are what somebody looks for.
    this.steps.push(...looks.toSorted(worstFirst).slice(0, MOST_LIMITS))
    this.steps.push({ step: 'limitsLeftOut', count: looks.length - MOST_LIMITS })
  }
}

const worstFirst = (a: LimitLook, b: LimitLook) => Number(a.fits) - Number(b.fits)
