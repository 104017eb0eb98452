import type { Wire } from '../contract/wires.ts'
import { isObject } from './readers/values.ts'

/** Top-level names under which `modelsNamed` looks. */
export const MODEL_PLACES = ['model', 'requests', 'generateContentRequest']

/**
 * Every model that a body names as the one to answer: the body's own, and those of the parts it is made of
 * (Google's embeddings and counts, batches). What was understood of the call is one of them; a rule that looked at
 * that one only could be walked around by the others.
 */
export function modelsNamed(wire: Wire, body: Readonly<Record<string, unknown>>): string[] {
  const parts = Array.isArray(body.requests) ? body.requests.filter(isObject) : []
  const named = [
    // The deployment in the path decides; what an Azure SDK writes in the body is looked at by nobody.
    wire.startsWith('azure.') ? undefined : body.model,
    ...[body.generateContentRequest, ...parts, ...parts.map(({ params }) => params)].map(
      (part) => isObject(part) && part.model,
    ),
  ]
  return named
    .filter((name) => typeof name === 'string')
    .map((name) => name.replace(/^models\//, ''))
}
