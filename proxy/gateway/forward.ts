import type { Wire } from '../contract/wires.ts'
import type { Understood } from '../dialects/dialect.ts'
import { upstreamHeaders } from '../dialects/headers.ts'
import { switchUsageOn } from '../dialects/usageSwitch.ts'
import type { Target } from '../providers/provider.ts'
import type { Call } from './call.ts'
import type { UsableKey } from './keyDirectory.ts'
import type { RequestBody } from './requestBody.ts'
import { SecretScrubber, scrubText } from './scrubber.ts'
import type { GatewayServices } from './services.ts'
import { PHASE } from './trace/callTrace.ts'
import type { UpstreamAnswer } from './upstream.ts'

/** What came back, and the two ways to keep the key out of it. */
export interface Forwarded {
  answer: UpstreamAnswer
  scrubber: SecretScrubber
  scrub(text: string): string
  /** We switched usage on for a client that had not asked for it. */
  hideUsage: boolean
}

// What a provider needs of the query; the rest, `key` above all, stays here.
const PASSED_QUERY = ['alt', '$alt', 'api-version', 'beta']

export interface Route {
  key: UsableKey
  /** Empty for what goes to no model. */
  model: string
  wire: Wire
  /** What of the query goes on, where it is not as the client sent it. */
  objectQuery?: URLSearchParams
}

/** Opens the key and sends the call. The opened key lives in this function and nowhere else. */
export async function forward(
  services: GatewayServices,
  call: Call,
  route: Route,
  understood: Understood,
  body: RequestBody,
): Promise<Forwarded> {
  const { key, model, wire } = route
  const place = { table: 'keys', row: key.id, column: 'sealed', version: key.sealVersion }
  const secret =
    key.sealed === null
      ? undefined
      : (services.vault.opened(key.sealed, place) ?? (await services.vault.open(key.sealed, place)))
  const switched =
    key.provider.needsUsageSwitch && body.json
      ? switchUsageOn(wire, body.json.bytes, body.json.scan, body.values)
      : undefined
  const length = switched?.length ?? body.size
  const { method } = call.endpoint
  const query = passedQuery(call.query)
  call.trace?.attempt(key.id)
  const answer = await services.upstreams.send(
    {
      url: call.endpoint.object
        ? objectUrl(call, route, understood.version, query)
        : urlOf(key, { wire, model, version: understood.version, query }),
      method,
      headers: headersFor(call, key.provider.authHeaders(secret, key.options), length),
      body: switched ?? body.open(),
      allowLocal: key.allowLocal,
      onSent: () => {
        call.sent = true
        call.trace?.end(PHASE.connect)
      },
    },
    call.ending,
  )
  call.upstreamStatus = answer.status
  call.trace?.answered(answer.status, answer.headers)
  return {
    answer,
    scrubber: new SecretScrubber(secret),
    scrub: (text) => scrubText(text, secret),
    hideUsage: switched !== undefined,
  }
}

/** Each id makes a URL of its own, so none is kept. */
function objectUrl(
  call: Call,
  { key, model, wire, objectQuery }: Route,
  version: string | undefined,
  query: URLSearchParams,
): URL {
  const { path, query: passed = [] } = call.endpoint.object ?? {}
  const segments = path?.map((segment) =>
    segment.startsWith(':') ? (call.params[segment.slice(1)] ?? '') : segment,
  )
  const url = key.provider.url(key.baseUrl, {
    wire,
    model,
    version,
    query,
    ...(segments && {
      path: segments.map((segment) => (segment === '*' ? (call.params['*'] ?? '') : segment)),
    }),
  })
  if (objectQuery) for (const [name, value] of objectQuery) url.searchParams.append(name, value)
  else
    for (const name of passed)
      for (const value of call.query.getAll(name)) url.searchParams.append(name, value)
  return url
}

/** As undici takes them without a detour: names and values in turn. */
function headersFor(call: Call, auth: Record<string, string>, length: number): string[] {
  const passed = upstreamHeaders(call.dialect.name, call.request.headers, {
    memberId: call.caller?.memberId ?? '',
  })
  const headers: string[] = []
  if (length > 0 || call.endpoint.method === 'POST') headers.push('content-length', `${length}`)
  for (const name in passed) headers.push(name, passed[name] ?? '')
  for (const name in auth) headers.push(name, auth[name] ?? '')
  return headers
}

function passedQuery(given: URLSearchParams): URLSearchParams {
  // Most calls have no query.
  if (given.size === 0) return given
  const query = new URLSearchParams()
  for (const name of PASSED_QUERY) {
    const value = given.get(name)
    if (value !== null) query.set(name, value)
  }
  return query
}

const MOST_URLS = 1000

/** Joining a URL safely costs as much as parsing a small body; each is joined once. */
function urlOf(key: UsableKey, target: Target): URL {
  const name = `${target.wire} ${target.model} ${target.version} ${target.query}`
  let url = key.urls.get(name)
  if (!url) {
    url = key.provider.url(key.baseUrl, target)
    if (key.urls.size >= MOST_URLS) key.urls.clear()
    key.urls.set(name, url)
  }
  return url
}
