/** One whole piece of a stream, framing included. */
export interface Piece {
  bytes: Buffer
  /** Offset in the chunk just pushed at which the piece began; negative when it began in an earlier chunk. */
  startsInChunk: number
}

const MiB = 1024 * 1024
/** The largest piece that is collected: a streamed picture fits, an endless line does not. */
export const MAX_PIECE_BYTES = 16 * MiB

/**
 * Cuts a byte stream into whole pieces without copying, wherever the chunks were cut. The pieces and the
 * rest, put together, are exactly the bytes that were pushed.
 */
export abstract class Splitter {
  /** Set when one piece grew past the limit: from then on nothing is collected and `push` answers nothing. */
  overflowed = false
  private parts: Buffer[] = []
  private held = 0
  private readonly maxPieceBytes: number

  constructor(maxPieceBytes = MAX_PIECE_BYTES) {
    this.maxPieceBytes = maxPieceBytes
  }

  /** Offsets just behind each piece that ends in this chunk. */
  protected abstract endsIn(chunk: Buffer): number[]

  push(chunk: Buffer): Piece[] {
    if (this.overflowed) return []
    const pieces: Piece[] = []
    let start = 0
    for (const end of this.endsIn(chunk)) {
      const bytes = chunk.subarray(start, end)
      pieces.push(
        this.held > 0
          ? { bytes: Buffer.concat([...this.parts, bytes]), startsInChunk: -this.held }
          : { bytes, startsInChunk: start },
      )
      this.parts = []
      this.held = 0
      start = end
    }
    if (start < chunk.length) {
      this.parts.push(start === 0 ? chunk : chunk.subarray(start))
      this.held += chunk.length - start
      this.overflowed = this.held > this.maxPieceBytes
    }
    return pieces
  }

  /** The bytes of a piece that has not ended (yet). */
  rest(): Buffer {
    return this.parts.length === 1 && this.parts[0] ? this.parts[0] : Buffer.concat(this.parts)
  }
}
