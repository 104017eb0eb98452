import type { Limit, LimitRaise, LimitWindow } from '../../../proxy/contract/limits.ts'
import { calendarSpan } from '../../../proxy/policy/limits/calendar.ts'

/** Something that happened, with what is known of it so far. */
export interface Event {
  memberId: string
  at: number
  amount: number
  open: boolean
}

/**
 * What a counter must say, worked out from a plain list of all that ever happened: slow, and right for anybody who
 * reads it.
 */
export function referenceOf(
  limit: Limit,
  raises: readonly LimitRaise[],
  events: readonly Event[],
  memberId: string | null,
  now: number,
  clearedAt: number,
  zone: string,
) {
  const sizeAt = (moment: number) =>
    raises.find(
      (raise) =>
        raise.createdAt <= moment &&
        moment < raise.until &&
        (raise.memberId === null || raise.memberId === memberId),
    )?.size ?? limit.size
  const own = events.filter(
    (event) => (memberId === null || event.memberId === memberId) && event.at >= clearedAt,
  )
  const { window } = limit
  if (window.kind === 'bucket') return { left: bucketLeft(window, own, now, sizeAt) }
  const counted = own.filter((event) => isIn(limit, event.at, now, zone))
  const sum = (open: boolean) =>
    counted.filter((event) => event.open === open).reduce((total, { amount }) => total + amount, 0)
  const [used, reserved] = [sum(false), sum(true)]
  return { left: sizeAt(now) - used - reserved, used, reserved }
}

function isIn({ window }: Limit, at: number, now: number, zone: string): boolean {
  if (window.kind === 'fixed')
    return (
      calendarSpan(window.every, at, zone).start === calendarSpan(window.every, now, zone).start
    )
  if (window.kind !== 'sliding') return true
  const slot = Math.ceil((window.seconds * 1000) / 4096)
  const lastOfSlot = (Math.floor(at / slot) + 1) * slot - 1
  return lastOfSlot > now - window.seconds * 1000
}

/** Millisecond by millisecond would be plainer still; between two calls nothing happens but the inflow. */
function bucketLeft(
  { seconds, burst }: Extract<LimitWindow, { kind: 'bucket' }>,
  events: readonly Event[],
  now: number,
  sizeAt: (moment: number) => number,
): number {
  const parts = BigInt(seconds) * 1000n
  const full = BigInt(burst) * parts
  let level = full
  let at = events[0]?.at ?? now
  const flowUntil = (moment: number) => {
    // In steps, because the size may become another on the way.
    for (const step = 50; at < moment; ) {
      const ms = Math.min(step - (at % step), moment - at)
      level += BigInt(sizeAt(at)) * BigInt(ms)
      if (level > full) level = full
      at += ms
    }
  }
  for (const event of events) {
    flowUntil(event.at)
    level -= BigInt(event.amount) * parts
  }
  flowUntil(now)
  const whole = level / parts
  return Number(level < 0n && whole * parts !== level ? whole - 1n : whole)
}
