import type { Notice } from '../../contract/notify.ts'

export interface Waiting {
  id: number
  /** What is counted together when there are many. */
  lane: string
  notice: Notice
}

export interface Pace {
  /** Messages of a lane in the last ten minutes. */
  sentRecently: (lane: string) => number
  /** Most messages of a lane in ten minutes. */
  most: number
  /** Quiet hours: only what is critical goes out. */
  isQuiet: boolean
}

/** Time over which messages are counted. */
export const PACE_MS = 10 * 60_000

/**
 * What goes out now to one channel, a list for each message: one by one while there are few, together once there
 * are more than may be sent. What is left out waits for its turn.
 */
export function planMessages<Row extends Waiting>(waiting: readonly Row[], pace: Pace): Row[][] {
  const heard = pace.isQuiet ? waiting.filter(({ notice }) => isUrgent(notice)) : waiting
  return [...Map.groupBy(heard, ({ lane }) => lane)].flatMap(([lane, rows]) => {
    const free = pace.most - pace.sentRecently(lane)
    if (free <= 0) return []
    return rows.length <= free ? rows.map((row) => [row]) : [rows]
  })
}

/** It wakes people up. */
export function isUrgent({ severity }: Pick<Notice, 'severity'>): boolean {
  return severity === 'critical'
}
