import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import type { Job } from '../../contract/jobs.ts'
import type { UsageExport } from '../../contract/usageExport.ts'
import { checkFolder, checkPlace, fileProblem } from '../callExport.ts'
import { JobProblem, type JobResult, type RunningJob } from '../jobBook.ts'
import { problem } from '../problems.ts'
import type { AdminServices } from '../services.ts'
import type { ActorContext } from '../trpc.ts'
import type { UsageOrder } from './order.ts'
import { orderFor } from './orderFor.ts'

/**
 * Writes a report of usage into a file, or one for each team into a folder, as a job. It bears another name until it
 * is whole, and is gone when the job is cancelled or fails.
 */
export function startUsageExport(ctx: ActorContext, asked: UsageExport): Job {
  const { services, actor } = ctx
  if (asked.eachTeam) checkNewFolder(services, asked.file)
  else checkPlace(services, asked)
  const order = orderFor(ctx, asked)
  const about = { kind: 'usageExport', subject: basename(asked.file), unit: 'days' } as const
  return services.jobs.start(actor.id, about, (job) => writeAll(services, order, asked.file, job))
}

async function writeAll(
  { lookback }: AdminServices,
  order: Omit<UsageOrder, 'path'>,
  file: string,
  { id, signal, progress }: RunningJob,
): Promise<JobResult> {
  const path = `${file}.${id}.partial`
  const look = lookback()
  try {
    let { done, total } = await look.usageBegin({ ...order, path })
    while (done < total) {
      signal.throwIfAborted()
      ;({ done, total } = await look.usageDay())
      progress(done, total)
    }
    signal.throwIfAborted()
    const files = await look.usageEnd()
    signal.throwIfAborted()
    if (files === 0) throw new JobProblem('No team had calls then, so there is nothing to write.')
    // Some systems put no folder in the place of another, not even of an empty one.
    if (order.eachTeam && existsSync(file)) rmdirSync(file)
    renameSync(path, file)
    return { file }
  } catch (error) {
    rmSync(path, { force: true, recursive: true })
    throw fileProblem(error)
  } finally {
    await look.close()
  }
}

/** A folder that is to be made, or one with nothing in it: what somebody has there is not touched. */
function checkNewFolder(services: Pick<AdminServices, 'dataDir'>, folder: string): void {
  checkFolder(services, folder)
  if (!existsSync(folder)) return
  if (!isEmpty(folder)) {
    throw problem(
      'BAD_REQUEST',
      'There is something of this name already. Choose another name for the folder.',
    )
  }
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0
  } catch {
    return false
  }
}
