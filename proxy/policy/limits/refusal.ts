import { Refusal } from '../../base/errors.ts'
import type { Level, Limit, LimitMetric } from '../../contract/limits.ts'
import { amountWords, limitWords } from '../../contract/limitWords.ts'
import type { Counter } from './counter.ts'
import { momentWords, onWords, roundWords, stretchWords, waitWords } from './words.ts'

/** What a refusal tells beside the numbers. */
export interface Surroundings {
  zone: string
  /** Name of a team, member or token. */
  nameOf(level: Level, subjectId: string): string
  /** Where a teammate asks for more. */
  origin: string
}

/** Rates and not quotas: they come back by themselves, and often soon. */
const RATES: ReadonlySet<LimitMetric> = new Set([
  'requests',
  'tokens',
  'input',
  'output',
  'concurrent',
])
/** Nearly always all of what is held of them is used; of the others much is given back. */
const USED_AS_HELD: ReadonlySet<LimitMetric> = new Set(['requests', 'images'])
/** Up to here waiting is better than giving up; the SDKs do it by themselves. */
const SOON_MS = 65_000
/** How long calls in flight usually take to give back what they hold. */
const HELD_RETRY_SECONDS = 2

/** Says which limit stops a call, where it is set, how much was used, and when there will be more. */
export function limitRefusal(
  limit: Limit,
  counter: Counter,
  amount: number,
  now: number,
  around: Surroundings,
): Refusal {
  const { metric } = limit
  const standing = counter.standing(now)
  const { size } = standing
  const { used, reserved } = USED_AS_HELD.has(metric)
    ? { used: standing.used + standing.reserved, reserved: 0 }
    : standing
  const place = placeWords(limit, around)
  const more = `Ask for more: ${around.origin}/#more`

  if (metric === 'concurrent')
    return new Refusal(
      'RATE_LIMITED',
      `Keyrack: ${allowedWords(limit, size)} reached (${place}). Wait until one of them has ended.`,
      { retryAfterSeconds: 1 },
    )
  if (amount > size && size > 0 && used + reserved < size)
    return new Refusal(
      'QUOTA_SPENT',
      `Keyrack: this call could take ${roundWords(metric, amount)}, and no more than ${allowedWords(limit, size)} ${size === 1 ? 'is' : 'are'} allowed (${place}). Ask for a shorter answer, or for more: ${around.origin}/#more`,
      { shouldRetry: false },
    )
  const freeAt = counter.freeAt(amount, now)
  if (RATES.has(metric) && freeAt !== undefined && freeAt - now <= SOON_MS) {
    const wait = Math.max(1, Math.ceil((freeAt - now) / 1000))
    return new Refusal(
      'RATE_LIMITED',
      `Keyrack: ${allowedWords(limit, size)} reached (${place}; ${roundWords(metric, used + reserved)} used${could(metric, amount)}). Try again in ${waitWords(wait * 1000)}.`,
      { retryAfterSeconds: wait },
    )
  }
  const spent = spentWords(limit, { size, used, reserved, amount })
  // What calls in flight hold may come back at any moment; then there is enough for this one.
  if (used + amount <= size)
    return new Refusal('RATE_LIMITED', `Keyrack: ${spent} (${place}). Try again in a moment.`, {
      retryAfterSeconds: HELD_RETRY_SECONDS,
    })
  const reset =
    freeAt === undefined
      ? ''
      : ` It resets ${momentWords(freeAt, now, around.zone)} (in ${waitWords(freeAt - now)}).`
  return new Refusal('QUOTA_SPENT', `Keyrack: ${spent} (${place}).${reset} ${more}`, {
    shouldRetry: false,
  })
}

function spentWords(
  limit: Limit,
  {
    size,
    used,
    reserved,
    amount,
  }: { size: number; used: number; reserved: number; amount: number },
): string {
  const { metric } = limit
  const who = limit.each || limit.level === 'member' ? 'you' : whose(limit)
  const own = who === 'you' ? 'your' : 'its'
  const of = `${amountWords(metric, size)}${stretchWords(limit)}${onWords(limit)}`
  if (used >= size) return `${who} used ${own} ${of}`
  const held =
    reserved > 0 ? `, ${roundWords(metric, reserved)} more is held for calls in flight` : ''
  return `${who} used ${roundWords(metric, used)} of ${own} ${of}${held}, and this call could take ${roundWords(metric, amount)}`
}

function allowedWords(limit: Limit, size: number): string {
  const shown = limit.window.kind === 'bucket' ? limit : { ...limit, size }
  return `${limitWords(shown)}${onWords(limit)}`
}

function could(metric: LimitMetric, amount: number): string {
  return amount > 1 ? `, and this call could take ${roundWords(metric, amount)}` : ''
}

function whose({ level }: Limit): string {
  if (level === 'workspace') return 'the whole workspace'
  return level === 'team' ? 'your team' : 'this token'
}

/** Where the limit is set. */
function placeWords(limit: Limit, { nameOf }: Surroundings): string {
  const each = limit.each ? ' for each member' : ''
  if (limit.level === 'workspace' || limit.subjectId === null)
    return `limit of the workspace${each}`
  const name = nameOf(limit.level, limit.subjectId)
  if (limit.level === 'member') return 'your own limit'
  return `limit of the ${limit.level} ${name}${each}`
}
