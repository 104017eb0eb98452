import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job } from './schedule.ts'

const EVERY_MS = 15 * 60_000
/** Longer than any upload may take; what is older was left behind by a call that died. */
const STALE_MS = 5 * 3_600_000

/** Deletes uploads that nobody is checking any more. */
export function deleteStaleUploads(folder: string, now: () => number): Job {
  return {
    name: 'delete stale uploads',
    everyMs: EVERY_MS,
    async run() {
      for (const name of await namesIn(folder)) {
        const file = join(folder, name)
        const stats = await stat(file).catch(() => undefined)
        if (stats && now() - stats.mtimeMs > STALE_MS)
          await rm(file, { recursive: true, force: true })
      }
    },
  }
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
}
