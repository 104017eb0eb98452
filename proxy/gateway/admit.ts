import { Refusal } from '../base/errors.ts'
import type { Call } from './call.ts'
import { holdCall, type Outgoing } from './holdCall.ts'
import { openedRow } from './record.ts'
import type { GatewayServices } from './services.ts'
import { PHASE } from './trace/callTrace.ts'

/**
 * The last word before a call is sent: synchronous checks, what it may cost is held, then its row is opened.
 * Resolves when the row is on disk, so that a call that reached a provider is never unknown to the ledger.
 */
export async function admit(
  services: GatewayServices,
  call: Call,
  outgoing: Outgoing,
): Promise<Outgoing> {
  const { memberParallel } = services.settings()
  const used = call.caller ? services.calls.inFlightOf(call.caller.memberId) : 0
  if (used >= memberParallel)
    throw new Refusal(
      'TOO_MANY_PARALLEL',
      `Keyrack: you have ${memberParallel} calls in flight, which is the most at a time. Wait until one of them has ended.`,
      { retryAfterSeconds: 1 },
    )
  call.trace?.steps.push({ step: 'parallel', used, size: memberParallel })
  // From here on the call is in every counter; whatever becomes of it, its record settles them.
  const held = services.limits.isEmpty ? outgoing : holdCall(services, call, outgoing)
  services.calls.begin(call)
  call.trace?.end(PHASE.policy)
  await services.ledger.open(openedRow(call))
  call.trace?.end(PHASE.row)
  call.opened = true
  services.onCallBegan(call)
  return held
}
