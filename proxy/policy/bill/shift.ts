import { type BillLine, tokenSum } from '../../contract/bill.ts'
import { DAY_MS, type OwnHour } from './ownIndex.ts'

const HOUR_MS = 3_600_000
const MOST_HOURS = 14
/** How much of the difference may be left, and how much of the whole. */
const LEFT = 0.2
const LEFT_OF_ALL = 0.01
/** With fewer days every shift can be an accident. */
const FEWEST_DAYS = 3

interface Days {
  lines: readonly BillLine[]
  hours: readonly OwnHour[]
  keyId: string | null
  days: readonly number[]
}

/** By how many hours their days begin later than ours when that alone makes both sides agree; 0 when it does not. */
export function shiftOf({ lines, hours, keyId, days }: Days): number {
  if (days.length < FEWEST_DAYS) return 0
  const isByTokens = lines.some(({ tokens }) => tokens !== null)
  const amount = ({ tokens, costNanoUsd }: Pick<BillLine, 'tokens' | 'costNanoUsd'>) =>
    isByTokens ? tokenSum(tokens) : (costNanoUsd ?? 0)
  const theirs = new Map<number, number>()
  for (const line of lines) add(theirs, line.day, amount(line))
  const all = [...theirs.values()].reduce((sum, each) => sum + each, 0)
  const own = hours
    .filter((hour) => keyId === null || hour.keyId === keyId)
    .map((hour) => ({ at: hour.at, amount: amount(hour) }))
  const gap = (shift: number) => {
    const ours = new Map<number, number>()
    for (const hour of own) {
      add(ours, Math.floor((hour.at - shift * HOUR_MS) / DAY_MS) * DAY_MS, hour.amount)
    }
    return days.reduce(
      (sum, day) => sum + Math.abs((theirs.get(day) ?? 0) - (ours.get(day) ?? 0)),
      0,
    )
  }
  const now = gap(0)
  if (now <= all * LEFT_OF_ALL) return 0
  let best = { shift: 0, gap: now }
  for (let shift = -MOST_HOURS; shift <= MOST_HOURS; shift++) {
    const left = gap(shift)
    if (left < best.gap) best = { shift, gap: left }
  }
  return best.gap <= now * LEFT && best.gap <= all * LEFT_OF_ALL ? best.shift : 0
}

function add(sums: Map<number, number>, day: number, amount: number): void {
  sums.set(day, (sums.get(day) ?? 0) + amount)
}
