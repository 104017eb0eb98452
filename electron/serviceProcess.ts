import type { ServiceState } from './bridge.ts'
import type { ServiceChild } from './nodeChild.ts'
import { type FromService, readServiceMessage, type ToService } from './serviceMessages.ts'

export interface ServiceProcessOptions {
  fork: () => ServiceChild
  /** What the service is told first. */
  greet: () => Promise<Extract<ToService, { type: 'start' }>>
  /** Keeps a key in the system's key store; answers why not, or null. */
  keepKey: (key: Buffer) => Promise<string | null>
  forgetKey: () => Promise<void>
  onState: (state: ServiceState) => void
  notify: (shown: Extract<FromService, { type: 'notify' }>) => void
}

/** A service that ran this long is taken to be healthy: its next crash counts as the first. */
const HEALTHY_MS = 60_000
/** Time to finish open streams and close the database. */
const STOP_MS = 30_000
/** The same for one that is restarted because it does not answer. */
const RESTART_MS = 3_000

/** How long to wait before the service is started again after its n-th crash in a row. */
export function restartDelayMs(crashes: number): number {
  return Math.min(500 * 2 ** (crashes - 1), 15_000)
}

/** The background service: started, kept alive, and ended in order. */
export class ServiceProcess {
  readonly #options: ServiceProcessOptions
  #state: ServiceState = { phase: 'stopped' }
  #child: ServiceChild | undefined
  #socket: string | undefined
  #crashes = 0
  #jobs = 0
  #restart: NodeJS.Timeout | undefined
  #waiting: (() => void)[] = []

  constructor(options: ServiceProcessOptions) {
    this.#options = options
  }

  get state(): ServiceState {
    return this.#state
  }

  /** How much long work goes on. */
  get jobs(): number {
    return this.#jobs
  }

  /** Starts the service now, if it is not running. */
  async start(): Promise<void> {
    clearTimeout(this.#restart)
    if (this.#child) return
    const child = this.#options.fork()
    const startedAt = Date.now()
    this.#child = child
    child.onMessage((message) => {
      const known = readServiceMessage(message)
      if (known && this.#child === child) void this.#hear(child, known)
    })
    child.onExit(() => {
      if (this.#child === child) this.#ended(Date.now() - startedAt)
    })
    this.#enter({ phase: 'starting' })
    child.send(await this.#options.greet())
  }

  /** Ends what is there, however it is doing, and starts anew. */
  async restart(): Promise<void> {
    this.#crashes = 0
    await this.#end(RESTART_MS)
    await this.start()
  }

  /** Lets the service finish its streams and close its database, for at most 30 seconds. */
  async stop(): Promise<void> {
    clearTimeout(this.#restart)
    this.#enter({ phase: 'stopped' })
    await this.#end(STOP_MS)
  }

  /** Where the service listens. While it is starting, the answer waits for it a little. */
  async socket(patienceMs: number): Promise<string | undefined> {
    const isComing = () => this.#state.phase === 'starting' || this.#state.phase === 'restarting'
    const deadline = Date.now() + patienceMs
    while (isComing() && Date.now() < deadline) await this.#nextState(deadline - Date.now())
    return this.#state.phase === 'running' ? this.#socket : undefined
  }

  async #hear(child: ServiceChild, message: FromService): Promise<void> {
    if (message.type === 'ready') {
      this.#socket = message.socket
      this.#enter({ phase: 'running' })
    } else if (message.type === 'failed') {
      this.#enter({ phase: 'failed', code: message.code, message: message.message })
    } else if (message.type === 'keepKey') {
      const problem = await this.#options.keepKey(Buffer.from(message.key, 'base64'))
      child.send({ type: 'keyKept', problem })
    } else if (message.type === 'working') {
      this.#jobs = message.jobs
    } else if (message.type === 'notify') {
      this.#options.notify(message)
    } else {
      await this.#options.forgetKey()
    }
  }

  /** Asks the service to end, and ends it after `patienceMs`. */
  async #end(patienceMs: number): Promise<void> {
    const child = this.#child
    if (!child) return
    this.#child = undefined
    const late = setTimeout(() => child.kill(), patienceMs)
    const ended = new Promise<void>((resolve) => child.onExit(resolve))
    child.send({ type: 'stop' })
    await ended
    clearTimeout(late)
  }

  #ended(afterMs: number): void {
    this.#child = undefined
    // It said why it cannot run, and would say the same again.
    if (this.#state.phase === 'failed') return
    this.#crashes = afterMs > HEALTHY_MS ? 1 : this.#crashes + 1
    const message = 'The background service ended unexpectedly and is being started again.'
    this.#enter({ phase: 'restarting', message })
    this.#restart = setTimeout(() => void this.start(), restartDelayMs(this.#crashes))
  }

  #enter(state: ServiceState): void {
    this.#state = state
    // What it worked on ended with it.
    if (state.phase !== 'running') this.#jobs = 0
    for (const wake of this.#waiting.splice(0)) wake()
    this.#options.onState(state)
  }

  #nextState(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs)
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
