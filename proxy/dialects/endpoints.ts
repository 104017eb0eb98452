import type { Wire } from '../contract/wires.ts'
import type { Endpoint, RequestFacts, Understood } from './dialect.ts'

type Free = { metered?: boolean }

/** An endpoint whose calls are forwarded. */
export function call(
  name: string,
  wire: Wire,
  paths: string[],
  more: Free & { mountedPaths?: string[]; body?: Endpoint['body']; verb?: string } = {},
): Endpoint {
  return { name, kind: 'call', wire, method: 'POST', paths, body: 'json', metered: true, ...more }
}

/** The list of models and the description of one, which Keyrack answers itself. */
export function modelEndpoints(paths: string[], mountedPaths: string[] = []): Endpoint[] {
  const common = { method: 'GET', body: 'none', metered: false } as const
  const one = (path: string) => `${path}/*`
  return [
    { ...common, name: 'models.list', kind: 'models', paths, mountedPaths },
    {
      ...common,
      name: 'models.get',
      kind: 'model',
      paths: paths.map(one),
      mountedPaths: mountedPaths.map(one),
    },
  ]
}

/** Model and stream where most dialects have them: top-level in the body, or in the path for one model. */
export function understandBody(endpoint: Endpoint, facts: RequestFacts): Understood {
  if (endpoint.kind !== 'call') return { model: text(facts.params['*']), streamed: false }
  return { model: text(facts.body.model), streamed: isTrue(facts.body.stream) }
}

/** A form can only say `"true"` where JSON says `true`. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The same paths with and without `/v1`, since a base URL is pasted either way. */
export function withoutVersion(path: string): string[] {
  return [`/v1${path}`, path]
}
