import { renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, relative } from 'node:path'
import { type CallExport, exportFoot, exportHead } from '../contract/callExport.ts'
import type { Job } from '../contract/jobs.ts'
import { addTotals } from '../store/reports/sums.ts'
import { conditionsFor } from './callConditions.ts'
import { JobProblem, type JobResult, type RunningJob } from './jobBook.ts'
import { noTotals } from './lookback/exportCalls.ts'
import type { Lookback } from './lookback/looks.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import type { ActorContext } from './trpc.ts'

/**
 * Writes the calls of a filter into a file, as a job. The file bears the name `.partial` until it is whole, and is
 * gone when the job is cancelled or fails.
 */
export function startCallExport(ctx: ActorContext, order: CallExport): Job {
  const { services, actor } = ctx
  checkPlace(services, order)
  // What begins meanwhile is not part of it: otherwise a busy proxy would never let it end.
  const until = Math.min(order.filter.until ?? Number.POSITIVE_INFINITY, services.now() + 1)
  const filter = { ...conditionsFor(ctx, order.filter), until }
  const about = { kind: 'callExport', subject: basename(order.file), unit: 'calls' } as const
  return services.jobs.start(actor.id, about, (job) => writeAll(services, order, filter, job))
}

type Filter = ReturnType<typeof conditionsFor> & { until: number }

async function writeAll(
  { lookback, reports }: AdminServices,
  { file, ...order }: CallExport,
  filter: Filter,
  { signal, progress }: RunningJob,
): Promise<JobResult> {
  const partial = `${file}.partial`
  const look = lookback()
  try {
    rmSync(partial, { force: true })
    const { calls, next } = await reports.callTotals({ filter })
    const total = next === null ? calls : null
    await writeCalls(look, { ...order, file: partial }, filter, (done) => {
      signal.throwIfAborted()
      progress(done, total)
    })
    renameSync(partial, file)
    return { file }
  } catch (error) {
    rmSync(partial, { force: true })
    throw fileProblem(error)
  } finally {
    await look.close()
  }
}

/** Writes calls into a new file, on a thread; `passed` hears how many there are after each part. */
export async function writeCalls(
  look: Lookback,
  { format, file, preamble }: Pick<CallExport, 'format' | 'file' | 'preamble'>,
  filter: Filter,
  passed: (calls: number) => void,
): Promise<void> {
  const { query, since, until } = filter
  const head = { query: query ?? { terms: [] }, until, ...(since !== undefined && { since }) }
  await look.exportBegin({ file, text: exportHead({ format, preamble }, head) })
  let totals = noTotals()
  let before: string | null = null
  do {
    const part = await look.exportPart({ filter, format, file, before })
    totals = addTotals(totals, part.totals)
    before = part.next
    passed(totals.calls)
  } while (before !== null)
  await look.exportEnd({ file, text: exportFoot(format, totals) })
  passed(totals.calls)
}

/** A file that ends as an export does, in a folder that is there, and not among Keyrack's own. */
export function checkPlace(
  services: Pick<AdminServices, 'dataDir'>,
  { file, format }: { file: string; format: string },
): void {
  if (!isAbsolute(file) || !file.endsWith(`.${format}`)) {
    throw problem('BAD_REQUEST', `The file must be a whole path that ends in .${format}.`)
  }
  checkFolder(services, file)
}

/** The same for a folder that is to be made. */
export function checkFolder({ dataDir }: Pick<AdminServices, 'dataDir'>, path: string): void {
  if (!isAbsolute(path)) throw problem('BAD_REQUEST', 'The folder must be a whole path.')
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) {
    throw problem('BAD_REQUEST', 'The folder for the file is not there. Choose another place.')
  }
  const inside = relative(dataDir, path)
  if (!inside.startsWith('..') && !isAbsolute(inside)) {
    throw problem(
      'BAD_REQUEST',
      'Exports are not written among Keyrack’s own files. Choose another place.',
    )
  }
}

const REASONS: [code: string, words: string][] = [
  ['ENOSPC', 'the disk is full'],
  ['EACCES', 'Keyrack may not write there'],
  ['EPERM', 'Keyrack may not write there'],
  ['EROFS', 'the disk can only be read'],
  ['ENOENT', 'the folder is gone'],
  ['EISDIR', 'a folder has this name'],
]

/** The thread hands over an error's words only, and they begin with its code. */
export function fileProblem(error: unknown): unknown {
  const text = error instanceof Error ? error.message : ''
  const reason = REASONS.find(([code]) => text.includes(code))
  if (!reason) return error
  return new JobProblem(
    `The file could not be written, because ${reason[1]}. Nothing is left of it. Choose another place and export again.`,
    { cause: error },
  )
}
