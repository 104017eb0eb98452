import { newId } from '../base/ids.ts'
import type { Job, JobKind, JobUnit } from '../contract/jobs.ts'

/** What runs says through this how far it is, and hears whether to stop. */
export interface RunningJob {
  id: string
  signal: AbortSignal
  progress(done: number, total?: number | null): void
}

export interface NewJob {
  kind: JobKind
  subject: string | null
  unit: JobUnit
  total?: number | null
}

/** What became of it. */
export interface JobResult {
  file: string | null
}

/** Work that failed for a reason that may be shown to whoever started it. */
export class JobProblem extends Error {
  override readonly name = 'JobProblem'
}

interface Entry {
  job: Job
  actorId: string
  stop: AbortController
  ended: Promise<void>
}

/** Progress is told at most this often. */
const TELL_MS = 250
/** What is over is kept to be looked at, so many of each person. */
const KEPT = 20

/** The long work of all administrators; each sees and cancels their own. It is gone when the service stops. */
export class JobBook {
  readonly #now: () => number
  readonly #changed: () => void
  readonly #failed: (job: Job, error: unknown) => void
  readonly #running: (jobs: number) => void
  readonly #entries = new Map<string, Entry>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: {
    now: () => number
    /** Told, in measure, when anything about a job is another. */
    changed: () => void
    /** Told at once how many run, of whomever. */
    running?: (jobs: number) => void
    /** Told of errors that nobody foresaw. */
    failed: (job: Job, error: unknown) => void
  }) {
    this.#now = options.now
    this.#changed = options.changed
    this.#failed = options.failed
    this.#running = options.running ?? (() => {})
  }

  /** Starts it and answers at once; `work` cleans up after itself when it throws, also because it was cancelled. */
  start(actorId: string, about: NewJob, work: (job: RunningJob) => Promise<JobResult>): Job {
    const job: Job = {
      ...{ id: newId('job'), kind: about.kind, subject: about.subject, state: 'running' },
      ...{ startedAt: this.#now(), endedAt: null, unit: about.unit, done: 0 },
      ...{ total: about.total ?? null, file: null, problem: null },
    }
    const stop = new AbortController()
    const ended = this.#run(job, stop.signal, work)
    this.#entries.set(job.id, { job, actorId, stop, ended })
    this.#forgetOld(actorId)
    this.#tellRunning()
    this.#tell()
    return { ...job }
  }

  /** Of one person, newest first. */
  list(actorId: string): Job[] {
    const own = [...this.#entries.values()].filter((entry) => entry.actorId === actorId)
    return own.map(({ job }) => ({ ...job })).reverse()
  }

  /** Resolves once the work has stopped and cleaned up; false when there is no such work of theirs. */
  async cancel(actorId: string, id: string): Promise<boolean> {
    const entry = this.#entries.get(id)
    if (entry?.actorId !== actorId) return false
    entry.stop.abort()
    await entry.ended
    return true
  }

  /** Takes what is over off the list. */
  dismiss(actorId: string, id: string): boolean {
    const entry = this.#entries.get(id)
    if (entry?.actorId !== actorId || entry.job.state === 'running') return false
    this.#entries.delete(id)
    this.#tell()
    return true
  }

  /** Cancels everything, for an orderly stop. */
  async stop(): Promise<void> {
    for (const { stop } of this.#entries.values()) stop.abort()
    await Promise.all([...this.#entries.values()].map(({ ended }) => ended))
    clearTimeout(this.#timer)
  }

  async #run(
    job: Job,
    signal: AbortSignal,
    work: (job: RunningJob) => Promise<JobResult>,
  ): Promise<void> {
    try {
      // Whoever starts it has its answer first.
      await Promise.resolve()
      signal.throwIfAborted()
      const progress = (done: number, total?: number | null) => {
        job.done = done
        if (total !== undefined) job.total = total
        this.#tell()
      }
      const { file } = await work({ id: job.id, signal, progress })
      Object.assign(job, { state: 'done', file, total: job.done } satisfies Partial<Job>)
    } catch (error) {
      if (signal.aborted) job.state = 'cancelled'
      else this.#fail(job, error)
    }
    job.endedAt = this.#now()
    this.#tellRunning()
    this.#tell()
  }

  #fail(job: Job, error: unknown): void {
    const isForeseen = error instanceof JobProblem
    job.state = 'failed'
    job.problem = isForeseen
      ? error.message
      : 'Something inside Keyrack went wrong (KR-ADM-001). The log of the service says more.'
    if (!isForeseen) this.#failed(job, error)
  }

  #forgetOld(actorId: string): void {
    const over = [...this.#entries.values()].filter(
      (entry) => entry.actorId === actorId && entry.job.state !== 'running',
    )
    for (const { job } of over.slice(0, -KEPT)) this.#entries.delete(job.id)
  }

  #tellRunning(): void {
    const all = [...this.#entries.values()]
    this.#running(all.filter(({ job }) => job.state === 'running').length)
  }

  #tell(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#changed()
    }, TELL_MS).unref()
  }
}
