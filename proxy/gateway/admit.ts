import { Refusal } from '../base/errors.ts'
import type { Call } from './call.ts'
import { openedRow } from './record.ts'
import type { GatewayServices } from './services.ts'

/**
 * The last word before a call is sent: synchronous checks, then its row is opened. Resolves when the row is
 * on disk, so that a call that reached a provider is never unknown to the ledger.
 */
export async function admit(services: GatewayServices, call: Call): Promise<void> {
  const { memberParallel } = services.settings()
  if (call.caller && services.calls.inFlightOf(call.caller.memberId) >= memberParallel)
    throw new Refusal(
      'TOO_MANY_PARALLEL',
      `Keyrack: you have ${memberParallel} calls in flight, which is the most at a time. Wait until one of them has ended.`,
      { retryAfterSeconds: 1 },
    )
  services.calls.begin(call)
  await services.ledger.open(openedRow(call))
  call.opened = true
  services.onCallBegan(call)
}
