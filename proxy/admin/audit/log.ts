import { randomBytes } from 'node:crypto'
import {
  type AuditEntry,
  commitmentOf,
  entryHash,
  erasureMac,
  FIRST_MAC,
  firstLink,
  headMac,
  linkOf,
  macOf,
  publicKeyOf,
  signBeginning,
  signCheckpoint,
} from '../../base/auditChain.ts'
import { auditBeginning, moveBeginning } from '../../store/audit/beginning.ts'
import {
  auditTail,
  countPending,
  dropPending,
  entriesAfter,
  entryOf,
  eraseDetail,
  highestGiven,
  insertCheckpoint,
  insertEntry,
  insertPending,
  lastCheckpoint,
  lastSigned,
  openEntries,
  pendingEntries,
  type Tail,
  type UnchainedEntry,
} from '../../store/audit/entries.ts'
import type { Head, Heads } from '../../store/audit/heads.ts'
import type { Db } from '../../store/db.ts'
import type { Vault } from '../../vault/vault.ts'
import { entryFor } from './actEntry.ts'
import type { Act, Outcome } from './acts.ts'
import { type Found, headBreak, headSeq, knownBreaks, mismatchAct, nameOf } from './breaks.ts'

/** Entries between two signed checkpoints at most, and how old an unsigned one may get. */
const CHECKPOINT_ENTRIES = 256
const CHECKPOINT_MS = 10 * 60_000
/** A vault older than that has a log already. */
const YOUNG_MS = 60 * 60_000
/** Waiting acts that are chained in one go. */
const BATCH = 500

export interface AuditLogOptions {
  db: Db
  vault: Vault
  heads: Heads
  now: () => number
  /** An act is in the log: windows that show it may ask again. */
  written: () => void
  /** The log does not stand where it stood. */
  bent: (found: Found) => void
}

/** An act that was begun; its number is known once it is in the chain. */
export interface OpenAct {
  seq: number | undefined
  pending: number | undefined
}

/**
 * The audit log. Every act is in the database before it takes effect: chained by a key of the vault while that is
 * open, else waiting in line, and chained as what it is (`locked`) at the next opening.
 */
export class AuditLog {
  readonly #db: Db
  readonly #vault: Vault
  readonly #heads: Heads
  readonly #now: () => number
  readonly #written: () => void
  readonly #bent: (found: Found) => void
  #isCompared = false
  /** False once everything that waited is chained. */
  #mayWait = true
  /** The last checkpoint. */
  #signed: { seq: number; at: number } | undefined
  /** Acts of this run that were begun while the vault was locked, until they have a number. */
  readonly #waiting = new Map<number, OpenAct>()
  /** The numbers that those got. */
  readonly #numbers = new Map<number, number>()
  /** Where the chain stands as this run wrote it; a database that says otherwise was changed from outside. */
  #tail: Tail | undefined

  constructor({ db, vault, heads, now, written, bent }: AuditLogOptions) {
    this.#db = db
    this.#vault = vault
    this.#heads = heads
    this.#now = now
    this.#written = written
    this.#bent = bent
  }

  /** Writes an act down before it is done; throws when that is not possible, and then it must not be done. */
  begin(act: Act): OpenAct {
    return this.#write(entryFor(act, { result: 'begun' }, this.#now()))
  }

  /** Writes down how it ended. */
  end(open: OpenAct, act: Act, outcome: Outcome): void {
    const entry = entryFor(act, outcome, this.#now())
    // Begun while the vault was locked, which it may have opened: now it gets its number.
    this.chainWaiting()
    const { seq, pending } = open
    const link = seq === undefined ? { ofPending: pending ?? null } : { of: seq }
    this.#write({ ...entry, ...link, detail: { ...entry.detail, asked: undefined } })
  }

  /** Writes down what has happened, or happens by itself. Answers its number once it has one. */
  note(act: Act, outcome: Outcome = { result: 'done' }): number | undefined {
    return this.#write(entryFor(act, outcome, this.#now())).seq
  }

  /** Tells of the acts that an earlier run began and did not end. */
  settleInterrupted(): void {
    for (const link of openEntries(this.#db)) {
      const entry = entryFor(
        { action: 'audit.interrupted', source: 'service' },
        { result: 'interrupted' },
        this.#now(),
      )
      this.#write({ ...entry, ...link })
    }
  }

  /** Chains what waited; called when the vault was opened, and before every entry. */
  chainWaiting(): void {
    if (this.#vault.state !== 'unlocked') return
    this.#compareHeads()
    if (!this.#mayWait) return
    let count = 0
    for (let some = BATCH; some === BATCH; count += some) some = this.#chainSome()
    this.#mayWait = false
    if (count > 0) this.#afterWrite()
  }

  /** Once a run, before its first entry could hide it: is the log as the heads outside tell it? */
  #compareHeads(): void {
    if (this.#isCompared) return
    this.#isCompared = true
    const key = this.#vault.subkey('audit-mac')
    const isEmpty =
      highestGiven(this.#db) === 0 && this.#heads.read().every(({ head }) => head === 'missing')
    const isAnew = isEmpty && this.#hadOne()
    if (isEmpty) this.#heads.begin(this.#headOf({ seq: 0, mac: FIRST_MAC }))
    const found: Found | undefined = isAnew
      ? { kind: 'rebegun', seq: 1 }
      : headBreak(this.#db, this.#heads, key)
    if (!found) return
    // Numbers of entries that are gone are not given again: the gap stays to be seen.
    const stored = auditTail(this.#db) ?? { seq: 0, mac: FIRST_MAC }
    const given = Math.max(highestGiven(this.#db), headSeq(this.#heads, key))
    if (given > stored.seq) this.#tail = { seq: given, mac: stored.mac }
    const { names, acknowledged } = knownBreaks(this.#db)
    if (names.has(nameOf(found)) || acknowledged.has(nameOf(found))) return
    insertPending(this.#db, entryFor(mismatchAct(found), { result: 'done' }, this.#now()))
    this.#mayWait = true
    this.#bent(found)
  }

  /** The log begins with the vault. What an older Keyrack noted before there was a chain waits to come into it. */
  #hadOne(): boolean {
    const [first] = pendingEntries(this.#db, 1)
    return this.#now() - this.#vault.createdAt > YOUNG_MS && first?.entry.origin !== 'before'
  }

  /** The last entry that this run wrote; 0 before its first one. */
  get lastSeq(): number {
    return this.#tail?.seq ?? 0
  }

  /** Signs where the chain stands, when enough has come since the last time. */
  checkpoint({ always = false } = {}): void {
    if (this.#vault.state !== 'unlocked') return
    const tail = this.#tail ?? auditTail(this.#db)
    this.#signed ??= lastSigned(this.#db) ?? { seq: 0, at: 0 }
    const passed = (tail?.seq ?? 0) - this.#signed.seq
    if (!tail || passed <= 0) return
    const isOld = this.#now() - this.#signed.at >= CHECKPOINT_MS
    if (!always && passed < CHECKPOINT_ENTRIES && !isOld) return
    const last = lastSigned(this.#db)
    let link = last?.link ?? firstLink(this.#vault.installId)
    for (let at = last?.seq ?? 0; at < tail.seq; ) {
      const rows = entriesAfter(this.#db, at, tail.seq, CHECKPOINT_ENTRIES)
      // Somebody took rows away: the check will say so, and nothing is signed over the gap.
      if (rows.length === 0) return
      for (const row of rows) link = linkOf(link, entryHash(entryOf(row)))
      at = rows.at(-1)?.seq ?? tail.seq
    }
    const seed = this.#vault.subkey('audit-sign')
    const facts = { installId: this.#vault.installId, seq: tail.seq, at: this.#now() }
    const signature = signCheckpoint(seed, {
      ...facts,
      ...{ link: link.toString('hex'), mac: tail.mac.toString('hex') },
    })
    insertCheckpoint(this.#db, {
      ...{ seq: facts.seq, at: facts.at, link, mac: tail.mac, signature },
      publicKey: publicKeyOf(seed),
    })
    this.#signed = facts
  }

  /** Keeps where the chain stands outside of the database. */
  keepHead(): void {
    const tail = this.#tail ?? auditTail(this.#db)
    if (!tail || this.#vault.state !== 'unlocked') return
    this.#heads.write(this.#headOf(tail))
  }

  #headOf({ seq, mac }: Tail): Omit<Head, 'format'> {
    const at = this.#now()
    const proof = headMac(this.#vault.subkey('audit-mac'), seq, mac, at)
    return { seq, mac: mac.toString('hex'), at, proof: proof.toString('hex') }
  }

  /** Writes down that details are about to be taken away; answers the number of that entry. */
  beginErasure(act: Act): number {
    const by = this.note(act)
    if (by === undefined) throw new Error('The erasure could not be written into the chain')
    return by
  }

  /**
   * Takes the details of entries away, names and values, for an erasure that stands in the log already. The chain
   * stays whole: it holds only a commitment to each. Answers how many were there.
   */
  eraseBy(by: number, seqs: readonly number[]): number {
    const key = this.#vault.subkey('audit-mac')
    return this.#db.transaction(
      () => seqs.filter((seq) => eraseDetail(this.#db, seq, by, erasureMac(key, seq, by))).length,
    )
  }

  /**
   * Takes the entries up to a checkpoint off the log's beginning. What stands for them, signed, and their deletion
   * are one step. Answers how many went; 0 where there is no such checkpoint.
   */
  takeOff(upTo: number, told: { actor: string | null; taken: number; entry: number }): number {
    const point = lastCheckpoint(this.#db, upTo)
    const begun = auditBeginning(this.#db)?.seq ?? 0
    if (point?.seq !== upTo || upTo <= begun) return 0
    const seed = this.#vault.subkey('audit-sign')
    const { seq, link, mac } = point
    const facts = { seq, at: this.#now(), ...told, taken: told.taken + seq - begun }
    const signature = signBeginning(seed, {
      ...{ installId: this.#vault.installId, link: link.toString('hex'), mac: mac.toString('hex') },
      ...facts,
    })
    const publicKey = publicKeyOf(seed)
    return moveBeginning(this.#db, { ...facts, link, mac, publicKey, signature })
  }

  /** Acts that wait for the vault to be opened. */
  get waiting(): number {
    return countPending(this.#db)
  }

  #write(entry: UnchainedEntry): OpenAct {
    // A number given inside of a transaction that is undone later would be missing in the chain.
    if (this.#db.raw.inTransaction) throw new Error('An act must not be written in a transaction')
    const open: OpenAct = { seq: undefined, pending: undefined }
    if (this.#vault.state === 'unlocked') {
      this.chainWaiting()
      open.seq = this.#commit(() => this.#chain(entry))
      this.#afterWrite()
    } else {
      open.pending = insertPending(this.#db, { ...entry, origin: 'locked' })
      this.#mayWait = true
      if (entry.result === 'begun') this.#waiting.set(open.pending, open)
    }
    this.#written()
    return open
  }

  #chainSome(): number {
    const waiting = pendingEntries(this.#db, BATCH)
    const last = waiting.at(-1)
    if (!last) return 0
    const numbers = this.#commit(() => {
      const given = new Map<number, number>()
      for (const { id, entry } of waiting) {
        const of = entry.of ?? this.#numberOf(entry.ofPending, given)
        given.set(id, this.#chain({ ...entry, of }))
      }
      dropPending(this.#db, last.id)
      return given
    })
    for (const [id, seq] of numbers) {
      const open = this.#waiting.get(id)
      if (open) open.seq = seq
      if (open) this.#numbers.set(id, seq)
      this.#waiting.delete(id)
    }
    return waiting.length
  }

  #numberOf(pending: number | null, given: ReadonlyMap<number, number>): number | null {
    if (pending === null) return null
    return given.get(pending) ?? this.#numbers.get(pending) ?? null
  }

  /** Either all of it is in the database, or the chain stands where it stood. */
  #commit<Answer>(work: () => Answer): Answer {
    const before = this.#tail
    try {
      return this.#db.transaction(work)
    } catch (error) {
      this.#tail = before
      throw error
    }
  }

  #chain(entry: UnchainedEntry): number {
    const { ofPending: _, detail, ...rest } = entry
    const tail = this.#last()
    const salt = randomBytes(16)
    const text = JSON.stringify(detail)
    const chained: AuditEntry = { ...rest, seq: tail.seq + 1, detail: commitmentOf(salt, text) }
    const key = this.#vault.subkey('audit-mac')
    const mac = macOf(key, chained.seq, tail.mac, entryHash(chained))
    insertEntry(this.#db, chained, mac, { salt, detail: text })
    this.#tail = { seq: chained.seq, mac }
    return chained.seq
  }

  /** What the next entry follows: this run's own last one, even when somebody has deleted it. */
  #last(): Tail {
    const stored = auditTail(this.#db) ?? { seq: 0, mac: FIRST_MAC }
    return this.#tail && this.#tail.seq >= stored.seq ? this.#tail : stored
  }

  #afterWrite(): void {
    this.checkpoint()
    this.keepHead()
  }
}
