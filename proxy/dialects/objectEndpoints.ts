import type { ObjectKind } from '../contract/objects.ts'
import type { Wire } from '../contract/wires.ts'
import type { Endpoint, Method, ObjectRole } from './dialect.ts'

/** The parameters that are ids of their own, by the name they have in every dialect's paths. */
const KINDS: Record<string, ObjectKind> = {
  file: 'file',
  upload: 'upload',
  batch: 'batch',
  response: 'response',
  conversation: 'conversation',
  store: 'vectorStore',
  container: 'container',
  completion: 'completion',
  cache: 'cache',
}

type More = Partial<Omit<ObjectRole, 'path' | 'ids'>> &
  Partial<Pick<Endpoint, 'body' | 'metered' | 'chargedLater' | 'verb' | 'mountedPaths'>>

/**
 * An endpoint about things that lie at the provider, such as `GET /files/:file`: it goes to the same path
 * there. Nothing of it is charged unless said.
 */
export function objectEndpoint(
  wire: Wire,
  name: string,
  route: `${Method} /${string}`,
  pathsOf: (path: string) => string[],
  more: More = {},
): Endpoint {
  const [method, path = ''] = route.split(' ') as [Method, string]
  const { body, metered = false, chargedLater, verb, mountedPaths, ...role } = more
  const segments = path.slice(1).split('/')
  return {
    name,
    kind: 'call',
    wire,
    method,
    paths: pathsOf(path),
    body: body ?? (method === 'GET' || method === 'DELETE' ? 'none' : 'json'),
    metered,
    ...(mountedPaths && { mountedPaths }),
    ...(verb !== undefined && { verb }),
    ...(chargedLater !== undefined && { chargedLater }),
    object: { query: [], ...role, path: segments, ids: idsIn(segments) },
  }
}

function idsIn(segments: readonly string[]): Record<string, ObjectKind> {
  const ids: Record<string, ObjectKind> = {}
  for (const segment of segments) {
    const kind = segment.startsWith(':') ? KINDS[segment.slice(1)] : undefined
    if (kind) ids[segment.slice(1)] = kind
  }
  return ids
}
