import type { CallRecord } from '../contract/calls.ts'
import type { FeedEvent } from './live.ts'

/** Calls kept for a window that reads slowly; it asks for the list anew when it needs older ones. */
const MOST_CALLS = 500

/**
 * Events on their way to one window. One that reads slowly finds the newest state of each thing, not a queue
 * of old ones, so it can never make the service's memory grow.
 */
export class Outbox {
  readonly #events = new Map<string, FeedEvent>()
  #wake: (() => void) | undefined

  put(event: FeedEvent): void {
    const name = event.type === 'changed' ? `changed ${event.noun}` : event.type
    const earlier = this.#events.get(name)
    this.#events.set(
      name,
      event.type === 'calls' && earlier?.type === 'calls'
        ? { type: 'calls', calls: newestOf([...earlier.calls, ...event.calls]) }
        : event,
    )
    this.#wake?.()
  }

  /** Yields events as they come, until the signal is aborted. */
  async *events(signal: AbortSignal): AsyncGenerator<FeedEvent> {
    const stop = () => this.#wake?.()
    signal.addEventListener('abort', stop)
    try {
      while (!signal.aborted) {
        const [first] = this.#events
        if (first) {
          this.#events.delete(first[0])
          yield first[1]
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve
          })
        }
      }
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
}

function newestOf(calls: CallRecord[]): CallRecord[] {
  return [...new Map(calls.map((call) => [call.id, call])).values()].slice(-MOST_CALLS)
}
