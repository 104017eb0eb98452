import { BILL_BUCKETS, type BillOwn, noTokens } from '../../contract/bill.ts'

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** What went through Keyrack in an hour, with a key and a model. */
export interface OwnHour extends BillOwn {
  at: number
  keyId: string
  /** Folded, as `foldModel` does. */
  model: string
  /** As the calls named it. */
  name: string
}

export interface OwnCell extends BillOwn {
  names: Set<string>
}

/** Our side of a day for each key and model, and for all keys or models together (null). */
export type OwnIndex = ReadonlyMap<string, OwnCell>

export const cellName = (day: number, keyId: string | null, model: string | null) =>
  JSON.stringify([day, keyId, model])

/** Sums of UTC days, or of days that begin `shift` hours later. */
export function indexOwn(hours: readonly OwnHour[], shift = 0): OwnIndex {
  const index = new Map<string, OwnCell>()
  for (const hour of hours) {
    const day = Math.floor((hour.at - shift * HOUR_MS) / DAY_MS) * DAY_MS
    for (const keyId of [hour.keyId, null]) {
      for (const model of [hour.model, null]) {
        const name = cellName(day, keyId, model)
        let cell = index.get(name)
        if (!cell) {
          cell = { ...nothing(), names: new Set() }
          index.set(name, cell)
        }
        add(cell, hour)
        cell.names.add(hour.name)
      }
    }
  }
  return index
}

export function nothing(): BillOwn {
  return { requests: 0, cutOff: 0, tokens: noTokens(), costNanoUsd: 0, unpriced: 0 }
}

function add(to: BillOwn, part: BillOwn): void {
  to.requests += part.requests
  to.cutOff += part.cutOff
  to.costNanoUsd += part.costNanoUsd
  to.unpriced += part.unpriced
  for (const bucket of BILL_BUCKETS) to.tokens[bucket] += part.tokens[bucket]
}
