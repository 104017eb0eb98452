import type { LimitCheck } from '../contract/limits.ts'
import { nightly } from './nightly.ts'
import type { Job } from './schedule.ts'

/** Once a night every counter against the ledger. */
export function checkLimitsNightly(
  selfCheck: () => Promise<LimitCheck>,
  now: () => number,
  zone: () => string,
  disagrees: (check: LimitCheck) => void,
): Job {
  const run = async () => {
    const check = await selfCheck()
    if (check.disagreeing.length > 0) disagrees(check)
  }
  return nightly('check the limits against the ledger', run, now, zone)
}
