import type { CallRecord } from '../contract/calls.ts'
import type { ChangedNoun, LiveEvent, OverviewFigures } from '../contract/status.ts'

/** A pushed event; the status is left to each listener, because it says something about their session. */
export type FeedEvent = Exclude<LiveEvent, { type: 'status' }> | { type: 'status' }

const CALLS_MS = 100
const FIGURES_MS = 250
/** Figures change without an event as well: calls of an hour ago fall out of them. */
const DRIFT_MS = 1000

/** What somebody may be told beside the status. */
export interface Hearing {
  calls: boolean
  figures: boolean
  nouns: (noun: ChangedNoun) => boolean
  /** Calls and figures of this team only. */
  teamId: string | undefined
}

interface Listener {
  hear(event: FeedEvent): void
  /** Undefined while its session is locked: then it hears of the status only. */
  hearing(): Hearing | undefined
}

/** Tells windows what changed, in batches; while nobody listens nothing is computed. */
export class LiveFeed {
  readonly #figures: (teamId?: string) => OverviewFigures
  readonly #listeners = new Set<Listener>()
  readonly #calls = new Map<string, CallRecord>()
  #callsTimer: NodeJS.Timeout | undefined
  #figuresTimer: NodeJS.Timeout | undefined
  #driftTimer: NodeJS.Timeout | undefined
  /** What was sent last, by team; null stands for all of them. */
  readonly #lastFigures = new Map<string | null, string>()

  /** `figures` of one team, or of all. */
  constructor(figures: (teamId?: string) => OverviewFigures) {
    this.#figures = figures
  }

  get listening(): boolean {
    for (const listener of this.#listeners) if (listener.hearing() !== undefined) return true
    return false
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
    const audiences = Map.groupBy(this.#listeners, (listener) => {
      const hearing = listener.hearing()
      return hearing?.figures ? (hearing.teamId ?? null) : undefined
    })
    for (const [teamId, listeners] of audiences) {
      if (teamId === undefined) continue
      const figures = this.#figures(teamId ?? undefined)
      const { at: _, ...shown } = figures
      const text = JSON.stringify(shown)
      if (text === this.#lastFigures.get(teamId)) continue
      this.#lastFigures.set(teamId, text)
      for (const listener of listeners) listener.hear({ type: 'figures', figures })
    }
  }

  #tell(event: FeedEvent): void {
    for (const listener of this.#listeners) {
      const heard = heardOf(event, listener.hearing())
      if (heard) listener.hear(heard)
    }
  }

  #rest(): void {
    clearTimeout(this.#callsTimer)
    clearTimeout(this.#figuresTimer)
    clearInterval(this.#driftTimer)
    this.#callsTimer = this.#figuresTimer = this.#driftTimer = undefined
    this.#calls.clear()
    this.#lastFigures.clear()
  }
}

/** What is left of an event for somebody; undefined when nothing is. */
export function heardOf(event: FeedEvent, hearing: Hearing | undefined): FeedEvent | undefined {
  if (event.type === 'status') return event
  if (!hearing) return undefined
  if (event.type === 'changed') return hearing.nouns(event.noun) ? event : undefined
  if (event.type === 'figures') return hearing.figures ? event : undefined
  if (!hearing.calls) return undefined
  if (hearing.teamId === undefined) return event
  const calls = event.calls.filter(({ teamId }) => teamId === hearing.teamId)
  return calls.length > 0 ? { type: 'calls', calls } : undefined
}

const later = (ms: number, work: () => void) => setTimeout(work, ms).unref()
