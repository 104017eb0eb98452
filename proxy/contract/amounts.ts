import type { Usage, UsageBucket } from './calls.ts'
import type { Amounts } from './limits.ts'

/** All that a model read, cached or not, whatever it was. */
export const INPUT_BUCKETS = [
  'input',
  'cachedRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'audioInput',
  'imageInput',
] as const satisfies UsageBucket[]

/** All that it wrote, thinking included. */
export const OUTPUT_BUCKETS = [
  'output',
  'reasoning',
  'audioOutput',
  'imageOutput',
] as const satisfies UsageBucket[]

export const sumOfBuckets = (usage: Usage, buckets: readonly UsageBucket[]) =>
  buckets.reduce((sum, bucket) => sum + usage[bucket], 0)

/** What a call that is over counts in limits: nothing unless it was sent. An unknown cost counts no money. */
export function amountsOf(
  call: Usage & { costNanoUsd: number | null; sent: number | boolean },
): Amounts {
  if (!call.sent) return noAmounts()
  const input = sumOfBuckets(call, INPUT_BUCKETS)
  const output = sumOfBuckets(call, OUTPUT_BUCKETS)
  return {
    money: call.costNanoUsd ?? 0,
    requests: 1,
    tokens: input + output,
    input,
    output,
    images: call.images,
    seconds: call.audioMs,
    concurrent: 0,
  }
}

export function noAmounts(): Amounts {
  return {
    money: 0,
    requests: 0,
    tokens: 0,
    input: 0,
    output: 0,
    images: 0,
    seconds: 0,
    concurrent: 0,
  }
}
