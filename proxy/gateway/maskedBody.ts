import { isUtf8 } from 'node:buffer'
import { Refusal } from '../base/errors.ts'
import type { AnswerReader } from '../dialects/dialect.ts'
import type { MaskedAnswer } from './maskAnswer.ts'
import type { AnswerBody, AnswerOut } from './relay.ts'
import { KEPT_WHOLE, passingBody } from './wholeBody.ts'

/** An answer in one piece whose texts are masked: kept until it is whole. Sound and pictures pass as they come. */
export function maskedBody(
  contentType: string | undefined,
  reader: AnswerReader,
  masked: MaskedAnswer,
  out: AnswerOut,
): AnswerBody {
  if (/^(?:audio|image|video)\//i.test(contentType ?? '')) return passingBody(reader, out)
  const chunks: Buffer[] = []
  let size = 0
  return {
    push(chunk) {
      size += chunk.length
      if (size > KEPT_WHOLE)
        throw new Refusal('ANSWER_TOO_LARGE', 'the answer is larger than what can be masked')
      chunks.push(chunk)
    },
    finish() {
      const body = Buffer.concat(chunks)
      if (reader.needsBody && /json/i.test(contentType ?? '')) reader.readBody(body)
      else reader.reading.complete = true
      return isUtf8(body) ? masked.body(body) : body
    },
  }
}
