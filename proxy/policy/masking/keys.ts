import { CHECK_LENGTH, checksum } from '../../base/checksum.ts'
import { type Finder, isTokenAt, isWordAt, runEnd } from './finder.ts'

interface KeyShape {
  /** What stands before the secret part. */
  prefix: string
  /** All of it. */
  shape: RegExp
  checked?: 'github' | 'keyrack'
}

/** Beginnings by which vendors' keys are known, the longest first where one begins like another. */
const SHAPES: readonly KeyShape[] = [
  { prefix: 'sk-', shape: /^sk-[\w-]{20,}$/ },
  { prefix: 'sk_', shape: /^sk_(?:live|test)_\w{16,}$/ },
  { prefix: 'rk_', shape: /^rk_(?:live|test)_\w{16,}$/ },
  { prefix: 'AIza', shape: /^AIza[\w-]{35}$/ },
  { prefix: 'AKIA', shape: /^AKIA[A-Z2-7]{16}$/ },
  { prefix: 'ASIA', shape: /^ASIA[A-Z2-7]{16}$/ },
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map(
    (prefix): KeyShape => ({
      prefix,
      shape: new RegExp(`^${prefix}[0-9A-Za-z]{36}$`),
      checked: 'github',
    }),
  ),
  { prefix: 'github_pat_', shape: /^github_pat_\w{60,}$/ },
  { prefix: 'glpat-', shape: /^glpat-[\w-]{20,}$/ },
  { prefix: 'xox', shape: /^xox[abeprs]-[\w-]{10,}$/ },
  { prefix: 'krk_', shape: /^krk_[a-z]_[0-9A-Za-z]{46}$/, checked: 'keyrack' },
  { prefix: 'gsk_', shape: /^gsk_\w{40,}$/ },
  { prefix: 'xai-', shape: /^xai-\w{40,}$/ },
  { prefix: 'hf_', shape: /^hf_[A-Za-z]{30,}$/ },
  { prefix: 'npm_', shape: /^npm_[0-9A-Za-z]{36}$/, checked: 'github' },
  { prefix: 'pplx-', shape: /^pplx-\w{40,}$/ },
]

const PREFIX = new RegExp(SHAPES.map(({ prefix }) => prefix).join('|'), 'g')

/** Keys of vendors by their beginning and shape; where a key carries a checksum, it must be right. */
export const findApiKeys: Finder = (text, found) => {
  PREFIX.lastIndex = 0
  for (let match = PREFIX.exec(text); match; match = PREFIX.exec(text)) {
    const start = match.index
    if (isTokenAt(text, start - 1)) continue
    let end = runEnd(text, start, isTokenAt)
    // What follows may begin only behind this run.
    PREFIX.lastIndex = end
    // A dash at the end belongs to the sentence.
    while (text[end - 1] === '-') end--
    if (isKey(match[0], text.slice(start, end))) found(start, end)
  }
}

function isKey(prefix: string, key: string): boolean {
  const shape = SHAPES.find((one) => one.prefix === prefix)
  if (!shape?.shape.test(key)) return false
  if (shape.checked === undefined) return true
  const check = key.slice(-CHECK_LENGTH)
  const from = shape.checked === 'github' ? prefix.length : 0
  return checksum(key.slice(from, -CHECK_LENGTH)) === check
}

const LONGEST_JWT_PART = 16_384

/** Signed tokens: three parts, of which the first is a JSON header that names an algorithm. */
export const findJwts: Finder = (text, found) => {
  for (let start = text.indexOf('eyJ'); start !== -1; ) {
    const headerEnd = runEnd(text, start, isTokenAt, LONGEST_JWT_PART)
    let next = headerEnd
    if (text[headerEnd] === '.' && !isTokenAt(text, start - 1)) {
      const payloadEnd = runEnd(text, headerEnd + 1, isTokenAt, LONGEST_JWT_PART)
      if (
        text[payloadEnd] === '.' &&
        payloadEnd > headerEnd + 1 &&
        isHeader(text.slice(start, headerEnd))
      ) {
        next = runEnd(text, payloadEnd + 1, isTokenAt, LONGEST_JWT_PART)
        found(start, next)
      }
    }
    start = text.indexOf('eyJ', next)
  }
}

function isHeader(part: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof header === 'object' && header !== null && 'alg' in header
  } catch {
    return false
  }
}

const KEY_WORD =
  /(?:api[ _-]?key|access[ _-]?key|secret|token|passw(?:or)?d|passphrase|pwd|credential|bearer|authorization|private[ _-]?key|client[ _-]?secret)s?/gi
const FARTHEST = 24
const SHORTEST_SECRET = 32
const LONGEST_SECRET = 512

/** Long texts without pattern right behind a word such as `password` or `api key`. */
export const findSecrets: Finder = (text, found) => {
  KEY_WORD.lastIndex = 0
  // Each run is judged once, however many such words stand in it.
  let judgedTo = 0
  for (let match = KEY_WORD.exec(text); match; match = KEY_WORD.exec(text)) {
    const from = match.index + match[0].length
    const limit = from + FARTHEST
    let at = isWordAt(text, from) ? limit : from
    while (at < limit && at < text.length) {
      if (!isTokenAt(text, at) && text[at] !== '/' && text[at] !== '+') {
        at++
        continue
      }
      if (at < judgedTo) break
      const end = runEnd(text, at, isSecretAt, LONGEST_SECRET)
      if (end - at >= SHORTEST_SECRET) {
        judgedTo = end
        if (!isWordAt(text, end) && isRandom(text.slice(at, end))) found(at, end)
        break
      }
      at = end
    }
  }
}

/** What base64, base64url and hexadecimal are written with. */
function isSecretAt(text: string, at: number): boolean {
  return isTokenAt(text, at) || text[at] === '+' || text[at] === '/' || text[at] === '='
}

const RANDOM_BITS = 3.5
const RANDOM_HEX_BITS = 3

/** Shannon's entropy per character; words and paths repeat their letters more than random texts do. */
function isRandom(text: string): boolean {
  if (!/\d.*\d.*\d/.test(text) || !/[A-Za-z]/.test(text)) return false
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) {
    const share = count / text.length
    bits -= share * Math.log2(share)
  }
  return bits >= (/^[0-9a-f-]+$/i.test(text) ? RANDOM_HEX_BITS : RANDOM_BITS)
}
