/** Takes a copy of the beginning of a body while it passes, and counts the rest. */
export class BodyTap {
  readonly #limit: number
  #chunks: Buffer[] = []
  #kept = 0
  #bytes = 0

  /** `limit`: the most bytes that are copied. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get bytes(): number {
    return this.#bytes
  }

  push(chunk: Buffer): void {
    this.#bytes += chunk.length
    const room = this.#limit - this.#kept
    if (room <= 0 || chunk.length === 0) return
    // Copied: a piece of what the network gave keeps all of it in memory.
    const copy = Buffer.from(chunk.length > room ? chunk.subarray(0, room) : chunk)
    this.#kept += copy.length
    this.#chunks.push(copy)
  }

  take(): Buffer {
    const all = Buffer.concat(this.#chunks)
    this.#chunks = []
    return all
  }
}
