/** What an administrator typed cannot be a base URL; the message says why, in words for them. */
export class BaseUrlProblem extends Error {
  override readonly name = 'BaseUrlProblem'
}

/** Ends of addresses that people copy along with the base URL. */
const ENDPOINTS =
  /\/(?:chat\/completions|completions|responses|embeddings|messages|models|(?<=\/(?:api|v2)\/)(?:chat|generate|tags|embed|rerank))$/

const LOCAL_HOST = /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[)/i

/**
 * Reads what a person pasted: a scheme may be missing, slashes may be many, an endpoint may hang on it.
 * Whatever could send a secret elsewhere than it looks (user info, other schemes) is refused.
 */
export function readBaseUrl(typed: string): URL {
  const trimmed = typed.trim()
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
  const withScheme = hasScheme
    ? trimmed
    : `${LOCAL_HOST.test(trimmed) ? 'http' : 'https'}://${trimmed}`
  let url: URL
  try {
    url = new URL(withScheme)
  } catch (cause) {
    throw new BaseUrlProblem(
      'This is not a web address. Type it as https://host/path, as the provider prints it.',
      { cause },
    )
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new BaseUrlProblem(
      'The address must begin with https:// (or http:// for a local server).',
    )
  if (url.username !== '' || url.password !== '')
    throw new BaseUrlProblem(
      'The address contains a user name or password. Take them out; the key goes into its own field.',
    )
  if (url.hash !== '')
    throw new BaseUrlProblem('The address contains a #fragment. Take it out and try again.')
  if (/%2f|%5c/i.test(url.pathname))
    throw new BaseUrlProblem('The path of the address contains an escaped slash. Type it plainly.')
  url.pathname = url.pathname.replace(/\/{2,}/g, '/').replace(/\/+$/, '')
  return url
}

/** A query cannot belong to a base URL: it would be sent with every call. */
export function withoutQuery(url: URL): URL {
  if (url.search !== '')
    throw new BaseUrlProblem('The address contains a ?query. Take it out and try again.')
  return url
}

/** The address without a slash at its end, as it is stored. */
export function storedForm(url: URL): string {
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

/** For vendors whose version is part of the base URL: an origin alone gets the version. */
export function versionedBase(version: string): (typed: string) => string {
  return (typed) => {
    const url = withoutQuery(readBaseUrl(typed))
    url.pathname = url.pathname.replace(ENDPOINTS, '')
    if (url.pathname === '' || url.pathname === '/') url.pathname = version
    return storedForm(url)
  }
}

/** For vendors whose paths carry the version: it is cut off where it was pasted along. */
export function unversionedBase(typed: string): string {
  const url = withoutQuery(readBaseUrl(typed))
  url.pathname = url.pathname
    .replace(ENDPOINTS, '')
    .replace(/\/+$/, '')
    .replace(/\/(?:v1|v1beta|v2|api)$/, '')
  return storedForm(url)
}

/**
 * Hangs a path on a base URL. Every segment is escaped on its own and may not climb: a model named `..`
 * would otherwise reach another endpoint with the team's key.
 */
export function joinUrl(baseUrl: string, segments: readonly string[]): URL {
  const url = new URL(baseUrl)
  for (const segment of segments)
    if (/^(?:\.|%2e){0,2}$/i.test(segment)) throw new TypeError('A path segment is empty or climbs')
  const base = url.pathname.replace(/\/+$/, '')
  url.pathname = `${base}/${segments.map(encodeSegment).join('/')}`
  return url
}

/** `:` and `@` are allowed in a path (RFC 3986 §3.3), and Gemini's verbs need the colon. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/%3A/g, ':').replace(/%40/g, '@')
}
