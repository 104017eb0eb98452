import { Refusal } from '../base/errors.ts'

/** What a client hears whose call is ended because access was. */
export function accessEnded(): Refusal {
  return new Refusal(
    'TOKEN_REVOKED',
    'Keyrack: your access was ended while this call was running. Ask your administrator.',
    { shouldRetry: false },
  )
}

/** The same when the proxy is paused and its calls are not left to finish. */
export function pausedNow(): Refusal {
  return new Refusal(
    'PAUSED',
    'Keyrack: the administrator paused the proxy and ended the calls in flight. Ask when it resumes.',
    { shouldRetry: false },
  )
}

/** The same when the service stops before they are finished. */
export function stoppedNow(): Refusal {
  return new Refusal('STOPPING', 'Keyrack: it was stopped.')
}

/** What a token is paused for, in words for the teammate whose agent hears it. */
const PAUSED_FOR: Readonly<Record<string, string>> = {
  runawayAgent: 'an agent seemed to run in a loop',
  quotaSurge: 'most of a month’s quota was used within an hour',
  parallelUse: 'it was used from several places at the same time',
  errorBurst: 'most of its calls failed',
  dormantToken: 'it was used again after a long time',
}

/** What is said to calls of a token that was paused, and to those that it ended. */
export function tokenPaused(pausedFor: string | null, pausedAt?: number): Refusal {
  const when = pausedAt === undefined ? '' : ` at ${new Date(pausedAt).toTimeString().slice(0, 5)}`
  const reason = PAUSED_FOR[pausedFor ?? '']
  return new Refusal(
    'TOKEN_PAUSED',
    `Keyrack: this token was paused${when}${reason === undefined ? '' : `, because ${reason}`}. Look at what your tool is doing, and ask your administrator to resume the token.`,
    { shouldRetry: false },
  )
}
