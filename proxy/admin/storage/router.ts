import { statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dataFiles } from '../../base/paths.ts'
import type { Job } from '../../contract/jobs.ts'
import { retentionTrial, type StoragePreview, type StorageStatus } from '../../contract/storage.ts'
import { problem } from '../problems.ts'
import type { AdminServices } from '../services.ts'
import { administrator, router } from '../trpc.ts'
import { storageForecast } from './forecast.ts'

export const storageRouter = router({
  /** What lies in the database and how it grows. Every page is looked at, on a thread of its own. */
  status: administrator
    .input(retentionTrial)
    .query(({ ctx, input }): Promise<StorageStatus> => storageStatus(ctx.services, input)),

  /** What would be deleted tonight, with settings as they might be. */
  preview: administrator
    .input(retentionTrial)
    .query(async ({ ctx, input }): Promise<StoragePreview> => {
      const { reports, retention } = ctx.services
      const settings = retention.settings(input)
      const { neededFrom, ...plan } = retention.plan(settings)
      const found = await reports.storagePreview(plan)
      return { ...found, neededFrom: plan.calls === neededFrom ? neededFrom : null }
    }),

  /** Deletes now what would be deleted tonight, as a job. */
  run: administrator.mutation(({ ctx }): Job => {
    const { jobs, retention } = ctx.services
    if (retention.running)
      throw problem('CONFLICT', 'Old data is being deleted already. Wait until that is done.')
    const about = { kind: 'retention', subject: null, unit: 'rows' } as const
    return jobs.start(ctx.actor.id, about, async ({ signal, progress }) => {
      await retention.run({ signal, progress, actor: ctx.actor })
      return { file: null }
    })
  }),
})

async function storageStatus(
  services: AdminServices,
  trial: Parameters<AdminServices['retention']['settings']>[0],
): Promise<StorageStatus> {
  const { dataDir, lookback, now, retention } = services
  const at = now()
  const look = lookback()
  try {
    const { lines, freeBytes } = await look.storageSizes(at)
    const { bavail, bsize } = await statfs(dataDir)
    const diskFreeBytes = bavail * bsize
    const settings = { ...retention.settings(trial), bodyDays: services.settings.get('bodyDays') }
    return {
      ...{ at, lines, freeBytes, diskFreeBytes },
      bytes: lines.reduce((sum, line) => sum + line.bytes, 0),
      fileBytes: fileBytes(dataFiles(dataDir).database),
      forecast: storageForecast({ lines, settings, diskFreeBytes, now: at }),
      ...{ last: retention.last, running: retention.running },
    }
  } finally {
    await look.close()
  }
}

function fileBytes(database: string): number {
  return [database, `${database}-wal`].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}
