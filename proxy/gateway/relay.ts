import { Refusal } from '../base/errors.ts'
import type { AnswerReader, Framing } from '../dialects/dialect.ts'
import { splitterFor } from '../dialects/readers/index.ts'
import { answerHeaders } from './answerHeaders.ts'
import type { Call } from './call.ts'
import { ClientWriter } from './clientWriter.ts'
import { eventBody } from './eventBody.ts'
import { record } from './record.ts'
import type { SecretScrubber } from './scrubber.ts'
import type { GatewayServices } from './services.ts'
import type { UpstreamAnswer } from './upstream.ts'
import { passingBody, wholeBody } from './wholeBody.ts'

/** How the bytes of one kind of answer travel on. */
export interface AnswerBody {
  push(chunk: Buffer): void
  /** The provider's answer has ended; gives the last bytes, which are sent once the row is written. */
  finish(): Buffer
}

/** What a body needs of its surroundings. */
export interface AnswerOut {
  write(chunk: Buffer): void
  /** Writes the row now; resolves when it is on disk. */
  settle(): Promise<void>
}

/** Streams the provider's answer to the client while the reader counts; resolves when all of it was sent. */
export function relay(
  services: GatewayServices,
  call: Call,
  answer: UpstreamAnswer,
  reader: AnswerReader,
  options: { scrubber: SecretScrubber; rewriting: boolean },
): Promise<void> {
  const { answerBytes: limit, writeBufferBytes } = services.settings()
  const writer = new ClientWriter(
    call.reply,
    { status: answer.status, headers: answerHeaders(answer.headers, call.name) },
    answer,
    writeBufferBytes,
  )
  const { ending } = call
  return new Promise((resolve, reject) => {
    let over = false
    const fail = (error: Error) => {
      if (over) return
      over = true
      answer.abort(error)
      reject(error)
    }
    const settle = () => {
      call.outcome = reader.reading.failure === undefined ? 'ok' : 'failed'
      if (reader.reading.failure !== undefined) call.reason = 'UPSTREAM_STREAM_ERROR'
      return record(services, call, answer.status)
    }
    const body = bodyFor(call.framing, answer, reader, options.rewriting, {
      write: (chunk) => writer.write(chunk),
      settle: () => settle().catch(fail),
    })
    const push = (chunk: Buffer | undefined) => {
      if (!chunk || chunk.length === 0) return
      call.firstByteAt ??= services.now()
      call.answerBytes += chunk.length
      if (call.answerBytes > limit)
        throw new Refusal('ANSWER_TOO_LARGE', 'the answer is larger than Keyrack passes on')
      body.push(chunk)
    }
    ending.tell(fail)
    if (over) return
    answer.attach({
      data(chunk) {
        if (over) return
        try {
          push(options.scrubber.push(chunk))
        } catch (error) {
          fail(error as Error)
        }
      },
      end() {
        if (over) return
        try {
          push(options.scrubber.rest())
          const last = body.finish()
          if (!reader.reading.complete)
            throw new Refusal(
              'UPSTREAM_FAILED',
              'the provider broke off in the middle of its answer',
            )
          over = true
          settle().then(() => {
            writer.end(last)
            resolve()
          }, reject)
        } catch (error) {
          fail(error as Error)
        }
      },
      failed(error) {
        // We hung up ourselves: what ended the call says why, not the line it was on.
        if (ending.reason) return fail(ending.reason)
        fail(
          error instanceof Refusal
            ? error
            : new Refusal('UPSTREAM_FAILED', 'the provider broke off in the middle of its answer', {
                cause: error,
              }),
        )
      },
    })
  })
}

function bodyFor(
  framing: Framing,
  answer: UpstreamAnswer,
  reader: AnswerReader,
  rewriting: boolean,
  out: AnswerOut,
): AnswerBody {
  const splitter = splitterFor(framing)
  if (splitter) return eventBody(splitter, reader, rewriting, out)
  const isJson = answer.headers['content-type']?.toLowerCase().includes('json') ?? false
  return isJson && reader.needsBody ? wholeBody(reader, out) : passingBody(reader, out)
}
