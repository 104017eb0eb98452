// Shorter secrets (a local server's "x") would be found everywhere and hide nothing.
const SHORTEST = 8
const MASK = '[key removed]'

/**
 * Takes a provider's key out of whatever the provider sends back. A key cut over two chunks is found as
 * well: an end that could be its beginning is kept back until the next chunk. Untouched otherwise.
 */
export class SecretScrubber {
  readonly #secret: Buffer | undefined
  #kept: Buffer | undefined

  constructor(secret: string | undefined) {
    this.#secret = secret && secret.length >= SHORTEST ? Buffer.from(secret) : undefined
  }

  push(chunk: Buffer): Buffer {
    const secret = this.#secret
    if (!secret) return chunk
    let bytes = this.#kept ? Buffer.concat([this.#kept, chunk]) : chunk
    this.#kept = undefined
    if (bytes.includes(secret))
      bytes = Buffer.from(removeSecret(bytes.toString('latin1'), secret), 'latin1')
    const keep = overlap(bytes, secret)
    if (keep === 0) return bytes
    this.#kept = bytes.subarray(bytes.length - keep)
    return bytes.subarray(0, bytes.length - keep)
  }

  /** What was kept back, at the end. */
  rest(): Buffer | undefined {
    const kept = this.#kept
    this.#kept = undefined
    return kept
  }
}

/** Removes a key from an error's text, and also the shortened forms in which providers like to quote it. */
export function scrubText(text: string, secret: string | undefined): string {
  if (!secret || secret.length < SHORTEST) return text
  const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]
  let clean = forms.reduce((rest, form) => rest.replaceAll(form, MASK), text)
  const start = secret.slice(0, Math.min(12, secret.length - 1))
  for (let at = clean.indexOf(start); at >= 0; at = clean.indexOf(start, at + MASK.length)) {
    const end = clean.slice(at).search(/[\s"',;<>]/)
    clean = clean.slice(0, at) + MASK + (end < 0 ? '' : clean.slice(at + end))
  }
  return clean
}

function removeSecret(text: string, secret: Buffer): string {
  return text.replaceAll(secret.toString('latin1'), MASK)
}

/** Length of the longest end of `bytes` that is a beginning of `secret`. */
function overlap(bytes: Buffer, secret: Buffer): number {
  // Most pieces end with a brace or a line end, which no key has in it.
  if (!secret.includes(bytes[bytes.length - 1] ?? 0)) return 0
  const longest = Math.min(secret.length - 1, bytes.length)
  const first = secret[0] ?? 0
  let at = bytes.indexOf(first, bytes.length - longest)
  while (at >= 0) {
    const length = bytes.length - at
    if (bytes.compare(secret, 0, length, at) === 0) return length
    at = bytes.indexOf(first, at + 1)
  }
  return 0
}
