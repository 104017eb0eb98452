import { type BillCauseKind, type BillCell, tokenSum } from '../../contract/bill.ts'
import type { Difference } from './difference.ts'
import type { OwnHour } from './ownIndex.ts'

/** A cell whose sides differ, with what its cause is told from. */
export interface Suspect {
  cell: Omit<BillCell, 'agrees' | 'cause'> & { cause?: BillCauseKind | null }
  difference: Difference
  batchTokens: number
  known: OwnModels
  /** Hours by which their days begin later, where that explains it. */
  shift?: number
}

/** Which models each key called; null stands for all keys. */
export type OwnModels = ReadonlyMap<string | null, ReadonlySet<string>>

export function ownModels(hours: readonly OwnHour[]): OwnModels {
  const models = new Map<string | null, Set<string>>([[null, new Set()]])
  for (const { keyId, model } of hours) {
    if (!models.has(keyId)) models.set(keyId, new Set())
    models.get(keyId)?.add(model)
    models.get(null)?.add(model)
  }
  return models
}

/** Estimates of calls that broke off are seldom off by more than this many calls of usual size. */
const OFF_PER_CALL = 1.5
const ROOM = 1.01

/** The one cause that explains a cell best; the order matters: what is certain comes before what is suspected. */
export function causeOf({ cell, difference, batchTokens }: Suspect): BillCauseKind {
  const { theirs, ours } = cell
  const { requests, tokens, bucketsDiffer, costNanoUsd } = difference
  const isUseTold = theirs.requests !== null || theirs.tokens !== null
  const more = Math.max(requests ?? 0, tokens ?? 0)
  const less = Math.min(requests ?? 0, tokens ?? 0)
  if (isUseTold && more > 0) {
    if (batchTokens > 0 && (tokens ?? 0) <= batchTokens * ROOM) return 'batch'
    if (!requests && isOfCutOff(cell, tokens ?? 0)) return 'cutOff'
    // As many calls as here cannot be others.
    return requests === 0 && theirs.requests !== null ? 'counted' : 'outside'
  }
  if (isUseTold && less < 0) {
    if (!requests && isOfCutOff(cell, tokens ?? 0)) return 'cutOff'
    return requests === 0 && theirs.requests !== null ? 'counted' : 'missing'
  }
  if (bucketsDiffer) return 'counted'
  const isDearer = (costNanoUsd ?? 0) > 0
  if (isDearer && ours.unpriced > 0) return 'unpriced'
  if (isUseTold) return 'price'
  // Money alone: calls that nobody made here can only be others.
  if (ours.requests + ours.cutOff === 0) return isDearer ? 'outside' : 'missing'
  if ((theirs.costNanoUsd ?? 0) === 0) return 'missing'
  return 'price'
}

function isOfCutOff({ ours }: Suspect['cell'], tokens: number): boolean {
  if (ours.cutOff === 0) return false
  const usual = tokenSum(ours.tokens) / Math.max(1, ours.requests + ours.cutOff)
  return Math.abs(tokens) <= ours.cutOff * usual * OFF_PER_CALL
}
