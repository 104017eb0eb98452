import { randomInt } from 'node:crypto'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Random base62 text of uniform characters (`randomInt` rejects instead of taking a biased remainder). */
export function randomBase62(length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += BASE62[randomInt(62)]
  return text
}

export type IdPrefix =
  | 'key'
  | 'mem'
  | 'tok'
  | 'prc'
  | 'tea'
  | 'adm'
  | 'lim'
  | 'rai'
  | 'top'
  | 'grt'
  | 'req'
  | 'rep'
  | 'job'
  | 'viw'
  | 'alm'
  | 'msr'
  | 'whk'
  | 'dic'
  | 'bil'
  | 'ers'

/** An id such as `mem_4fQ2…`: 16 random base62 characters (95 bits) after a prefix that names the noun. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBase62(16)}`
}

const CALLS_PER_MS = 1024

/**
 * Ids of calls: integers that grow with time, so the primary key of the ledger is also its time index.
 * id = epoch milliseconds × 1024 + sequence; stays a safe integer until the year 2248.
 */
export function callIds(now: () => number, lastId = 0): () => number {
  let last = lastId
  return () => {
    last = Math.max(last + 1, now() * CALLS_PER_MS)
    return last
  }
}

/** The smallest id a call started at `at` (epoch milliseconds) can have. */
export function firstCallIdAt(at: number): number {
  return at * CALLS_PER_MS
}

/** When a call of this id was numbered, epoch milliseconds: never before another with a smaller id. */
export function callTime(id: number): number {
  return Math.floor(id / CALLS_PER_MS)
}

const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz'
const LOW_DIGITS = 5
const LOW = 36 ** LOW_DIGITS
let lastHigh = -1
let highText = ''

/**
 * The public form of a call's id: what `x-request-id` says and the command line prints. Its upper digits stay the
 * same for a minute and are kept, because `toString(36)` is slow for so large a number.
 */
export function formatCallId(id: number): string {
  const high = Math.floor(id / LOW)
  if (high !== lastHigh) {
    lastHigh = high
    highText = high.toString(36)
  }
  if (high === 0) return `call_${id.toString(36)}`
  let low = ''
  let rest = id - high * LOW
  for (let i = 0; i < LOW_DIGITS; i++) {
    low = BASE36[rest % 36] + low
    rest = Math.trunc(rest / 36)
  }
  return `call_${highText}${low}`
}

/** Reads the public form back; undefined when it is not one. */
export function parseCallId(text: string): number | undefined {
  const match = /^call_([0-9a-z]{1,11})$/.exec(text)
  if (!match?.[1]) return undefined
  const id = Number.parseInt(match[1], 36)
  return Number.isSafeInteger(id) ? id : undefined
}
