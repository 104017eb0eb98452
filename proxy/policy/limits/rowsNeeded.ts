import type { Limit } from '../../contract/limits.ts'

/** A bucket that was full so many times over since then holds the same, whatever was before. */
const BUCKET_FILLS = 4

/**
 * Since when single calls are needed to count limits anew. Calendar windows are shorter than calls are kept at least,
 * and limits without end go on from sums of the deleted calls.
 */
export function rowsNeededFrom(limits: readonly Limit[], now: number): number {
  return Math.min(now, ...limits.map(({ window, size }) => now - lengthOf(window, size)))
}

function lengthOf(window: Limit['window'], size: number): number {
  if (window.kind === 'sliding') return window.seconds * 1000
  if (window.kind !== 'bucket') return 0
  return Math.ceil((window.burst * window.seconds * 1000) / Math.max(1, size)) * BUCKET_FILLS
}
