import { buildConnector, Client } from 'undici'

/**
 * Connections to one origin, each for one request at a time, and as many as are needed: a cap would make streams wait
 * for each other. undici's own pool walks over all its connections for every request, twice when all of them are
 * busy, and opens one more than it needs then: 4 % of all that 2,000 streams cost.
 */
export class Connections {
  readonly #origin: string
  readonly #options: Client.Options
  readonly #all = new Set<Client>()
  /** The one that became free last carries the next request: it is warm, and the others close in time. */
  readonly #idle: Client[] = []

  constructor(origin: string, maxHeaderSize: number, connect: buildConnector.BuildOptions) {
    this.#origin = origin
    this.#options = {
      pipelining: 1,
      allowH2: false,
      maxHeaderSize,
      // One for all of them, since it remembers the TLS sessions.
      connect: buildConnector({ ...connect, allowH2: false }),
    }
  }

  /** A connection for one request; whoever takes it gives it back when the request is over, however it ended. */
  take(): Client {
    return this.#idle.pop() ?? this.#open()
  }

  giveBack(client: Client): void {
    if (this.#all.has(client)) this.#idle.push(client)
  }

  async destroy(): Promise<void> {
    const all = [...this.#all]
    this.#all.clear()
    this.#idle.length = 0
    await Promise.all(all.map((client) => client.destroy()))
  }

  /** It connects with its first request. */
  #open(): Client {
    const client = new Client(this.#origin, this.#options)
    const lost = () => this.#lost(client)
    client.on('disconnect', lost).on('connectionError', lost)
    this.#all.add(client)
    return client
  }

  /** One that carries a request connects anew when it has to; one that waits is not needed any more. */
  #lost(client: Client): void {
    const place = this.#idle.indexOf(client)
    if (place < 0) return
    this.#idle.splice(place, 1)
    this.#all.delete(client)
    void client.destroy()
  }
}
