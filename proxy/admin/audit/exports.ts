import { createHash, type Hash, randomUUID } from 'node:crypto'
import { entryHash, publicKeyOf } from '../../base/auditChain.ts'
import type {
  ExportedBeginning,
  ExportedCheckpoint,
  ExportedEntry,
  ExportHeader,
  LeftOut,
} from '../../base/auditExport.ts'
import { sealFile } from '../../base/auditExport.ts'
import type { AuditAct, AuditExport, AuditExportPart, AuditPage } from '../../contract/audit.ts'
import { csvLine } from '../../contract/csv.ts'
import { auditBeginning } from '../../store/audit/beginning.ts'
import {
  auditTail,
  checkpointsBetween,
  entriesAfter,
  entryOf,
  type StoredEntry,
} from '../../store/audit/entries.ts'
import type { Db } from '../../store/db.ts'
import type { Reports } from '../../store/reports/index.ts'
import type { AuditBeginningRow } from '../../store/schema/audit.ts'
import type { Vault } from '../../vault/vault.ts'
import { problem } from '../problems.ts'
import type { AuditLog } from './log.ts'

/** An export that nobody goes on with is forgotten. */
const LIFE_MS = 10 * 60_000
const MOST = 8
/** Entries of one part: a few milliseconds. */
const PART = 500

export interface ExportOptions {
  db: Db
  vault: Vault
  reports: Pick<Reports, 'auditPage'>
  log: AuditLog
  now: () => number
}

interface Running {
  format: AuditExport['format']
  filter: AuditExport['filter']
  /** Entries that pass the filter; undefined where all do. */
  passing: ReadonlySet<number> | undefined
  /** The last entry that the log no longer holds, and the last one of this file. */
  from: number
  upTo: number
  /** The last entry (JSONL) or act (CSV, newest first) that was handed out. */
  at: number
  part: number
  last: AuditExportPart | undefined
  hash: Hash
  done: number
  total: number
  usedAt: number
  header: string
}

/** Exports under way, made part by part. Each file is signed, so that it proves itself far from here. */
export class ExportShelf {
  readonly #options: ExportOptions
  readonly #running = new Map<string, Running>()

  constructor(options: ExportOptions) {
    this.#options = options
  }

  async begin({ format, filter }: AuditExport, exportedBy: string) {
    const { db, vault, log, now } = this.#options
    // Signed to its very end, the act of exporting included.
    log.checkpoint({ always: true })
    this.#forget()
    const upTo = auditTail(db)?.seq ?? 0
    const isWhole =
      filter.terms.length === 0 && filter.since === undefined && filter.until === undefined
    const passing = isWhole ? undefined : await this.#passing(filter)
    const publicKey = publicKeyOf(vault.subkey('audit-sign'))
    const begins = auditBeginning(db)
    const facts: ExportHeader = {
      ...{ format: 'keyrack-audit', version: 1, installId: vault.installId },
      ...{ exportedAt: now(), exportedBy, publicKey, entries: upTo, filter },
      begins: begins ? exportedBeginning(begins) : null,
    }
    const header = format === 'csv' ? csvLine(COLUMNS.map(([title]) => title)) : line(facts)
    const id = randomUUID()
    const from = begins?.seq ?? 0
    const at = format === 'csv' ? upTo + 1 : from
    const total = upTo - from
    this.#running.set(id, {
      ...{ format, filter, passing, from, upTo, at, part: -1, last: undefined, header },
      ...{ hash: createHash('sha256'), done: 0, total, usedAt: now() },
    })
    return { id, total }
  }

  /** True while somebody fetches one: the log's beginning must stay where it is. */
  get isBusy(): boolean {
    const { now } = this.#options
    return [...this.#running.values()].some(
      ({ last, usedAt }) => last?.isOver !== true && now() - usedAt <= LIFE_MS,
    )
  }

  async part({ id, part }: { id: string; part: number }): Promise<AuditExportPart> {
    const { now } = this.#options
    const running = this.#running.get(id)
    if (!running) {
      throw problem('NOT_FOUND', 'This export is over: nobody went on with it. Begin it again.')
    }
    // Asked for once more, because its answer was lost.
    if (running.last && part === running.part) return running.last
    if (part !== running.part + 1)
      throw problem('BAD_REQUEST', 'The parts come one after the other.')
    running.usedAt = now()
    running.part = part
    const { text, isOver } =
      running.format === 'csv' ? await this.#csv(running) : this.#jsonl(running)
    const whole = (part === 0 ? running.header : '') + text
    running.hash.update(whole)
    running.last = this.#sealed(running, whole, isOver)
    return running.last
  }

  #sealed(running: Running, text: string, isOver: boolean): AuditExportPart {
    const { vault, now } = this.#options
    const { total, format } = running
    if (!isOver) return { text, done: running.done, total, seal: null, isOver }
    const seed = vault.subkey('audit-sign')
    const seal = line(
      sealFile(seed, {
        ...{ installId: vault.installId, sealedAt: now(), publicKey: publicKeyOf(seed) },
        sha256: running.hash.digest('hex'),
      }),
    )
    // A table has no place for it: it is kept in a file beside.
    return format === 'csv'
      ? { text, done: total, total, seal, isOver }
      : { text: text + seal, done: total, total, seal: null, isOver }
  }

  #jsonl(running: Running): { text: string; isOver: boolean } {
    const { db } = this.#options
    const { at, upTo, passing } = running
    const rows = entriesAfter(db, at, upTo, PART)
    const last = rows.at(-1)?.seq ?? upTo
    const signed = new Map(checkpointsBetween(db, at, last).map((row) => [row.seq, row]))
    let text = ''
    for (const row of rows) {
      const passes = passing === undefined || passing.has(row.seq)
      text += line(passes ? exported(row) : leftOut(row))
      const checkpoint = signed.get(row.seq)
      if (!checkpoint) continue
      const { seq, at: signedAt, link, mac, signature } = checkpoint
      const words: ExportedCheckpoint = {
        checkpoint: {
          ...{ seq, at: signedAt, link: link.toString('hex'), mac: mac.toString('hex') },
          signature: signature.toString('base64'),
        },
      }
      text += line(words)
    }
    Object.assign(running, { at: last, done: last - running.from })
    return { text, isOver: rows.length < PART || last >= upTo }
  }

  async #csv(running: Running): Promise<{ text: string; isOver: boolean }> {
    const { acts, more } = await this.#page(running.filter, running.at)
    const last = acts.at(-1)?.seq ?? 1
    Object.assign(running, { at: last, done: running.upTo - last + 1 })
    const text = acts.map((act) => csvLine(COLUMNS.map(([, value]) => value(act)))).join('')
    return { text, isOver: !more }
  }

  async #passing(filter: AuditExport['filter']): Promise<Set<number>> {
    const passing = new Set<number>()
    let before: number | undefined
    for (let more = true; more; ) {
      const page = await this.#page(filter, before)
      for (const { seq, endSeq } of page.acts) {
        passing.add(seq)
        if (endSeq !== null) passing.add(endSeq)
      }
      before = page.acts.at(-1)?.seq
      more = page.more
    }
    return passing
  }

  #page(filter: AuditExport['filter'], before: number | undefined) {
    const page: AuditPage = { filter, limit: PART, ...(before !== undefined && { before }) }
    return this.#options.reports.auditPage(page)
  }

  #forget(): void {
    const { now } = this.#options
    for (const [id, { usedAt }] of this.#running) {
      if (now() - usedAt > LIFE_MS || this.#running.size >= MOST) this.#running.delete(id)
    }
  }
}

function exported(row: StoredEntry): ExportedEntry {
  const { asideSalt, asideDetail } = row
  return {
    ...entryOf(row),
    mac: row.mac.toString('hex'),
    ...(asideSalt !== null &&
      asideDetail !== null && { salt: asideSalt.toString('hex'), aside: asideDetail }),
  }
}

function exportedBeginning(row: AuditBeginningRow): ExportedBeginning {
  const { seq, at, actor, taken, entry, link, mac, signature } = row
  return {
    ...{ seq, at, actor, taken, entry, link: link.toString('hex'), mac: mac.toString('hex') },
    signature: signature.toString('base64'),
  }
}

function leftOut(row: StoredEntry): LeftOut {
  return { seq: row.seq, hash: entryHash(entryOf(row)).toString('hex') }
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`
const json = (value: unknown) => (value === null ? '' : JSON.stringify(value))

const COLUMNS: [title: string, value: (act: AuditAct) => string | number][] = [
  ['seq', ({ seq }) => seq],
  ['at', ({ at }) => new Date(at).toISOString()],
  ['endedAt', ({ endedAt }) => (endedAt === null ? '' : new Date(endedAt).toISOString())],
  ['actorId', ({ actorId }) => actorId ?? ''],
  ['actor', ({ actorName }) => actorName ?? ''],
  ['role', ({ role }) => role ?? ''],
  ['source', ({ source }) => source],
  ['address', ({ address }) => address ?? ''],
  ['action', ({ action }) => action],
  ['objectType', ({ objectType }) => objectType ?? ''],
  ['objectId', ({ objectId }) => objectId ?? ''],
  ['object', ({ objectName }) => objectName ?? ''],
  ['result', ({ result }) => result],
  ['reason', ({ reason }) => reason ?? ''],
  ['asked', ({ asked }) => json(asked)],
  ['changes', ({ changes }) => (changes.length === 0 ? '' : json(changes))],
  ['origin', ({ origin }) => origin],
]
