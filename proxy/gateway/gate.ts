import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { Refusal } from '../base/errors.ts'
import type { AddressList } from '../policy/addresses.ts'
import type { GatewayServices } from './services.ts'

// Headers of which a second one means that somebody wants two programs to read the request differently.
// Node drops some repeats silently, so the raw list is looked at.
const ONCE = new Map(
  [
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
  ].map((name, index) => [name, 1 << index]),
)

// Encoded slashes, dots and NULs, back-slashes, path parameters and empty segments: nothing our routes need,
// everything a path confusion needs.
const STRANGE_PATH = /%(?:2f|5c|2e|00)|\\|;|\/\/|\/\.{1,2}(?:\/|$)/i

const allowed = new WeakMap<Socket, { by: AddressList; is: boolean }>()

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

/** A URL as it stands in a request, without its query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

/** The socket's own address counts; forwarded headers are somebody's claim. */
export function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
}

function checkAddress(services: GatewayServices, socket: Socket): void {
  const list = services.allowedAddresses()
  let known = allowed.get(socket)
  // A list that is changed counts for open connections as well.
  if (known?.by !== list) {
    known = { by: list, is: list(socket.remoteAddress ?? '') }
    allowed.set(socket, known)
  }
  if (!known.is)
    throw new Refusal(
      'ADDRESS_NOT_ALLOWED',
      'Keyrack: calls from this address are not allowed. Ask your administrator to add it to the allowed addresses.',
    )
}

function checkHeaders(services: GatewayServices, { rawHeaders }: IncomingMessage): void {
  if (rawHeaders.length / 2 > services.settings().headerCount)
    throw new Refusal('HEADERS_TOO_LARGE', 'Keyrack: this request has too many headers.')
  let seen = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? ''
    const bit = ONCE.get(name)
    if (bit === undefined) continue
    if (seen & bit)
      throw new Refusal('REQUEST_INVALID', `Keyrack: the header ${name} was sent more than once.`)
    seen |= bit
  }
}

function checkHost(services: GatewayServices, { headers }: IncomingMessage): void {
  const host = hostNameIn(headers.host ?? '')
  if (!services.hostNames().has(host))
    throw new Refusal(
      'HOST_UNKNOWN',
      'Keyrack: this computer is not known under that name. Your administrator can add it in Settings, Network.',
    )
}

const MOST_HOSTS = 100
const hostNamesRead = new Map<string, string>()

/** The name in a `Host` header, without its port. The same few come again and again, so each is read once. */
function hostNameIn(header: string): string {
  let name = hostNamesRead.get(header)
  if (name === undefined) {
    name = header
      .toLowerCase()
      .replace(/:\d+$/, '')
      .replace(/^\[|\]$/g, '')
    if (hostNamesRead.size >= MOST_HOSTS) hostNamesRead.clear()
    hostNamesRead.set(header, name)
  }
  return name
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
  const path = pathOf(url)
  if (!path.startsWith('/') || STRANGE_PATH.test(path))
    throw new Refusal('PATH_UNKNOWN', 'Keyrack: there is nothing at this path.')
}
