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
