import type { ServerResponse } from 'node:http'

/** Writes an answer to the client and holds the provider back while the client is slow. */
export class ClientWriter {
  readonly #reply: ServerResponse
  readonly #status: number
  readonly #headers: string[]
  readonly #limit: number
  readonly #source: { pause(): void; resume(): void }
  #paused = false

  /** `limit`: bytes that may wait for the client before the source is paused. */
  constructor(
    reply: ServerResponse,
    head: { status: number; headers: string[] },
    source: { pause(): void; resume(): void },
    limit: number,
  ) {
    this.#reply = reply
    this.#status = head.status
    this.#headers = head.headers
    this.#source = source
    this.#limit = limit
    reply.on('drain', () => {
      if (!this.#paused) return
      this.#paused = false
      this.#source.resume()
    })
  }

  write(chunk: Buffer): void {
    if (chunk.length === 0 || this.#reply.destroyed) return
    if (!this.#reply.headersSent) this.#reply.writeHead(this.#status, this.#headers)
    this.#reply.write(chunk)
    if (!this.#paused && this.#reply.writableLength > this.#limit) {
      this.#paused = true
      this.#source.pause()
    }
  }

  /** Sends the last bytes; when they are the only ones, with their length. */
  end(last: Buffer): void {
    if (this.#reply.destroyed) return
    if (!this.#reply.headersSent) {
      this.#headers.push('content-length', `${last.length}`)
      this.#reply.writeHead(this.#status, this.#headers)
    }
    this.#reply.end(last)
  }
}
