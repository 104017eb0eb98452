import { Refusal } from '../base/errors.ts'
import { topLevelValues, WHOLE_BELOW } from '../base/jsonPatch.ts'
import type { EndpointGroup } from '../contract/access.ts'
import type { Asked } from '../contract/asked.ts'
import type { Wire } from '../contract/wires.ts'
import { askedOf } from '../dialects/asked/asked.ts'
import { MODEL_PLACES, modelsNamed } from '../dialects/modelsNamed.ts'
import type { Access } from '../policy/access/access.ts'
import { groupOf } from '../policy/access/endpointGroups.ts'
import { capsAnything } from '../policy/access/tightestCaps.ts'
import { hoursInWords } from '../policy/access/weekHours.ts'
import { callCaps } from '../policy/callCaps.ts'
import { modelLimits } from '../providers/modelLimits.ts'
import type { Call } from './call.ts'
import { changedBody } from './changedBody.ts'
import type { UsableKey } from './keyDirectory.ts'
import { modelNotAllowed } from './models.ts'
import type { RequestBody } from './requestBody.ts'
import type { GatewayServices } from './services.ts'

/** What needs no body to be known: where a call comes from and when. */
export function checkPlaceAndHours(services: GatewayServices, call: Call): void {
  const access = call.caller && services.access.of(call.caller)
  if (!access) return
  checkAddress(access, call.address)
  if (access.choosesPlaces) call.trace?.passed('place')
  const now = services.now()
  const { timeZone } = services.settings()
  if (!access.isOpen(now, timeZone)) throw closed(access, now, timeZone)
  if (access.hours.length > 0) call.trace?.passed('hours')
}

/** Also for what is no call: a token that is bound to a place is worth nothing elsewhere. */
export function checkAddress(access: Access, address: string): void {
  if (access.mayCallFrom(address)) return
  throw new Refusal(
    'ADDRESS_NOT_ALLOWED',
    `Keyrack: you may not call from ${address}. Ask your administrator to add it to your addresses.`,
    { shouldRetry: false },
  )
}

/** A call on its way: where it goes, and what it says. */
interface Outgoing {
  key: UsableKey
  wire: Wire
  body: RequestBody
  /** All models, where it names several. */
  models?: string[]
}

/** Refuses what the caller may not ask for, and answers the body, cut down where caps say so. */
export function withinAccess(
  services: GatewayServices,
  call: Call,
  outgoing: Outgoing,
): RequestBody {
  const access = call.caller && services.access.of(call.caller)
  const { body } = outgoing
  if (!access) return body
  if (call.endpoint.object) {
    checkObject(services, call, access, outgoing)
    return body
  }
  const asked = askedOf(outgoing.wire, body, call.model)
  checkOwnGroup(call, access)
  if (asked.stores !== 'no') checkGroup(access, 'stored', asked.stores === 'byDefault')
  if (asked.tools.length > 0) checkGroup(access, 'serverTools')
  checkModels(services, call, access, outgoing, asked.otherModels)
  return withinCaps(services, call, access, outgoing, asked)
}

/** Every model that the call names anywhere: one that was overlooked would be a way around the rules. */
function checkModels(
  services: GatewayServices,
  call: Call,
  access: Access,
  { wire, body, models = [] }: Outgoing,
  others: readonly string[] = [],
): void {
  if (!access.choosesModels) return
  const named = [call.model, call.query.get('model'), ...models, ...others]
  for (const model of [...named, ...modelsNamed(wire, partsOf(body))])
    if (model && !access.mayUseModel(model, services.now()))
      throw modelNotAllowed(services, call, model)
  if (call.model) call.trace?.steps.push({ step: 'model', model: call.model })
}

/** What lies at the provider. A batch asks for as much as many calls; what its file holds was read when it came. */
function checkObject(
  services: GatewayServices,
  call: Call,
  access: Access,
  outgoing: Outgoing,
): void {
  checkOwnGroup(call, access)
  checkModels(services, call, access, outgoing, call.batch?.models)
  if (!call.batch) return
  for (const name of call.batch.endpoints) checkGroup(access, groupOf(name))
  if (call.batch.serverTools) checkGroup(access, 'serverTools')
  const { endpoint } = outgoing.body.values
  if (typeof endpoint === 'string')
    checkGroup(access, groupOf(endpoint.replace(/^\/v1\//, '').replaceAll('/', '.')))
  if (capsAnything(access.caps))
    throw new Refusal(
      'ENDPOINT_NOT_ALLOWED',
      'Keyrack: what a batch asks for cannot be held to the sizes you are allowed. Send the calls one by one, or ask your administrator.',
      { shouldRetry: false },
    )
}

function withinCaps(
  services: GatewayServices,
  call: Call,
  { caps }: Access,
  { key, wire, body }: Outgoing,
  asked: Asked,
): RequestBody {
  if (!capsAnything(caps)) return body
  const { providerName, preset } = key
  const limits = modelLimits(providerName, preset, call.model ?? '', services.now())
  const { changes } = callCaps(asked, caps, { limits, canChange: body.json !== undefined })
  call.trace?.passed('caps')
  call.trace?.capped('rule', changes)
  return changedBody(body, wire, providerName, changes)
}

/** Of a large body only what the pipeline asked for was parsed. */
function partsOf({ size, values, json }: RequestBody): Readonly<Record<string, unknown>> {
  return json && size > WHOLE_BELOW ? topLevelValues(json.bytes, json.scan, MODEL_PLACES) : values
}

const CLOSED: Record<EndpointGroup, string> = {
  chat: 'chats are',
  embeddings: 'embeddings are',
  images: 'making pictures is',
  audio: 'speech and sound are',
  moderations: 'moderations are',
  files: 'files at the provider are',
  batches: 'batches are',
  serverTools: 'tools that the provider runs and charges for are',
  stored: 'keeping something at the provider is',
}

function checkOwnGroup(call: Call, access: Access): void {
  const group = groupOf(call.endpoint.name)
  checkGroup(access, group)
  if (access.choosesEndpoints) call.trace?.steps.push({ step: 'group', group })
}

/** `byDefault`: the call did not ask for it, it only did not say no. */
function checkGroup(access: Access, group: EndpointGroup, byDefault = false): void {
  if (access.mayUseEndpoint(group)) return
  const way = group === 'stored' && byDefault ? ' Set "store" to false in the call, or ask' : ' Ask'
  throw new Refusal(
    'ENDPOINT_NOT_ALLOWED',
    `Keyrack: ${CLOSED[group]} not open to you.${way} your administrator.`,
    { shouldRetry: false },
  )
}

function closed(access: Access, now: number, timeZone: string): Refusal {
  const hours = access.hours.map(hoursInWords).join(' and ')
  const opensAt = access.opensAt(now, timeZone)
  const again =
    opensAt === undefined
      ? 'These never come together; ask your administrator.'
      : `It opens again on ${dayAndTime(opensAt, timeZone)}.`
  return new Refusal(
    'HOURS_CLOSED',
    `Keyrack: you may call ${hours} (${timeZone}). ${again}`,
    // Hours, not seconds: an SDK that waits for it would only hang.
    { shouldRetry: false },
  )
}

const dayAndTime = (at: number, timeZone: string) =>
  new Date(at)
    .toLocaleString('en-GB', {
      ...{ weekday: 'long', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
      timeZone,
    } as Intl.DateTimeFormatOptions)
    .replace(/, (?=\d\d:)/, ' at ')
