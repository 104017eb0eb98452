/**
 * The end of a call before its time, as one thing that is told at most once. What `AbortController` does, at a
 * tenth of its price: every call needs one, and few are ever told.
 */
export class Ending {
  #reason: Error | undefined
  #told: ((reason: Error) => void) | undefined

  /** Why the call was ended; undefined while it goes on. */
  get reason(): Error | undefined {
    return this.#reason
  }

  /** Ends the call; only the first reason counts. */
  end(reason: Error): void {
    if (this.#reason) return
    this.#reason = reason
    this.#told?.(reason)
  }

  /** Tells `listener` of the end, at once when it has come already; a later listener takes its place. */
  tell(listener: (reason: Error) => void): void {
    this.#told = listener
    if (this.#reason) listener(this.#reason)
  }
}
