import type { DialectName } from '../contract/providers.ts'
import type { Call } from './call.ts'
import type { Limits } from './limits.ts'

type Told = 'requests' | 'tokens' | 'input' | 'output'

/** How a dialect tells what is left: the header's name for each metric, and how it writes a moment. */
interface Manner {
  names: Partial<Record<Told, string>>
  header(name: string, what: 'limit' | 'remaining' | 'reset'): string
  reset(at: number, now: number): string
}

const OPENAI: Manner = {
  names: { requests: 'requests', tokens: 'tokens' },
  header: (name, what) => `x-ratelimit-${what}-${name}`,
  reset: (at, now) => duration(at - now),
}

const ANTHROPIC: Manner = {
  names: {
    requests: 'requests',
    tokens: 'tokens',
    input: 'input-tokens',
    output: 'output-tokens',
  },
  header: (name, what) => `anthropic-ratelimit-${name}-${what}`,
  reset: (at) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
}

const MANNERS: Partial<Record<DialectName, Manner>> = {
  openai: OPENAI,
  azure: OPENAI,
  anthropic: ANTHROPIC,
}

/** What the caller has left of requests and tokens, in the headers that the dialect's SDKs know; most calls have none. Names and values in turn. */
export function limitHeaders(limits: Limits, call: Call, now: number): string[] {
  const headers: string[] = []
  const manner = call.held && MANNERS[call.dialect.name]
  if (!manner || !call.held) return headers
  for (const [metric, name] of Object.entries(manner.names) as [Told, string][]) {
    const standing = limits.tightest(call.held, metric)
    if (!standing) continue
    headers.push(manner.header(name, 'limit'), `${standing.size}`)
    headers.push(manner.header(name, 'remaining'), `${standing.left}`)
    if (standing.resetsAt !== null)
      headers.push(manner.header(name, 'reset'), manner.reset(standing.resetsAt, now))
  }
  return headers
}

/** As OpenAI writes it: `120ms`, `1s`, `6m0s`, `1h2m3s`. */
export function duration(milliseconds: number): string {
  const left = Math.max(0, milliseconds)
  if (left < 1000) return `${Math.ceil(left)}ms`
  const seconds = Math.ceil(left / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = `${seconds % 60}s`
  if (hours > 0) return `${hours}h${minutes}m${rest}`
  return minutes > 0 ? `${minutes}m${rest}` : rest
}
