import { BILL_BUCKETS, type BillCell, tokenSum } from '../../contract/bill.ts'

export type Sides = Pick<BillCell, 'theirs' | 'ours'>

/** Theirs less ours, null where theirs is not told; what is within the tolerance is zero. */
export interface Difference {
  requests: number | null
  tokens: number | null
  /** Some bucket differs, even if their sum does not. */
  bucketsDiffer: boolean
  costNanoUsd: number | null
}

/** Fewer tokens, or less money, than this is no difference whatever the percentage. */
const LEAST_TOKENS = 50
const LEAST_NANO = 5_000_000

/** Where both sides of a cell differ by more than so many percent. */
export function differenceOf({ theirs, ours }: Sides, percent: number): Difference {
  const beyond = (their: number, our: number, least: number) => {
    const gap = their - our
    const allowed = Math.max(least, (Math.max(their, our) * percent) / 100)
    return Math.abs(gap) <= allowed ? 0 : gap
  }
  const { tokens } = theirs
  return {
    requests: theirs.requests === null ? null : beyond(theirs.requests, answered(theirs, ours), 0),
    tokens: tokens && beyond(tokenSum(tokens), tokenSum(ours.tokens), LEAST_TOKENS),
    bucketsDiffer:
      tokens !== null &&
      BILL_BUCKETS.some(
        (bucket) => beyond(tokens[bucket], ours.tokens[bucket], LEAST_TOKENS) !== 0,
      ),
    costNanoUsd:
      theirs.costNanoUsd === null ? null : beyond(theirs.costNanoUsd, ours.costNanoUsd, LEAST_NANO),
  }
}

/** Calls that broke off may be counted or not: our number is the nearest that fits. */
function answered({ requests }: Sides['theirs'], ours: Sides['ours']): number {
  const most = ours.requests + ours.cutOff
  return Math.min(Math.max(requests ?? 0, ours.requests), most)
}

export const agrees = ({ requests, tokens, bucketsDiffer, costNanoUsd }: Difference) =>
  !requests && !tokens && !bucketsDiffer && !costNanoUsd
