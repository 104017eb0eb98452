import type { IncomingHttpHeaders } from 'node:http'
import { looksLikeSecret } from '../../base/secretShape.ts'
import {
  BARE_TOKEN,
  BEARER,
  NAME_ONLY,
  type StoredHeaders,
  VALUE_APART,
} from '../../store/storedTrace.ts'
import { TOKEN_HEADERS } from '../authenticate.ts'

const LONGEST_VALUE = 200
const MOST_HEADERS = 60

/**
 * What is kept of headers. `stable` is the same for most calls of one client, and therefore kept once for all of them;
 * `apart` are the values that are another with each call.
 */
export interface HeaderText {
  stable: string
  apart: string[] | undefined
}

/** How the value of a header is kept. */
type Keeping = 'shown' | 'apart' | 'bearer' | 'token' | 'nameOnly'

/** Whose values may be kept: what tells one client and one way of calling from another. */
const SHOWN = new Set([
  ...['accept', 'accept-encoding', 'accept-language', 'connection', 'content-encoding'],
  ...['content-type', 'expect', 'host', 'transfer-encoding', 'user-agent'],
  ...['openai-beta', 'anthropic-version', 'anthropic-beta', 'x-goog-api-client', 'x-app'],
])
/** How the official SDKs tell of themselves: language, version, which try it is. */
const SHOWN_BEGIN = 'x-stainless-'

/** Of a request; of everything not named here the name alone is kept. */
export function keepingOfRequest(name: string): Keeping {
  if (name === 'authorization') return 'bearer'
  if (TOKEN_HEADERS.includes(name)) return 'token'
  if (name === 'content-length') return 'apart'
  return SHOWN.has(name) || name.startsWith(SHOWN_BEGIN) ? 'shown' : 'nameOnly'
}

const SHOWN_OF_ANSWER = new Set([
  ...['connection', 'content-encoding', 'content-type', 'transfer-encoding'],
  ...['openai-version', 'x-ms-region', 'x-should-retry'],
])
/** Above all the name under which a provider's support finds the call. */
const APART_OF_ANSWER = new Set([
  ...['x-request-id', 'request-id', 'apim-request-id', 'x-ms-request-id', 'x-amzn-requestid'],
  ...['cf-ray', 'content-length', 'date', 'openai-processing-ms', 'retry-after', 'retry-after-ms'],
  'x-envoy-upstream-service-time',
])
const LIMIT_OF_ANSWER = /^(x-|anthropic-)ratelimit-/

export function keepingOfAnswer(name: string): Keeping {
  if (SHOWN_OF_ANSWER.has(name)) return 'shown'
  return APART_OF_ANSWER.has(name) || LIMIT_OF_ANSWER.test(name) ? 'apart' : 'nameOnly'
}

interface Known {
  names: string[]
  keepings: Keeping[]
  /** Values of what is shown, as they came. */
  values: (string | string[] | undefined)[]
  stable: string
}

/** So many kinds of clients are remembered. */
const MOST_KNOWN = 500

/** Makes text of headers. Clients send the same ones again and again, and to see that costs less than to write them anew. */
export class HeaderTexts {
  readonly #keepingOf: (name: string) => Keeping
  readonly #known = new Map<string, Known>()

  constructor(keepingOf: (name: string) => Keeping) {
    this.#keepingOf = keepingOf
  }

  /** `sender` tells most of those apart who send different ones. */
  of(headers: IncomingHttpHeaders, sender: string): HeaderText {
    let known = this.#known.get(sender)
    if (!known || !isSame(known, headers)) {
      known = this.#read(headers)
      if (this.#known.size >= MOST_KNOWN) this.#known.clear()
      this.#known.set(sender, known)
    }
    let apart: string[] | undefined
    for (let i = 0; i < known.names.length; i++) {
      if (known.keepings[i] !== 'apart') continue
      apart ??= []
      apart.push(shortened(headers[known.names[i] ?? '']))
    }
    return { stable: known.stable, apart }
  }

  #read(headers: IncomingHttpHeaders): Known {
    const names = Object.keys(headers).slice(0, MOST_HEADERS)
    const keepings = names.map(this.#keepingOf)
    const values = names.map((name) => headers[name])
    const stored: StoredHeaders = names.map((name, index) => [
      name.slice(0, LONGEST_VALUE),
      kept(keepings[index] ?? 'nameOnly', values[index]),
    ])
    return { names, keepings, values, stable: JSON.stringify(stored) }
  }
}

function isSame(known: Known, headers: IncomingHttpHeaders): boolean {
  const { names, keepings, values } = known
  let index = 0
  for (const name in headers) {
    if (index === MOST_HEADERS) return true
    if (name !== names[index]) return false
    if (keepings[index] === 'shown' && headers[name] !== values[index]) return false
    index++
  }
  return index === names.length
}

function kept(keeping: Keeping, value: string | string[] | undefined): string | number {
  switch (keeping) {
    case 'bearer':
      return BEARER
    case 'token':
      return BARE_TOKEN
    case 'apart':
      return VALUE_APART
    case 'nameOnly':
      return NAME_ONLY
  }
  const text = shortened(value)
  // Even where a value is harmless by its name, a key that was put there by mistake is none.
  return looksLikeSecret(text) ? NAME_ONLY : text
}

function shortened(value: string | string[] | undefined): string {
  let text = typeof value === 'string' ? value : (value?.join(', ') ?? '')
  // The boundary of a form is another each time, and tells nothing.
  if (text.startsWith('multipart/')) text = text.split(';', 1)[0] ?? ''
  return text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE) : text
}
