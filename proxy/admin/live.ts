import type { CallRecord } from '../contract/calls.ts'
import type { ChangedNoun, LiveEvent, OverviewFigures } from '../contract/status.ts'

/** A pushed event; the status is left to each listener, because it says something about their session. */
export type FeedEvent = Exclude<LiveEvent, { type: 'status' }> | { type: 'status' }

const CALLS_MS = 100
const FIGURES_MS = 250
/** Figures change without an event as well: calls of an hour ago fall out of them. */
const DRIFT_MS = 1000

interface Listener {
  hear(event: FeedEvent): void
  /** False while its session is locked: then it hears of the status only. */
  mayHearAll(): boolean
}

/** Tells windows what changed, in batches; while nobody listens nothing is computed. */
export class LiveFeed {
  readonly #figures: () => OverviewFigures
  readonly #listeners = new Set<Listener>()
  readonly #calls = new Map<string, CallRecord>()
  #callsTimer: NodeJS.Timeout | undefined
  #figuresTimer: NodeJS.Timeout | undefined
  #driftTimer: NodeJS.Timeout | undefined
  #lastFigures = ''

  constructor(figures: () => OverviewFigures) {
    this.#figures = figures
  }

  get listening(): boolean {
    return [...this.#listeners].some((listener) => listener.mayHearAll())
  }

  /** A call began, went on or ended; `record` is only asked for when somebody listens. */
  callChanged(record: () => CallRecord): void {
    if (!this.listening) return
    const call = record()
    this.#calls.set(call.id, call)
    this.#callsTimer ??= later(CALLS_MS, () => {
      this.#callsTimer = undefined
      const calls = [...this.#calls.values()]
      this.#calls.clear()
      this.#tell({ type: 'calls', calls })
    })
    this.figuresChanged()
  }

  figuresChanged(): void {
    if (!this.listening) return
    this.#figuresTimer ??= later(FIGURES_MS, () => {
      this.#figuresTimer = undefined
      this.#sendFigures()
    })
  }

  statusChanged(): void {
    this.#tell({ type: 'status' })
  }

  changed(noun: ChangedNoun): void {
    this.#tell({ type: 'changed', noun })
  }

  /** Hears every event until the returned function is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    this.#driftTimer ??= setInterval(() => this.#sendFigures(), DRIFT_MS).unref()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#rest()
    }
  }

  #sendFigures(): void {
    if (!this.listening) return
    const figures = this.#figures()
    const { at: _, ...shown } = figures
    const text = JSON.stringify(shown)
    if (text === this.#lastFigures) return
    this.#lastFigures = text
    this.#tell({ type: 'figures', figures })
  }

  #tell(event: FeedEvent): void {
    for (const listener of this.#listeners) {
      if (event.type === 'status' || listener.mayHearAll()) listener.hear(event)
    }
  }

  #rest(): void {
    clearTimeout(this.#callsTimer)
    clearTimeout(this.#figuresTimer)
    clearInterval(this.#driftTimer)
    this.#callsTimer = this.#figuresTimer = this.#driftTimer = undefined
    this.#calls.clear()
    this.#lastFigures = ''
  }
}

const later = (ms: number, work: () => void) => setTimeout(work, ms).unref()
