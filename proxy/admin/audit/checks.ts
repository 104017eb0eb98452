import { setTimeout as pause } from 'node:timers/promises'
import { publicKeyOf } from '../../base/auditChain.ts'
import type { AuditBeginning, AuditBreak, AuditCheck } from '../../contract/audit.ts'
import { auditBeginning } from '../../store/audit/beginning.ts'
import { auditTail, lastCheckpoint } from '../../store/audit/entries.ts'
import type { Heads } from '../../store/audit/heads.ts'
import type { Db } from '../../store/db.ts'
import type { AuditBeginningRow } from '../../store/schema/audit.ts'
import type { Vault } from '../../vault/vault.ts'
import type { AuditSliceAnswer } from '../lookback/auditSlice.ts'
import type { Lookback } from '../lookback/looks.ts'
import { problem } from '../problems.ts'
import {
  asFirstFound,
  beginningBreak,
  breakWords,
  type Found,
  headBreak,
  headSeq,
  knownBreaks,
  mismatchAct,
  nameOf,
} from './breaks.ts'
import type { AuditLog } from './log.ts'

/** What a start looks at. */
const LATEST = 10_000
/** Entries of one question to the thread: a few dozen milliseconds of its time. */
const SLICE = 2000
const SOON_MS = 200

export interface ChecksOptions {
  db: Db
  vault: Vault
  heads: Heads
  log: AuditLog
  now: () => number
  lookback: () => Lookback
  /** Something was found bent that nobody knew of. */
  found: (broken: AuditBreak) => void
  /** A check began, went on or ended. */
  changed: () => void
}

interface Progress {
  checked: number
  total: number
  cancelled: boolean
}

interface Running extends Progress {
  scope: AuditCheck['scope']
  over: Promise<void>
}

/** Proves the audit log against its chain, slice by slice on a thread of its own. */
export class AuditChecks {
  readonly #options: ChecksOptions
  #last: AuditCheck | null = null
  #running: Running | null = null
  #isMoving = false

  constructor(options: ChecksOptions) {
    this.#options = options
  }

  get last(): AuditCheck | null {
    return this.#last
  }

  get running(): { checked: number; total: number } | null {
    return this.#running && { checked: this.#running.checked, total: this.#running.total }
  }

  cancel(): void {
    if (this.#running) this.#running.cancelled = true
  }

  /**
   * Comes after the look of every start, which is nobody's wish. Throws when any other check runs already, when it is
   * cancelled, and while the vault is locked.
   */
  async check(
    scope: AuditCheck['scope'],
    progress?: (checked: number, total: number) => void,
  ): Promise<AuditCheck> {
    const { vault, log, now, changed } = this.#options
    while (this.#running?.scope === 'latest') await this.#running.over
    if (this.#running) {
      throw problem('CONFLICT', 'The audit log is being checked already. Wait until that is done.')
    }
    if (this.#isMoving) {
      throw problem('CONFLICT', 'Old entries are being taken off the audit log. Wait a moment.')
    }
    if (vault.state !== 'unlocked') {
      throw problem('PRECONDITION_FAILED', 'The audit log can be checked once Keyrack is unlocked.')
    }
    log.chainWaiting()
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    const running: Running = { scope, checked: 0, total: 0, cancelled: false, over }
    this.#running = running
    try {
      const upTo = auditTail(this.#options.db)?.seq ?? 0
      const result = await this.#look({ scope, upTo }, running, progress)
      const check = { ...result, scope, at: now(), message: resultWords(result) }
      this.#last = check
      this.#remember(check.broken)
      return check
    } finally {
      this.#running = null
      end()
      changed()
    }
  }

  /**
   * Moves the log's beginning while nothing is checked. Only what is proved to be whole goes: what was bent stays, for
   * somebody to look into.
   */
  async whileStill(upTo: number, move: () => Promise<void>): Promise<AuditBreak | null> {
    while (this.#running || this.#isMoving) await (this.#running?.over ?? pause(SOON_MS))
    this.#isMoving = true
    try {
      const running = { checked: 0, total: 0, cancelled: false }
      const { broken } = await this.#look({ scope: 'begin', upTo }, running)
      if (broken) this.#remember(broken)
      else await move()
      return broken
    } finally {
      this.#isMoving = false
    }
  }

  async #look(
    { scope, upTo }: { scope: AuditCheck['scope'] | 'begin'; upTo: number },
    running: Progress,
    progress?: (checked: number, total: number) => void,
  ) {
    const { db, heads, lookback, vault } = this.#options
    const key = Buffer.from(vault.subkey('audit-mac'))
    // What is on its way outside would look like a head that is behind, or ahead.
    await heads.flush()
    const { names, acknowledged } = knownBreaks(db)
    const ours = {
      installId: vault.installId,
      publicKey: publicKeyOf(vault.subkey('audit-sign')),
    }
    const beginning = auditBeginning(db)
    const begin = (scope === 'latest' ? lastCheckpoint(db, upTo - LATEST) : undefined) ?? beginning
    const sums = {
      ...{ beginning: beginning ? beginningOf(beginning) : null },
      checked: 0,
      erased: 0,
      known: 0,
      since: null as number | null,
    }
    /** In words, unless an owner has acknowledged it. */
    const told = (found: Found | undefined) => {
      const named = found && asFirstFound(found, names)
      if (named && !acknowledged.has(nameOf(named))) return inWords(named)
      if (named) sums.known++
      return null
    }
    running.total = upTo - (begin?.seq ?? 0)
    const moved = told(beginning && beginningBreak(db, beginning, ours))
    if (moved) {
      key.fill(0)
      return { ...sums, broken: moved }
    }
    const look = lookback()
    try {
      let at: Pick<AuditSliceAnswer, 'after' | 'mac' | 'link'> | undefined = begin && {
        after: begin.seq,
        mac: begin.mac,
        link: begin.link,
      }
      for (let done = false; !done; ) {
        const slice: AuditSliceAnswer = await look.auditSlice({
          ...{ after: at?.after ?? 0, mac: at?.mac ?? null, link: at?.link ?? null },
          ...{ upTo, limit: SLICE, headSeq: headSeq(heads, key), key, ...ours },
          begin: beginning?.seq ?? 0,
        })
        if (running.cancelled) throw cancelled()
        sums.checked += slice.checked
        sums.erased += slice.erased
        sums.since ??= slice.since
        running.checked = slice.after - (begin?.seq ?? 0)
        progress?.(running.checked, running.total)
        this.#options.changed()
        const broken = slice.broken && told(slice.broken)
        if (broken) return { ...sums, broken }
        at = slice
        done = slice.done
      }
      if (scope === 'begin') return { ...sums, broken: null }
      const { log } = this.#options
      // What this run wrote and the database no longer holds.
      const cut = log.lastSeq > (at?.after ?? 0) && auditTail(db)?.seq === at?.after
      const found = cut
        ? ({ kind: 'cutOff', seq: (at?.after ?? 0) + 1 } as const)
        : headBreak(db, heads, key)
      return { ...sums, broken: told(found) }
    } finally {
      key.fill(0)
      await look.close()
    }
  }

  /** Keeps in the log itself what was found, once. */
  #remember(broken: AuditBreak | null): void {
    if (!broken) return
    const { db, log, found } = this.#options
    if (knownBreaks(db).names.has(nameOf(broken))) return
    log.note(mismatchAct(broken))
    found(broken)
  }
}

/** Where the log begins, as it is told. */
export function beginningOf({ seq, at, actor, taken, entry }: AuditBeginningRow): AuditBeginning {
  return { seq, at, actor, taken, entry }
}

function inWords(found: Found): AuditBreak {
  return { ...found, message: breakWords(found) }
}

function cancelled() {
  return problem('CLIENT_CLOSED_REQUEST', 'The check was cancelled; nothing was found until then.')
}

const number = new Intl.NumberFormat('en')

function resultWords(check: Omit<AuditCheck, 'scope' | 'at' | 'message'>) {
  const { checked, since, known, erased, broken, beginning } = check
  if (broken) return broken.message
  if (since === null) return 'The audit log is empty: nothing was done yet.'
  const words = [
    `${number.format(checked)} ${checked === 1 ? 'entry' : 'entries'} intact since ${dayOf(since)}.`,
  ]
  if (beginning)
    words.push(
      `${number.format(beginning.seq)} older ones were taken off because of their age, most recently on ${dayOf(beginning.at)}.`,
    )
  if (erased > 0) words.push(`The details of ${number.format(erased)} were erased on request.`)
  if (known > 0)
    words.push(
      `${number.format(known)} ${known === 1 ? 'break' : 'breaks'} that an owner acknowledged left out.`,
    )
  return words.join(' ')
}

const dayOf = (at: number) =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
