import type { AnswerReader } from '../dialects/dialect.ts'
import type { AnswerBody, AnswerOut } from './relay.ts'

// A JSON answer is kept until its row is written. One larger than this (many pictures in base64) flows past
// unread, and its usage is estimated.
export const KEPT_WHOLE = 64 * 1024 * 1024

/** A JSON answer: read as a whole, sent as a whole. */
export function wholeBody(reader: AnswerReader, out: AnswerOut): AnswerBody {
  let chunks: Buffer[] = []
  let size = 0
  let passing: AnswerBody | undefined
  return {
    push(chunk) {
      if (passing) return passing.push(chunk)
      chunks.push(chunk)
      size += chunk.length
      if (size <= KEPT_WHOLE) return
      passing = passingBody(reader, out)
      for (const kept of chunks) passing.push(kept)
      chunks = []
    },
    finish() {
      if (passing) return passing.finish()
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
      reader.readBody(body)
      return body
    },
  }
}

/** Sound, text, anything else: passed on as it comes, but for the newest chunk, which waits for the row. */
export function passingBody(reader: AnswerReader, out: AnswerOut): AnswerBody {
  let last: Buffer | undefined
  return {
    push(chunk) {
      if (last) out.write(last)
      last = chunk
    },
    finish() {
      reader.reading.complete = true
      return last ?? Buffer.alloc(0)
    },
  }
}
