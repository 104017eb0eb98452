import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { formatCallId } from '../../base/ids.ts'
import { zipFolder } from '../../base/zipFolder.ts'
import type { BodyPart } from '../../contract/bodies.ts'
import { readQuery } from '../../contract/callQuery.ts'
import { csvLine } from '../../contract/csv.ts'
import type { Job } from '../../contract/jobs.ts'
import type { PersonalExport } from '../../contract/personal.ts'
import { bodySummaries, findBody } from '../../store/bodies.ts'
import type { Person } from '../../store/personal/person.ts'
import { bodiesOf, personalRecords } from '../../store/personal/records.ts'
import { uncovered } from '../bodies.ts'
import { checkPlace, fileProblem, writeCalls } from '../callExport.ts'
import type { JobResult, RunningJob } from '../jobBook.ts'
import type { Lookback } from '../lookback/looks.ts'
import type { AdminServices } from '../services.ts'
import type { ActorContext } from '../trpc.ts'
import { exportReadme } from './exportReadme.ts'
import { personOrProblem } from './subject.ts'

const DETAILS = 500
/** Ids that one question of the audit log may hold. */
const AUDIT_IDS = 20

/** Writes everything that is kept of one person into a zip, as a job. */
export function startPersonalExport(ctx: ActorContext, order: PersonalExport): Job {
  const { services, actor } = ctx
  const person = personOrProblem(services, order.memberId)
  checkPlace(services, { file: order.file, format: 'zip' })
  const about = {
    ...({ kind: 'personalExport', subject: basename(order.file), unit: 'rows' } as const),
  }
  return services.jobs.start(actor.id, about, (job) => writeAll(services, person, order.file, job))
}

async function writeAll(
  services: AdminServices,
  person: Person,
  file: string,
  { signal, progress }: RunningJob,
): Promise<JobResult> {
  const [parts, partial] = [`${file}.parts`, `${file}.partial`]
  const look = services.lookback()
  try {
    for (const old of [parts, partial]) rmSync(old, { force: true, recursive: true })
    mkdirSync(join(parts, 'bodies'), { recursive: true, mode: 0o700 })
    const folder = new Folder(parts, (rows) => {
      signal.throwIfAborted()
      progress(rows)
    })
    for (const [name, rows] of Object.entries(personalRecords(services.db, person)))
      folder.table(name, rows)
    await writeLedger(look, services, person, folder)
    await writeAudit(services, person, folder)
    await writeBodies(services, person, folder)
    folder.text('README.txt', exportReadme(person.member, services.now(), folder.names))
    await zipFolder(parts, folder.names, { file: partial, at: services.now(), signal })
    renameSync(partial, file)
    return { file }
  } catch (error) {
    rmSync(partial, { force: true })
    throw fileProblem(error)
  } finally {
    rmSync(parts, { force: true, recursive: true })
    await look.close()
  }
}

/** The files on their way into the zip. */
class Folder {
  readonly names: string[] = []
  readonly #path: string
  readonly #passed: (rows: number) => void
  #rows = 0

  constructor(path: string, passed: (rows: number) => void) {
    this.#path = path
    this.#passed = passed
  }

  /** Where a file is to be written by somebody else. */
  place(name: string): string {
    this.names.push(name)
    return join(this.#path, name)
  }

  text(name: string, content: string | Buffer): void {
    writeFileSync(this.place(name), content, { mode: 0o600, flag: 'wx' })
  }

  /** The same rows as JSON and as a table. */
  table(name: string, rows: readonly object[]): void {
    this.text(`${name}.json`, `${JSON.stringify(rows, null, 2)}\n`)
    const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    const lines = rows.map((row) =>
      titles.map((title) => cellOf((row as Record<string, unknown>)[title])),
    )
    this.text(`${name}.csv`, [titles, ...lines].map((line) => csvLine(line)).join(''))
    this.passed(rows.length)
  }

  passed(rows: number): void {
    this.#rows += rows
    this.#passed(this.#rows)
  }
}

function cellOf(value: unknown): string | number | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)
}

/** The calls as every export has them, and beside them what was kept of how each went. */
async function writeLedger(
  look: Lookback,
  { now }: AdminServices,
  { member, code }: Person,
  folder: Folder,
): Promise<void> {
  const { query } = readQuery(`member:"${member.id}"`)
  const filter = { query, until: now() + 1, teamId: undefined }
  for (const format of ['csv', 'jsonl'] as const) {
    let before = 0
    const file = folder.place(`calls.${format}`)
    await writeCalls(look, { format, file, preamble: false }, filter, (calls) => {
      folder.passed(calls - before)
      before = calls
    })
  }
  const file = folder.place('callDetails.jsonl')
  await look.exportBegin({ file, text: '' })
  if (code === undefined) return
  for (let after = 0, rows = DETAILS; rows === DETAILS; ) {
    const part = await look.exportDetails({ file, member: code, after, limit: DETAILS })
    after = part.last
    rows = part.rows
    folder.passed(rows)
  }
}

/** What administrators did to the person and what is theirs. */
async function writeAudit(
  { reports }: AdminServices,
  { ids, member }: Person,
  folder: Folder,
): Promise<void> {
  const acts = new Map<number, object>()
  const wanted = member.email === '' ? ids : [...ids, member.email]
  for (let at = 0; at < wanted.length; at += AUDIT_IDS) {
    const terms = [
      { field: 'text' as const, values: wanted.slice(at, at + AUDIT_IDS), negated: false },
    ]
    let before: number | undefined
    for (let more = true; more; ) {
      const page = await reports.auditPage({
        ...{ limit: 500, filter: { terms } },
        ...(before !== undefined && { before }),
      })
      for (const act of page.acts) acts.set(act.seq, act)
      before = page.acts.at(-1)?.seq
      more = page.more
      folder.passed(page.acts.length)
    }
  }
  folder.table(
    'audit',
    [...acts.entries()].sort(([a], [b]) => a - b).map(([, act]) => act),
  )
}

const ENDINGS: Record<string, string> = { 'application/json': 'json', 'text/event-stream': 'txt' }

async function writeBodies(services: AdminServices, person: Person, folder: Folder): Promise<void> {
  const { db } = services
  const { code } = person
  const kept = code === undefined ? [] : bodiesOf(db, code)
  for (const { callId, part: number } of kept) {
    const part: BodyPart = number === 0 ? 'request' : 'answer'
    const body = findBody(db, callId, part)
    const summary = bodySummaries(db, callId).find((one) => one.part === part)
    // It may have become too old meanwhile.
    if (!body || !summary) continue
    const ending = ENDINGS[summary.contentType.split(';')[0]?.trim() ?? ''] ?? 'bin'
    folder.text(`bodies/${formatCallId(callId)}-${part}.${ending}`, uncovered(services, body))
    folder.passed(1)
    // Opening a large one takes some milliseconds: calls go on in between.
    await turn()
  }
}
