import { setTimeout as pause } from 'node:timers/promises'
import {
  RETENTION_SETTINGS,
  type Retention as RetentionSettings,
  SWEPT_KINDS,
  type Swept,
  type SweptKind,
} from '../../contract/storage.ts'
import type { Db } from '../../store/db.ts'
import { limitState } from '../../store/limits.ts'
import { dropNames } from '../../store/retention/names.ts'
import { sweep } from '../../store/retention/sweep.ts'
import type { SettingsStore } from '../../store/settings.ts'
import type { Act } from '../audit/acts.ts'
import type { Audit } from '../audit/audit.ts'
import type { Lookback } from '../lookback/looks.ts'
import { type DatedPlan, sweepPlan } from './plan.ts'

/** Several times as long as a slice takes: however much there is to delete, calls find the loop free. */
const PAUSE_MS = 8

export interface RetentionOptions {
  db: Db
  settings: SettingsStore
  now(): number
  lookback(): Pick<Lookback, 'unusedNames' | 'close'>
  /** Codes of names are not what they were: whoever has learned them forgets them at once. */
  namesDropped(): void
  /** Takes entries older than a moment off the audit log. */
  takeOff: Audit['takeOff']
  /** Told what went when something did. */
  deleted(swept: Swept): void
}

interface Watch {
  signal?: AbortSignal
  progress?(done: number): void
  /** Who began it; nobody at night. */
  actor?: Act['actor']
}

/** Deletes what is too old or too much, one run at a time. */
export class Retention {
  readonly #options: RetentionOptions
  readonly #nightly = new AbortController()
  #running: Promise<Swept> | undefined
  last: { at: number; swept: Swept } | null = null

  constructor(options: RetentionOptions) {
    this.#options = options
  }

  get running(): boolean {
    return this.#running !== undefined
  }

  settings(trial: { [Name in keyof RetentionSettings]?: number | undefined } = {}) {
    const { settings } = this.#options
    return Object.fromEntries(
      RETENTION_SETTINGS.map((name) => [name, trial[name] ?? settings.get(name)]),
    ) as RetentionSettings
  }

  plan(settings = this.settings()): DatedPlan {
    const { db, now } = this.#options
    const at = now()
    return sweepPlan(settings, limitState(db, at).limits, at)
  }

  /** Throws when `signal` ends it; what was deleted by then is gone, and all sums are right. */
  async run(watch: Watch = {}): Promise<Swept> {
    if (this.#running) throw new Error('Something is being deleted already')
    this.#running = this.#run(watch)
    try {
      return await this.#running
    } finally {
      this.#running = undefined
    }
  }

  /** Nothing while a run that somebody began goes on. */
  async runNightly(): Promise<void> {
    try {
      if (!this.running) await this.run({ signal: this.#nightly.signal })
    } catch (error) {
      if (!this.#nightly.signal.aborted) throw error
    }
  }

  /** Ends the nightly run, for an orderly stop. */
  stop(): void {
    this.#nightly.abort()
  }

  async #run({ signal, progress, actor }: Watch): Promise<Swept> {
    const { db, now, deleted, takeOff } = this.#options
    const swept = Object.fromEntries(SWEPT_KINDS.map((kind) => [kind, 0])) as Swept
    try {
      let done = 0
      const gone = (kind: SweptKind, rows: number) => {
        swept[kind] += rows
        if (kind !== 'pages') done += rows
        progress?.(done)
      }
      const plan = this.plan()
      const went = (entries: number) => gone('audit', entries)
      await takeOff(plan.audit, { actor, signal, went })
      for (const { kind, rows } of sweep(db, plan)) {
        gone(kind, rows)
        await pause(PAUSE_MS)
        signal?.throwIfAborted()
      }
      await this.#dropNames(signal)
    } finally {
      this.last = { at: now(), swept }
      if (SWEPT_KINDS.some((kind) => kind !== 'pages' && swept[kind] > 0)) deleted(swept)
    }
    return swept
  }

  /** Addresses and clients that no call has any more. */
  async #dropNames(signal: AbortSignal | undefined): Promise<void> {
    const { db, lookback, namesDropped } = this.#options
    const look = lookback()
    try {
      for (;;) {
        const found = await look.unusedNames()
        signal?.throwIfAborted()
        if (found.candidates.length === 0) return
        // One turn of the loop: nothing is written in between by a code that is gone.
        if (dropNames(db, found) > 0) namesDropped()
        await pause(PAUSE_MS)
      }
    } finally {
      await look.close()
    }
  }
}

/** Deletes for the service, which writes into the audit log what went. */
export function openRetention(
  parts: Pick<RetentionOptions, 'db' | 'settings' | 'now' | 'lookback'> & { audit: Audit },
  namesDropped: () => void,
): Retention {
  const { audit, ...rest } = parts
  const deleted = (swept: Swept) =>
    void audit.log.note({ action: 'storage.deleted', source: 'rule', asked: swept })
  return new Retention({ ...rest, namesDropped, deleted, takeOff: audit.takeOff })
}
