import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { Refusal } from '../base/errors.ts'
import type { GatewayServices } from './services.ts'

// Headers of which a second one means that somebody wants two programs to read the request differently.
// Node drops some repeats silently, so the raw list is looked at.
const ONCE = new Set([
  'host',
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'origin',
])

// Encoded slashes, dots and NULs, back-slashes, path parameters and empty segments: nothing our routes need,
// everything a path confusion needs.
const STRANGE_PATH = /%(?:2f|5c|2e|00)|\\|;|\/\/|\/\.{1,2}(?:\/|$)/i

const allowed = new WeakMap<Socket, boolean>()

/**
 * The network gate, in the order in which an attacker meets it: address, framing, host, origin, path.
 * Tokens are not looked at yet; no answer here tells whether one exists.
 */
export function checkGate(services: GatewayServices, request: IncomingMessage): void {
  checkAddress(services, request.socket)
  checkHeaders(services, request)
  checkHost(services, request)
  checkOrigin(request)
  checkUrl(services, request)
}

/** The socket's own address counts; forwarded headers are somebody's claim. */
export function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
}

function checkAddress(services: GatewayServices, socket: Socket): void {
  let isAllowed = allowed.get(socket)
  if (isAllowed === undefined) {
    isAllowed = services.allowedAddresses()(socket.remoteAddress ?? '')
    allowed.set(socket, isAllowed)
  }
  if (!isAllowed)
    throw new Refusal(
      'ADDRESS_NOT_ALLOWED',
      'Keyrack: calls from this address are not allowed. Ask your administrator to add it to the allowed addresses.',
    )
}

function checkHeaders(services: GatewayServices, { rawHeaders }: IncomingMessage): void {
  if (rawHeaders.length / 2 > services.settings().headerCount)
    throw new Refusal('HEADERS_TOO_LARGE', 'Keyrack: this request has too many headers.')
  let seen: Set<string> | undefined
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? ''
    if (!ONCE.has(name)) continue
    seen ??= new Set()
    if (seen.has(name))
      throw new Refusal('REQUEST_INVALID', `Keyrack: the header ${name} was sent more than once.`)
    seen.add(name)
  }
}

function checkHost(services: GatewayServices, { headers }: IncomingMessage): void {
  const host = (headers.host ?? '')
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
  if (!services.hostNames().has(host))
    throw new Refusal(
      'HOST_UNKNOWN',
      'Keyrack: this computer is not known under that name. Your administrator can add it in Settings, Network.',
    )
}

/** Programs send neither of these; a web page in a teammate's browser cannot leave them out. */
function checkOrigin({ headers }: IncomingMessage): void {
  const site = headers['sec-fetch-site']
  if (headers.origin !== undefined || site === 'cross-site' || site === 'same-site')
    throw new Refusal('ORIGIN_NOT_ALLOWED', 'Keyrack: web pages may not call this address.')
}

function checkUrl(services: GatewayServices, request: IncomingMessage): void {
  const url = request.url ?? ''
  if (url.length > services.settings().urlBytes)
    throw new Refusal('URL_TOO_LONG', 'Keyrack: this URL is too long.')
  const path = url.split('?', 1)[0] ?? ''
  if (!path.startsWith('/') || STRANGE_PATH.test(path))
    throw new Refusal('PATH_UNKNOWN', 'Keyrack: there is nothing at this path.')
}
