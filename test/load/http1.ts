const END_OF_HEAD = Buffer.from('\r\n\r\n')
const NOTHING = Buffer.alloc(0)

export interface MessageSink {
  /** The start line and the headers as they came. */
  head(text: string): void
  body(chunk: Buffer): void
  /** The message is whole; the next bytes begin another one. */
  end(): void
}

/**
 * Cuts one side of a connection into HTTP/1.1 messages, by content-length or chunks. A measuring tool: it
 * trusts the other side, so that a core can be kept busy by what is measured and not by this.
 */
export class MessageCutter {
  readonly #sink: MessageSink
  #rest: Buffer = NOTHING
  #state: 'head' | 'body' | 'chunkSize' | 'chunk' = 'head'
  #left = 0

  constructor(sink: MessageSink) {
    this.#sink = sink
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    this.#rest = NOTHING
    while (bytes.length > 0) {
      const next = this.#state === 'head' ? this.#head(bytes) : this.#part(bytes)
      if (next === undefined) {
        this.#rest = bytes
        return
      }
      bytes = next
    }
  }

  /** Each step gives the bytes behind what it has read; undefined when it needs more of them. */
  #head(bytes: Buffer): Buffer | undefined {
    const end = bytes.indexOf(END_OF_HEAD)
    if (end < 0) return undefined
    const text = bytes.toString('latin1', 0, end)
    this.#sink.head(text)
    const rest = bytes.subarray(end + END_OF_HEAD.length)
    if (/\r\ntransfer-encoding: *chunked/i.test(text)) {
      this.#state = 'chunkSize'
      return rest
    }
    const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(text) ?? []
    this.#left = Number(length)
    if (this.#left === 0) this.#sink.end()
    else this.#state = 'body'
    return rest
  }

  #part(bytes: Buffer): Buffer | undefined {
    if (this.#state === 'chunkSize') return this.#chunkSize(bytes)
    const part = bytes.subarray(0, this.#left)
    this.#left -= part.length
    this.#sink.body(part)
    if (this.#left === 0) {
      if (this.#state === 'chunk') this.#state = 'chunkSize'
      else this.#over()
    }
    return bytes.subarray(part.length)
  }

  #chunkSize(bytes: Buffer): Buffer | undefined {
    // The line end of the chunk before may stand in front.
    const from = bytes[0] === 0x0d ? 2 : 0
    const end = bytes.indexOf('\r\n', from)
    if (end < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', from, end), 16)
    if (size > 0) {
      this.#left = size
      this.#state = 'chunk'
      return bytes.subarray(end + 2)
    }
    if (bytes.length < end + 4) return undefined
    this.#over()
    return bytes.subarray(end + 4)
  }

  #over(): void {
    this.#state = 'head'
    this.#sink.end()
  }
}
