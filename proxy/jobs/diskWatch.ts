import { statfs } from 'node:fs/promises'
import type { Job } from './schedule.ts'

const EVERY_MS = 10_000
const LEAST_FREE_BYTES = 200 * 1024 * 1024

export interface DiskWatch extends Job {
  /** Since when there has been too little room to record calls; undefined while there is enough. */
  fullSince(): number | undefined
  /** As it was measured last; undefined before. */
  freeBytes(): number | undefined
}

/** Watches the room left on the disk of a folder: a call that cannot be recorded is not served. */
export function watchDisk(
  folder: string,
  now: () => number,
  freeBytes: (folder: string) => Promise<number> = freeBytesOf,
): DiskWatch {
  let since: number | undefined
  let free: number | undefined
  return {
    name: 'watch the disk',
    everyMs: EVERY_MS,
    fullSince: () => since,
    freeBytes: () => free,
    async run() {
      free = await freeBytes(folder)
      if (free >= LEAST_FREE_BYTES) since = undefined
      else since ??= now()
    },
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
