import type { IncomingHttpHeaders } from 'node:http'
import type { DialectName } from '../contract/providers.ts'
import { anthropic } from './anthropic.ts'
import { azure } from './azure.ts'
import { cohere } from './cohere.ts'
import type { Dialect, Endpoint, Method } from './dialect.ts'
import { gemini } from './gemini.ts'
import { mistral } from './mistral.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'

/** Every dialect. Where a path belongs to several and nothing tells them apart, the first one speaks. */
export const DIALECTS: readonly Dialect[] = [
  openai,
  anthropic,
  gemini,
  azure,
  mistral,
  ollama,
  cohere,
]

export interface Candidate {
  dialect: Dialect
  endpoint: Endpoint
}

export interface Route {
  method: Method
  /** As Fastify writes it: `:name` for one segment, `*` for the rest. */
  path: string
  /** Never empty; several where only headers or the verb in the path tell who is calling. */
  candidates: Candidate[]
}

/** What a client shows of itself before its body is read. */
export interface Caller {
  /** Without the query. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
}

/** Every path a client may call. What is not in this list does not exist. */
export function routes(): Route[] {
  const byKey = new Map<string, Route>()
  for (const dialect of DIALECTS) {
    for (const endpoint of dialect.endpoints) {
      const mounted = [...endpoint.paths, ...(endpoint.mountedPaths ?? [])]
      const paths = [...endpoint.paths, ...mounted.map((path) => `${dialect.mount}${path}`)]
      for (const path of new Set(paths)) {
        const key = `${endpoint.method} ${path}`
        const route = byKey.get(key) ?? { method: endpoint.method, path, candidates: [] }
        route.candidates.push({ dialect, endpoint })
        byKey.set(key, route)
      }
    }
  }
  return [...byKey.values()]
}

/** Whose call this is; undefined when the path ends in a verb that nobody knows. */
export function chooseCandidate(
  candidates: readonly Candidate[],
  caller: Caller,
): Candidate | undefined {
  const verb = caller.path.slice(caller.path.lastIndexOf(':') + 1)
  const fitting = candidates.filter(({ endpoint }) => (endpoint.verb ?? verb) === verb)
  if (fitting.length <= 1) return fitting[0]
  const named = dialectByHeaders(caller)
  return fitting.find(({ dialect }) => dialect.name === named) ?? fitting[0]
}

/** The dialect in which a path that does not exist is refused. */
export function dialectForPath(caller: Caller): Dialect {
  const { path } = caller
  const starts = (...beginnings: string[]) => beginnings.some((start) => path.startsWith(start))
  if (starts('/openai/deployments')) return azure
  const mounted = DIALECTS.find(({ mount }) => path === mount || starts(`${mount}/`))
  if (mounted) return mounted
  if (starts('/v1beta') || path.includes(':')) return gemini
  if (starts('/api/')) return ollama
  if (starts('/v2/')) return cohere
  if (starts('/v1/messages', '/v1/v1/', '/v1/organizations')) return anthropic
  if (starts('/v1/fim')) return mistral
  const named = dialectByHeaders(caller)
  return DIALECTS.find(({ name }) => name === named) ?? openai
}

/** What the headers say about who is calling, where the path says nothing. */
function dialectByHeaders({ headers, query }: Caller): DialectName | undefined {
  const agent = headers['user-agent'] ?? ''
  if ('anthropic-version' in headers || 'x-api-key' in headers) return 'anthropic'
  if ('x-goog-api-key' in headers || 'x-goog-api-client' in headers || query.has('key'))
    return 'gemini'
  if ('api-key' in headers || query.has('api-version')) return 'azure'
  if (agent.startsWith('mistral-client') || agent.includes('ai-sdk/mistral')) return 'mistral'
  if (
    'x-client-name' in headers ||
    headers['x-fern-sdk-name'] === 'cohere-ai' ||
    agent.includes('ai-sdk/cohere')
  )
    return 'cohere'
  return undefined
}
