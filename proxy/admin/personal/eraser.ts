import { readdirSync, rmSync } from 'node:fs'
import { isIP } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { entryHash } from '../../base/auditChain.ts'
import { mentionPattern, type Needles } from '../../base/mentions.ts'
import { dataFiles } from '../../base/paths.ts'
import { type Certificate, ERASED_KINDS, type ErasureProof } from '../../contract/personal.ts'
import { countEntriesAbout, detailsAfter, entryAt, entryOf } from '../../store/audit/entries.ts'
import { CALLS_SLICE, callEraser } from '../../store/personal/eraseCalls.ts'
import { erasePerson, newPseudonym } from '../../store/personal/erasePerson.ts'
import { listErasures, saveErasure } from '../../store/personal/erasures.ts'
import { findMentions } from '../../store/personal/mentions.ts'
import type { Person } from '../../store/personal/person.ts'
import { dropNames } from '../../store/retention/names.ts'
import { vacuum } from '../../store/retention/sweep.ts'
import type { Act } from '../audit/acts.ts'
import { JobProblem, type RunningJob } from '../jobBook.ts'
import type { Lookback } from '../lookback/looks.ts'
import { membersChanged } from '../members.ts'
import type { AdminServices } from '../services.ts'
import { canariesOf, needlesOf, ownAddresses } from './traces.ts'

export type EraserParts = Pick<
  AdminServices,
  'db' | 'dataDir' | 'now' | 'audit' | 'gateway' | 'lookback' | 'live'
>

/** What erasing calls needs, and where it notes what went. */
interface CallWork extends Pick<RunningJob, 'signal' | 'progress'> {
  look: Lookback
  removed: Counts
  eraseSome: ReturnType<typeof callEraser>
  /** Addresses and programs that were found. */
  told: Set<string | null>
}

/** Several times as long as a slice takes: calls find the loop free. */
const PAUSE_MS = 5
const AUDIT_SLICE = 500
/** How long the cut of the log waits for readers of an older state. */
const LOG_MS = 60_000
const LOG_PAUSE_MS = 100

type Counts = Certificate['removed']
type By = Certificate['by']

export interface ErasureOrder {
  id: string
  by: By
}

/**
 * Erases one person at a time. What is done first can be done again; then one transaction puts a pseudonym in the
 * person's place; what follows removes traces, and is finished by the next start when this one is cut off.
 */
export class Eraser {
  readonly #parts: EraserParts
  #running = false

  constructor(parts: EraserParts) {
    this.#parts = parts
  }

  get running(): boolean {
    return this.#running
  }

  /** The certificate stands under `id` afterwards. */
  async erase(person: Person, order: ErasureOrder, job: RunningJob): Promise<void> {
    await this.#alone((look) => this.#erase(person, order, job, look))
  }

  /** Removes the traces that an erasure left which was cut off; called once the vault is open. */
  async finishInterrupted(): Promise<void> {
    const { db, audit, now } = this.#parts
    for (const { certificate, ...row } of listErasures(db)) {
      if (row.finishedAt !== null || this.#running) continue
      await this.#alone(async (look) => {
        await this.#dropNames(look)
        const ids = [row.memberId]
        await this.#shred(audit.log.beginErasure(actOf(row.memberId, certificate.by)), {
          ...{ words: [], exact: [] },
          ids,
        })
        this.#dropCopies()
        await this.#emptyLog(look)
        const finishedAt = now()
        saveErasure(db, { ...row, finishedAt, certificate: { ...certificate, finishedAt } })
      })
    }
  }

  async #alone<Answer>(work: (look: Lookback) => Promise<Answer>): Promise<Answer> {
    if (this.#running)
      throw new JobProblem('Somebody else is being erased. Wait until that is done.')
    this.#running = true
    const look = this.#parts.lookback()
    try {
      return await work(look)
    } finally {
      this.#running = false
      await look.close()
    }
  }

  async #erase(
    person: Person,
    { id, by }: ErasureOrder,
    { signal, progress }: RunningJob,
    look: Lookback,
  ): Promise<void> {
    const { db, now, audit, gateway } = this.#parts
    const { member, tokens, code } = person
    const orderedAt = now()
    const removed = Object.fromEntries(ERASED_KINDS.map((kind) => [kind, 0])) as Counts
    // By then it is written down that it was ordered, and that entry is among those that lose their details.
    await pause(PAUSE_MS)
    await gateway.settled()
    const told = new Set(tokens.flatMap(({ lastAddress, lastClient }) => [lastAddress, lastClient]))
    const calls =
      code === undefined
        ? 0
        : await this.#eraseCalls(code, {
            ...{ look, signal, progress, removed, told, eraseSome: callEraser(db) },
          })
    const programs = code === undefined ? [] : await look.ownPrograms({ member: code })
    await this.#dropNames(look)
    signal.throwIfAborted()
    const said = [...told].filter((text) => text !== null)
    const needles = needlesOf(db, person, ownAddresses(db, person, said))
    const canaries = canariesOf(needles, person, said)
    const seq = audit.log.beginErasure(actOf(member.id, by))
    const about = { ...needles, ids: person.ids }
    removed.auditDetails += await this.#shred(seq, about)
    signal.throwIfAborted()

    // From here on there is no way back, and no cancelling.
    const pattern = mentionPattern(needles)
    if (!pattern) throw new Error('A member has an id, which is something to look for')
    await gateway.settled()
    if (gateway.openCalls().some(({ memberId }) => memberId === member.id))
      throw new JobProblem('A call of this member has begun meanwhile. Try again when it is over.')
    const pseudonym = newPseudonym()
    const entry = entryAt(db, seq)
    const { certificate, row } = db.transaction(() => {
      const { objects, ...records } = erasePerson(db, person, {
        ...{ pseudonym, now: now(), pattern, programs },
      })
      Object.assign(removed, { profile: 1, ...records })
      const certificate: Certificate = {
        ...{ format: 'keyrack-erasure-certificate', version: 1, id, memberId: member.id },
        ...{ pseudonym: pseudonym.name, orderedAt, finishedAt: null, by, removed },
        kept: { calls, objects, auditEntries: countEntriesAbout(db, person.ids) },
        mentions: findMentions(db, pattern),
        namesakes: needles.namesakes,
        audit: { seq, hash: entry ? entryHash(entryOf(entry)).toString('hex') : '' },
        proof: null,
      }
      const row = { id, memberId: member.id, pseudonymId: pseudonym.id, at: orderedAt }
      saveErasure(db, { ...row, finishedAt: null, certificate })
      return { certificate, row }
    })
    gateway.personErased()
    this.#tell()

    removed.auditDetails += await this.#shred(seq, about)
    removed.copies = this.#dropCopies()
    certificate.proof = await this.#prove(look, canaries)
    certificate.finishedAt = now()
    saveErasure(db, { ...row, finishedAt: certificate.finishedAt, certificate })
  }

  async #eraseCalls(code: number, work: CallWork): Promise<number> {
    const { look, told } = work
    let calls = 0
    for (let after = 0; ; ) {
      const ids = await look.memberCalls({ member: code, after })
      const last = ids.at(-1)
      if (last === undefined) break
      after = last
      await this.#eraseSlices(ids, calls, work)
      calls += ids.length
    }
    const addresses = [...told].filter((text) => text !== null && isIP(text) !== 0) as string[]
    await this.#eraseSlices(await look.strangersFrom({ addresses }), calls, work)
    return calls
  }

  async #eraseSlices(ids: number[], before: number, work: CallWork): Promise<void> {
    const { signal, progress, removed, told, eraseSome } = work
    for (let at = 0; at < ids.length; at += CALLS_SLICE) {
      signal.throwIfAborted()
      const slice = ids.slice(at, at + CALLS_SLICE)
      const gone = eraseSome(slice)
      for (const text of gone.told) told.add(text)
      for (const kind of ['addresses', 'details', 'bodies'] as const) removed[kind] += gone[kind]
      progress(before + at + slice.length)
      await pause(PAUSE_MS)
    }
  }

  /** Addresses, programs and headers that no call has any more. */
  async #dropNames(look: Lookback): Promise<void> {
    const { db, gateway } = this.#parts
    for (;;) {
      const found = await look.unusedNames()
      if (found.candidates.length === 0) return
      if (dropNames(db, found) > 0) gateway.personErased()
      await pause(PAUSE_MS)
    }
  }

  /** Takes the details of every entry away that names the person; that the acts happened stays. */
  async #shred(by: number, { ids, ...needles }: Needles & { ids: readonly string[] }) {
    const { db, audit } = this.#parts
    const pattern = mentionPattern(needles)
    const about = new Set(ids)
    let shredded = 0
    for (let after = 0; ; ) {
      const rows = detailsAfter(db, after, AUDIT_SLICE)
      const last = rows.at(-1)
      if (!last) return shredded
      after = last.seq
      const seqs = rows
        .filter(({ seq, object, detail }) => {
          if (pattern) pattern.lastIndex = 0
          const isAbout = object !== null && about.has(object)
          return seq !== by && (isAbout || (pattern?.test(detail ?? '') ?? false))
        })
        .map(({ seq }) => seq)
      if (seqs.length > 0) shredded += audit.log.eraseBy(by, seqs)
      await pause(PAUSE_MS)
    }
  }

  /** Whole copies that Keyrack made of its database before updates. */
  #dropCopies(): number {
    const copies = databaseCopies(this.#parts.dataDir)
    for (const copy of copies) rmSync(copy, { force: true })
    return copies.length
  }

  /** Reads the data folder for what should be gone; free pages that still hold it are written anew. */
  async #prove(look: Lookback, canaries: readonly string[]): Promise<ErasureProof> {
    const { db, dataDir } = this.#parts
    const kept = new Set(await look.textsStillThere(canaries))
    const texts = canaries.filter((text) => !kept.has(text))
    // Pages that are free now, given back to the disk.
    for (const _ of vacuum(db)) await pause(PAUSE_MS)
    const read = async () => {
      await this.#emptyLog(look)
      return look.findResidue({ folder: dataDir, texts })
    }
    let residue = await read()
    const rewritten = residue.found.length > 0 && !db.raw.memory
    if (rewritten) {
      // Some twenty seconds a gigabyte, and calls wait: nothing else reaches what a page holds between its rows.
      db.raw.exec('VACUUM')
      residue = await read()
    }
    return { ...residue, texts: texts.length, rewritten }
  }

  async #emptyLog(look: Lookback): Promise<void> {
    for (let waited = 0; waited < LOG_MS; waited += LOG_PAUSE_MS) {
      if (await look.emptyLog()) return
      await pause(LOG_PAUSE_MS)
    }
  }

  #tell(): void {
    const { live, gateway } = this.#parts
    membersChanged({ gateway, live })
    for (const noun of ['tokens', 'limits', 'access', 'requests', 'alarms', 'views'] as const)
      live.changed(noun)
  }
}

function actOf(memberId: string, { id, name, role }: By): Act {
  return {
    ...{ action: 'personal.erased', source: 'service', actor: { id, name, role } },
    object: { type: 'member', id: memberId },
  }
}

export function databaseCopies(dataDir: string): string[] {
  const { database } = dataFiles(dataDir)
  const folder = dirname(database)
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(database)}.before-`))
    .map((name) => join(folder, name))
}
