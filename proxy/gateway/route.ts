import { Refusal } from '../base/errors.ts'
import { PROVIDERS } from '../contract/providers.ts'
import type { Wire } from '../contract/wires.ts'
import type { Endpoint } from '../dialects/dialect.ts'
import type { Call } from './call.ts'
import { mayUse, type UsableKey } from './keyDirectory.ts'
import { listInWords, modelsFor, printable } from './models.ts'
import { chooseObjectKey } from './objectRoute.ts'
import type { GatewayServices } from './services.ts'

/** What else than the model decides on the key. */
export interface Places {
  /** Under which key lies what the call names. */
  home: string | undefined
  /** Everything that must be there, where one call names several models. */
  models: string[] | undefined
}

/**
 * Chooses the provider key for the model a call names. Several keys for one model are used in turn, unless the
 * call goes on with something that lies at the provider and that another account would not find.
 */
export function chooseRoute(
  services: GatewayServices,
  call: Call,
  wire: Wire,
  body: Readonly<Record<string, unknown>>,
  { home, models = [] }: Places,
): { key: UsableKey; model: string } {
  if (call.model === undefined && call.endpoint.object) {
    const key = chooseObjectKey(services, call, wire, home)
    call.trace?.key(key.id, home === undefined ? 'same' : 'home', 1)
    return { key, model: '' }
  }
  if (call.model === undefined)
    throw new Refusal('MODEL_MISSING', 'Keyrack: this call names no model. Set "model" in it.')
  const teamId = call.caller?.teamId ?? null
  for (const model of namesOf(call.model, wire)) {
    const known = services.keys.having(model)
    if (known.length === 0) continue
    const having = known.filter((key) => mayUse(key, teamId))
    if (having.length === 0) throw reserved(model)
    const live = having.filter((key) => !key.paused)
    if (live.length === 0)
      throw new Refusal(
        'NO_KEY',
        `Keyrack: the provider key for ${model} is paused. Ask your administrator to resume it.`,
        { shouldRetry: false },
      )
    const speaking = live.filter((key) => key.provider.wires.has(wire) && hasAll(key, models))
    if (speaking.length === 0 && live.some((key) => !hasAll(key, models))) throw apart()
    if (speaking.length === 0) throw otherDialect(services, model, live)
    const accepted = speaking.filter((key) => !key.refused)
    const usable = accepted.length > 0 ? accepted : speaking
    if (home !== undefined) {
      const key = atHome(speaking, home, model)
      call.trace?.key(key.id, 'home', speaking.length)
      return { key, model }
    }
    const isSame = keepsState(call.endpoint, body)
    const key = isSame
      ? services.keys.forMember(call.caller?.memberId ?? '', usable)
      : services.keys.inTurn(model, usable)
    if (key) {
      const why = usable.length === 1 ? 'only' : isSame ? 'same' : 'turn'
      call.trace?.key(key.id, why, usable.length)
      return { key, model }
    }
  }
  if (services.keys.all().length === 0)
    throw new Refusal(
      'NO_KEY',
      'Keyrack: no provider key has been added yet. Ask your administrator to add one.',
      { shouldRetry: false },
    )
  throw unknownModel(services, call, wire)
}

/** Responses are stored unless told otherwise; Anthropic's message threads live where they were begun. */
function keepsState({ wire, object }: Endpoint, body: Readonly<Record<string, unknown>>): boolean {
  if (object) return true
  if (wire === 'openai.responses') return body.store !== false
  return wire === 'anthropic.messages' && body.thread !== undefined
}

/** What the call goes on with is found only under the key under which it lies. */
function atHome(keys: readonly UsableKey[], home: string, model: string): UsableKey {
  const key = keys.find(({ id }) => id === home)
  if (key) return key
  throw new Refusal(
    'MODEL_UNKNOWN',
    `Keyrack: what this call names lies with a provider key that does not serve ${model} at the moment. Make it anew, or use a model of that key.`,
    { shouldRetry: false },
  )
}

function hasAll({ models }: UsableKey, wanted: readonly string[]): boolean {
  return wanted.every((model) => models.has(model))
}

function apart(): Refusal {
  return new Refusal(
    'MODEL_UNKNOWN',
    'Keyrack: no provider key here has all the models that this batch names. Send one batch for each model.',
  )
}

/** Ollama's names carry a tag that may be left out. */
function namesOf(model: string, wire: Wire): string[] {
  return wire.startsWith('ollama.') && !model.includes(':') ? [model, `${model}:latest`] : [model]
}

/** Does not say to whom: teams do not hear of each other's keys. */
function reserved(model: string): Refusal {
  return new Refusal(
    'MODEL_NOT_ALLOWED',
    `Keyrack: ${model} is here, but its provider key is reserved to another team. Ask your administrator to let yours use it.`,
    { shouldRetry: false },
  )
}

function unknownModel(services: GatewayServices, call: Call, wire: Wire): Refusal {
  const names = [...modelsFor(services, call, new Set([wire])).keys()]
  return new Refusal(
    'MODEL_UNKNOWN',
    names.length > 0
      ? `Keyrack: no provider key here has the model ${printable(call.model)}. You can use: ${listInWords(names)}.`
      : `Keyrack: no provider key here has the model ${printable(call.model)}, or any other for this kind of call.`,
  )
}

function otherDialect(services: GatewayServices, model: string, keys: UsableKey[]): Refusal {
  const labels = new Set(
    keys.map(({ providerName }) => PROVIDERS.find(({ name }) => name === providerName)?.label),
  )
  return new Refusal(
    'MODEL_UNKNOWN',
    `Keyrack: ${model} is served by ${[...labels].join(' and ')}, which does not answer this kind of call. Use that provider's own SDK with ${services.origin()}.`,
  )
}
