import { noAmounts } from '../../../proxy/contract/amounts.ts'
import type { Amounts, Limit, LimitWindow } from '../../../proxy/contract/limits.ts'
import { LimitBook } from '../../../proxy/policy/limits/book.ts'
import type { LimitRules } from '../../../proxy/policy/limits/entries.ts'
import type { LimitWarning } from '../../../proxy/policy/limits/limitCounter.ts'
import type { CallFacts } from '../../../proxy/policy/limits/touching.ts'

export const ANA: CallFacts = {
  teamId: 'tea_app',
  memberId: 'mem_ana',
  tokenId: 'tok_ana',
  provider: 'openai',
  model: 'gpt-5-mini',
  endpoint: 'chat.completions',
}
export const BEN: CallFacts = { ...ANA, memberId: 'mem_ben', tokenId: 'tok_ben' }

export const HOUR = 3_600_000
/** Noon of a Wednesday in Madrid. */
export const NOON = Date.UTC(2026, 10, 25, 11)

/** A limit of the workspace on requests a day, but for what is given. */
export function limitOf(part: Partial<Limit> = {}): Limit {
  return {
    id: 'lim_1',
    level: 'workspace',
    subjectId: null,
    each: false,
    metric: 'requests',
    window: { kind: 'fixed', every: 'day' },
    size: 10,
    scope: { models: [], providers: [], endpoints: [] },
    action: { kind: 'refuse' },
    warnAtPercent: null,
    note: '',
    createdAt: NOON,
    ...part,
  }
}

export const sliding = (seconds: number): LimitWindow => ({ kind: 'sliding', seconds })
export const bucket = (seconds: number, burst: number): LimitWindow => ({
  kind: 'bucket',
  seconds,
  burst,
})

export const amounts = (part: Partial<Amounts>): Amounts => ({ ...noAmounts(), ...part })
export const ONE = amounts({ requests: 1, concurrent: 1 })

export function rulesOf(limits: Limit[], rest: Partial<LimitRules> = {}): LimitRules {
  return { limits, raises: [], topUps: [], clears: [], ...rest }
}

export function bookOf(
  rules: LimitRules | Limit[],
  { now = NOON, zone = 'Europe/Madrid' }: { now?: number; zone?: string } = {},
) {
  const warnings: LimitWarning[] = []
  const book = new LimitBook({
    zone: () => zone,
    nameOf: (_level, id) => id.replace(/^.*_/, '').replace(/^./, (letter) => letter.toUpperCase()),
    origin: () => 'https://keys.example:8443',
    onWarning: (warning) => warnings.push(warning),
  })
  const all = Array.isArray(rules) ? rulesOf(rules) : rules
  book.replace(all, now)
  return Object.assign(book, { warnings })
}

/** What stops the call; undefined when it was held. */
export function refusalOf(work: () => unknown): Error & { code?: string } {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('It was not refused')
}
