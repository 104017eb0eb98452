/** What the app asks before it ends in the middle of long work. */
export interface QuitQuestion {
  message: string
  detail: string
  buttons: [wait: string, quit: string]
}

export interface QuittingOptions {
  /** How much long work goes on. */
  jobs: () => number
  /** Answers true for quitting anyway. */
  ask: (question: QuitQuestion) => Promise<boolean>
  quit: () => void
}

/** Long work is not cut off without a question; whoever chose to quit is not asked again. */
export class Quitting {
  readonly #options: QuittingOptions
  #isAsking = false
  #isDecided = false

  constructor(options: QuittingOptions) {
    this.#options = options
  }

  /** True when the app must not end now: somebody is asked, and it ends when they say so. */
  holds(): boolean {
    const jobs = this.#options.jobs()
    if (this.#isDecided || jobs === 0) return false
    if (!this.#isAsking) void this.#ask(jobs)
    return true
  }

  async #ask(jobs: number): Promise<void> {
    const { ask, quit } = this.#options
    this.#isAsking = true
    try {
      this.#isDecided = await ask(questionOf(jobs))
    } finally {
      this.#isAsking = false
    }
    if (this.#isDecided) quit()
  }
}

function questionOf(jobs: number): QuitQuestion {
  const [what, it] = jobs === 1 ? ['A job is', 'it is'] : [`${jobs} jobs are`, 'they are']
  return {
    message: `${what} still running.`,
    detail: `If you quit now, ${it} cancelled, and half-written files are removed. How far ${jobs === 1 ? 'it is' : 'they are'} stands at the bottom of the window.`,
    buttons: ['Wait', 'Quit anyway'],
  }
}
