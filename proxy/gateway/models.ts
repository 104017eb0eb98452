import { Refusal } from '../base/errors.ts'
import type { Wire } from '../contract/wires.ts'
import type { Dialect, ModelEntry } from '../dialects/dialect.ts'
import type { Call } from './call.ts'
import type { UsableKey } from './keyDirectory.ts'
import type { GatewayServices } from './services.ts'

/** The models that are left for a caller: what keys offer and rules allow, on the dialect's wires or on these. */
export function modelsFor(
  services: GatewayServices,
  { caller, dialect }: Call,
  wires: ReadonlySet<Wire> = wiresOf(dialect),
): Map<string, UsableKey> {
  const models = services.keys.modelsOn(wires, caller?.teamId ?? null)
  const access = caller && services.access.of(caller)
  if (access)
    for (const model of models.keys())
      if (!access.mayUseModel(model, services.now())) models.delete(model)
  return models
}

const wiresOf = ({ endpoints }: Dialect) =>
  new Set(endpoints.flatMap(({ wire }) => (wire ? [wire] : [])))

/** The first few names of a list that may be long. */
export function listInWords(names: readonly string[]): string {
  const rest = names.length > 5 ? ` and ${names.length - 5} more` : ''
  return `${names.slice(0, 5).join(', ')}${rest}`
}

/** What a client typed, short and without control characters, for a sentence. */
export function printable(text: string | undefined): string {
  return (text ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 80)
}

/** Answers `GET models` ourselves: what is left for the caller in the caller's dialect, in that dialect's shape. */
export function modelsAnswer(services: GatewayServices, call: Call): unknown {
  const models: ModelEntry[] = [...modelsFor(services, call)].map(([id, key]) => ({
    id,
    createdAt: Math.floor(key.createdAt / 1000),
    ownedBy: key.preset ?? key.providerName,
  }))
  if (call.endpoint.kind === 'models') return call.dialect.listModels(models)
  const model = models.find(({ id }) => id === call.model)
  if (!model && call.model !== undefined && isOffered(services, call, call.model))
    throw modelNotAllowed(services, call, call.model)
  if (!model)
    throw new Refusal('MODEL_UNKNOWN', 'Keyrack: no provider key here has a model of that name.')
  return call.dialect.describeModel(model)
}

function isOffered(services: GatewayServices, { caller, dialect }: Call, model: string): boolean {
  return services.keys.modelsOn(wiresOf(dialect), caller?.teamId ?? null).has(model)
}

/** The sentence for a model that is there and not for this caller. */
export function modelNotAllowed(services: GatewayServices, call: Call, model: string): Refusal {
  const { wire } = call.endpoint
  const wires = wire ? new Set([wire]) : undefined
  const names = [...modelsFor(services, call, wires).keys()]
  const others =
    names.length > 0
      ? `You can use: ${listInWords(names)}.`
      : 'There is none for you in this kind of call.'
  return new Refusal(
    'MODEL_NOT_ALLOWED',
    `Keyrack: ${printable(model)} is not on your list. ${others} Ask for access: ${services.origin()}/#request`,
    { shouldRetry: false },
  )
}
