import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { AuditFileExport } from '../../contract/audit.ts'
import type { Job } from '../../contract/jobs.ts'
import { checkPlace, fileProblem } from '../callExport.ts'
import type { JobResult, RunningJob } from '../jobBook.ts'
import { JobProblem } from '../jobBook.ts'
import type { ActorContext } from '../trpc.ts'

/** Proves the whole log; what is found stands in its state. */
export function startCheckJob({ services, actor }: ActorContext): Job {
  const { audit, jobs } = services
  const about = { kind: 'auditCheck', subject: null, unit: 'entries' } as const
  return jobs.start(actor.id, about, async ({ signal, progress }) => {
    signal.addEventListener('abort', () => audit.checks.cancel())
    const { broken } = await audit.checks.check('all', progress).catch(asJobProblem)
    if (broken) throw new JobProblem(broken.message)
    return { file: null }
  })
}

/** Writes an export; the file bears the name `.partial` until it is whole. A table's seal lies beside it. */
export function startExportJob({ services, actor }: ActorContext, order: AuditFileExport): Job {
  checkPlace(services, order)
  const about = { kind: 'auditExport', subject: basename(order.file), unit: 'entries' } as const
  return services.jobs.start(actor.id, about, (job) =>
    writeAll(services.audit.exports, order, actor.name, job),
  )
}

async function writeAll(
  shelf: ActorContext['services']['audit']['exports'],
  { file, ...wanted }: AuditFileExport,
  name: string,
  { signal, progress }: RunningJob,
): Promise<JobResult> {
  const partial = `${file}.partial`
  try {
    const { id } = await shelf.begin(wanted, name)
    rmSync(partial, { force: true })
    writeFileSync(partial, '', { mode: 0o600, flag: 'wx' })
    for (let part = 0; ; part++) {
      const { text, done, total, isOver, seal } = await shelf.part({ id, part })
      signal.throwIfAborted()
      appendFileSync(partial, text)
      progress(done, total)
      if (!isOver) {
        // Calls go on between the parts.
        await new Promise((resolve) => setImmediate(resolve))
        continue
      }
      if (seal !== null) writeFileSync(`${file}.sig`, seal, { mode: 0o600 })
      renameSync(partial, file)
      return { file }
    }
  } catch (error) {
    rmSync(partial, { force: true })
    throw fileProblem(error)
  }
}

function asJobProblem(error: unknown): never {
  throw error instanceof Error ? new JobProblem(error.message, { cause: error }) : error
}
