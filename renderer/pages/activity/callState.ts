import type { CallRecord } from '../../../proxy/contract/calls.ts'
import type { Tone } from '../../ui/StatusBadge.tsx'

/** A word beside the status, as a key of the page's words. */
export type StateWord =
  | 'state_running'
  | 'state_streaming'
  | 'state_left'
  | 'state_cut'
  | 'state_interrupted'
  | 'state_invalid'
  | 'state_token'
  | 'state_notAllowed'
  | 'state_notFound'
  | 'state_tooLarge'
  | 'state_limit'
  | 'state_unavailable'
  | 'state_timeout'
  | 'state_overloaded'
  | 'state_provider'
  | 'state_failed'

const REFUSED: Record<number, StateWord> = {
  401: 'state_token',
  403: 'state_notAllowed',
  404: 'state_notFound',
  413: 'state_tooLarge',
  429: 'state_limit',
  503: 'state_unavailable',
}
const FAILED: Record<number, StateWord> = {
  500: 'state_failed',
  504: 'state_timeout',
  529: 'state_overloaded',
}

/** How a call stands: its tone gives colour and shape, the word stands beside the status. */
export function callState(call: Pick<CallRecord, 'outcome' | 'status' | 'streamed' | 'reason'>): {
  tone: Tone
  /** Undefined where the status says it all. */
  word: StateWord | undefined
} {
  const status = call.status ?? 0
  switch (call.outcome) {
    case 'open':
      return { tone: 'running', word: call.streamed ? 'state_streaming' : 'state_running' }
    case 'ok':
      return { tone: 'ok', word: undefined }
    case 'refused':
      return { tone: 'warn', word: REFUSED[status] ?? 'state_invalid' }
    case 'failed':
      return { tone: 'bad', word: FAILED[status] ?? 'state_provider' }
    case 'aborted':
      return { tone: 'info', word: isCut(call) ? 'state_cut' : 'state_left' }
    case 'interrupted':
      return { tone: 'bad', word: 'state_interrupted' }
  }
}

/** Ended from here, such as by revoking its token; otherwise the client itself went away. */
export function isCut({ outcome, reason }: Pick<CallRecord, 'outcome' | 'reason'>): boolean {
  return outcome === 'aborted' && reason !== null && reason !== 'CLIENT_LEFT'
}
