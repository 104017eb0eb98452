import { Refusal } from '../base/errors.ts'
import { formatCallId } from '../base/ids.ts'
import type { CallChanges } from '../contract/asked.ts'
import type { Amounts, LimitMetric } from '../contract/limits.ts'
import type { Wire } from '../contract/wires.ts'
import { askedOf } from '../dialects/asked/asked.ts'
import { outputWithin } from '../policy/callCaps.ts'
import type { CallFacts } from '../policy/limits/touching.ts'
import { type Unlisted, unlistedOf } from '../policy/unlisted.ts'
import { batchUnpriced, priceUnknown } from '../policy/unpriced.ts'
import { worstCase } from '../policy/worstCase.ts'
import { modelLimits } from '../providers/modelLimits.ts'
import { withinAccess } from './access.ts'
import type { Call } from './call.ts'
import { bodyFor, changedBody } from './changedBody.ts'
import type { UsableKey } from './keyDirectory.ts'
import type { RequestBody } from './requestBody.ts'
import { chooseRoute } from './route.ts'
import type { GatewayServices } from './services.ts'

/** Where a call goes, and what is sent there. */
export interface Outgoing {
  key: UsableKey
  /** Empty for what goes to no model. */
  model: string
  wire: Wire
  body: RequestBody
  /** Goes on with what lies at one provider, or names several models: it can go nowhere else. */
  isBound: boolean
}

/** The most that a call can come to, and what must be put into it for that to be true. */
interface Worst {
  amounts: Amounts
  changes: CallChanges
  /** Where a limit on money counts it. */
  unlisted?: Unlisted | undefined
}

/** With fewer output tokens than these an answer is of no use; then the call is refused instead. */
const LEAST_OUTPUT_TOKENS = 256

/** What every call counts alike, whatever it asks for. */
const ONE_CALL: Amounts = {
  money: 0,
  requests: 1,
  tokens: 0,
  input: 0,
  output: 0,
  images: 0,
  seconds: 0,
  concurrent: 1,
}

/**
 * Holds the worst that a call can come to in every limit that touches it, or refuses it. A limit may send it to
 * another model, and one on money or tokens puts a cap on an answer that has none.
 */
export function holdCall(services: GatewayServices, call: Call, outgoing: Outgoing): Outgoing {
  const { limits } = services
  const tried = new Set<string>()
  let chosen = outgoing
  for (;;) {
    const facts = factsOf(call, chosen)
    if (!facts || !limits.touches(facts)) return chosen
    // Numbered now: the ledger counts a call in the window of its number, as the counters do.
    call.id = services.nextCallId()
    call.name = formatCallId(call.id)
    const worst = worstOf(services, call, chosen, facts)
    call.trace?.limits(limits.look(facts, worst.amounts, call))
    const held = limits.reserve(facts, worst.amounts, call, tried)
    if (!('downgrade' in held)) {
      call.trace?.capped('limit', worst.changes)
      call.held = held
      call.unlisted = worst.unlisted
      const { key, wire, body } = chosen
      return { ...chosen, body: changedBody(body, wire, key.providerName, worst.changes) }
    }
    const { limitId, model: to } = held.downgrade
    tried.add(limitId)
    call.trace?.steps.push({ step: 'downgrade', limitId, from: chosen.model, to })
    chosen = sentTo(services, call, chosen, held.downgrade.model) ?? chosen
  }
}

function factsOf(call: Call, { key, model }: Outgoing): CallFacts | undefined {
  const { caller, endpoint } = call
  return (
    caller && {
      teamId: caller.teamId,
      memberId: caller.memberId,
      tokenId: caller.tokenId,
      provider: key.providerName,
      model,
      endpoint: endpoint.name,
    }
  )
}

function worstOf(
  services: GatewayServices,
  call: Call,
  { key, model, wire, body }: Outgoing,
  facts: CallFacts,
): Worst {
  const { limits } = services
  const metrics = limits.metrics(facts)
  const depends = [...metrics].some((metric) => !isOfTheCall(metric))
  if (!depends || !call.endpoint.metered) return { amounts: ONE_CALL, changes: {} }
  if (call.endpoint.chargedLater) throw batchUnpriced()

  const asked = askedOf(wire, body, model)
  const { providerName, preset, provider } = key
  const settings = services.settings()
  const about = {
    price: services.prices.find(providerName, preset, model, call.startedAt),
    free: provider.free,
    metered: true,
    limits: modelLimits(providerName, preset, model, call.startedAt),
  }
  const withCap = (outputClampTokens: number) =>
    worstCase(asked, { ...about, settings: { ...settings, outputClampTokens } })
  const fits = (cap: number) => limits.fits(facts, withCap(cap).amounts, call)

  let worst = withCap(settings.outputClampTokens)
  if (worst.price === 'unknown' && metrics.has('money')) throw priceUnknown(model)
  const isOpen = asked.outputTokens === undefined && asked.takesOutputCap && body.json
  if (isOpen && !limits.fits(facts, worst.amounts, call)) {
    const most = Math.ceil(worst.amounts.output / Math.max(1, asked.answers))
    // Rather a shorter answer than none, as long as it is of any use.
    worst = withCap(largest(LEAST_OUTPUT_TOKENS, most, fits))
  }
  const { amounts, outputCap } = worst
  return {
    amounts,
    changes: outputCap === undefined ? {} : outputWithin(asked, outputCap),
    unlisted: metrics.has('money') ? unlistedOf(asked) : undefined,
  }
}

const isOfTheCall = (metric: LimitMetric) => metric === 'requests' || metric === 'concurrent'

/** The largest number from `least` up to `most` that fits, where each that fits leaves the smaller ones fitting. */
function largest(least: number, most: number, fits: (number: number) => boolean): number {
  let low = least
  let high = Math.max(least, most)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/** The call on its way to another model; undefined where that cannot be, and the limit then refuses it. */
function sentTo(
  services: GatewayServices,
  call: Call,
  { wire, body, isBound }: Outgoing,
  model: string,
): Outgoing | undefined {
  const changed = isBound ? undefined : bodyFor(body, model)
  if (!changed) return undefined
  const before = call.model
  try {
    call.model = model
    const places = { home: undefined, models: undefined }
    const route = chooseRoute(services, call, wire, changed.values, places)
    call.model = route.model
    const allowed = withinAccess(services, call, { key: route.key, wire, body: changed })
    call.key = route.key
    return { ...route, wire, body: allowed, isBound }
  } catch (error) {
    call.model = before
    if (error instanceof Refusal) return undefined
    throw error
  }
}
