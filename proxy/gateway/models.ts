import { Refusal } from '../base/errors.ts'
import type { ModelEntry } from '../dialects/dialect.ts'
import type { Call } from './call.ts'
import type { GatewayServices } from './services.ts'

/** Answers `GET models` ourselves: what the keys offer in the caller's dialect, in that dialect's shape. */
export function modelsAnswer(services: GatewayServices, call: Call): unknown {
  const wires = new Set(call.dialect.endpoints.flatMap(({ wire }) => (wire ? [wire] : [])))
  const offered = services.keys.modelsOn(wires, call.caller?.teamId ?? null)
  const models: ModelEntry[] = [...offered].map(([id, key]) => ({
    id,
    createdAt: Math.floor(key.createdAt / 1000),
    ownedBy: key.preset ?? key.providerName,
  }))
  if (call.endpoint.kind === 'models') return call.dialect.listModels(models)
  const model = models.find(({ id }) => id === call.model)
  if (!model)
    throw new Refusal('MODEL_UNKNOWN', 'Keyrack: no provider key here has a model of that name.')
  return call.dialect.describeModel(model)
}
