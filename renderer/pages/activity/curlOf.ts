import type { CallDetail } from '../../../proxy/contract/calls.ts'

export interface CurlPlace {
  /** Such as `https://192.168.1.24:8443`. */
  origin: string
  /** It shows a certificate of Keyrack's own authority, which the connection card says how to save. */
  hasOwnCertificate: boolean
  /** Stands where the token goes. */
  token: string
}

/** Headers of a client that change what a provider does, and may be repeated. */
const REPEATED = /^(content-type|openai-beta|anthropic-(version|beta))$/

/** The call once more, for a shell; the body is not kept here, so it is read from a file that the caller fills. */
export function curlOf({ trace }: Pick<CallDetail, 'trace'>, place: CurlPlace): string | undefined {
  if (!trace) return undefined
  const { method, path, requestHeaders } = trace
  const words = ['curl', quoted(place.origin + path)]
  if (place.hasOwnCertificate) words.push('--cacert', '"$HOME/keyrack-ca.pem"')
  if (method !== 'GET' && method !== 'POST') words.push('-X', method)
  words.push('-H', `"Authorization: Bearer ${place.token}"`)
  for (const { name, value } of requestHeaders)
    if (value !== null && REPEATED.test(name)) words.push('-H', quoted(`${name}: ${value}`))
  if (method === 'POST') words.push('--data-binary', '@request.json')
  return words.join(' ')
}

/** As one word of a shell, whatever is in it. */
function quoted(text: string): string {
  return /^[\w:/.@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
