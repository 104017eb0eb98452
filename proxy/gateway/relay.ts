import { Refusal } from '../base/errors.ts'
import type { AnswerReader, Framing } from '../dialects/dialect.ts'
import { splitterFor } from '../dialects/readers/index.ts'
import { answerHeaders } from './answerHeaders.ts'
import type { Call } from './call.ts'
import { ClientWriter } from './clientWriter.ts'
import { eventBody } from './eventBody.ts'
import { limitHeaders } from './limitHeaders.ts'
import type { MaskedAnswer } from './maskAnswer.ts'
import { maskedBody } from './maskedBody.ts'
import { record } from './record.ts'
import type { SecretScrubber } from './scrubber.ts'
import type { GatewayServices } from './services.ts'
import { PHASE } from './trace/callTrace.ts'
import type { AnswerSink, UpstreamAnswer } from './upstream.ts'
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

interface RelayOptions {
  scrubber: SecretScrubber
  rewriting: boolean
  masked?: MaskedAnswer | undefined
}

/** Streams the provider's answer to the client while the reader counts; resolves when all of it was sent. */
export function relay(
  services: GatewayServices,
  call: Call,
  answer: UpstreamAnswer,
  reader: AnswerReader,
  options: RelayOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const relaying = new Relay(services, call, answer, reader, options, resolve, reject)
    call.ending.tell((reason) => relaying.fail(reason))
    if (!call.ending.reason) answer.attach(relaying)
  })
}

/** One answer on its way: what the provider sends comes in as a sink, what its body lets go goes out. */
class Relay implements AnswerSink, AnswerOut {
  readonly #services: GatewayServices
  readonly #call: Call
  readonly #answer: UpstreamAnswer
  readonly #reader: AnswerReader
  readonly #scrubber: SecretScrubber
  readonly #writer: ClientWriter
  readonly #body: AnswerBody
  readonly #limit: number
  readonly #resolve: () => void
  readonly #reject: (error: Error) => void
  #over = false

  constructor(
    services: GatewayServices,
    call: Call,
    answer: UpstreamAnswer,
    reader: AnswerReader,
    { scrubber, rewriting, masked }: RelayOptions,
    resolve: () => void,
    reject: (error: Error) => void,
  ) {
    const { answerBytes, writeBufferBytes } = services.settings()
    const head = { status: answer.status, headers: answerHeaders(answer.headers, call.name) }
    if (call.held) head.headers.push(...limitHeaders(services.limits, call, services.now()))
    this.#services = services
    this.#call = call
    this.#answer = answer
    this.#reader = reader
    this.#scrubber = scrubber
    this.#writer = new ClientWriter(call.reply, head, answer, writeBufferBytes)
    this.#body = bodyFor(call.framing, answer, reader, { rewriting, masked }, this)
    this.#limit = answerBytes
    this.#resolve = resolve
    this.#reject = reject
  }

  data(chunk: Buffer): void {
    if (this.#over) return
    try {
      this.#push(this.#scrubber.push(chunk))
    } catch (error) {
      this.fail(error as Error)
    }
  }

  end(): void {
    if (this.#over) return
    try {
      this.#push(this.#scrubber.rest())
      this.#call.trace?.end(PHASE.stream)
      const last = this.#body.finish()
      if (!this.#reader.reading.complete) throw brokenOff()
      this.#over = true
      this.#record().then(() => {
        if (!this.#call.masking) this.#call.answerTap?.push(last)
        this.#writer.end(last)
        this.#resolve()
      }, this.#reject)
    } catch (error) {
      this.fail(error as Error)
    }
  }

  failed(error: Error): void {
    // We hung up ourselves: what ended the call says why, not the line it was on.
    const { reason } = this.#call.ending
    this.fail(reason ?? (error instanceof Refusal ? error : brokenOff(error)))
  }

  fail(error: Error): void {
    if (this.#over) return
    this.#over = true
    this.#answer.abort(error)
    this.#reject(error)
  }

  write(chunk: Buffer): void {
    if (!this.#call.masking) this.#call.answerTap?.push(chunk)
    this.#writer.write(chunk)
  }

  async settle(): Promise<void> {
    await this.#record().catch((error) => this.fail(error))
  }

  #push(chunk: Buffer | undefined): void {
    if (!chunk || chunk.length === 0) return
    const call = this.#call
    if (call.firstByteAt === undefined) {
      call.firstByteAt = this.#services.now()
      call.trace?.end(PHASE.firstByte)
    }
    call.answerBytes += chunk.length
    if (call.answerBytes > this.#limit)
      throw new Refusal('ANSWER_TOO_LARGE', 'the answer is larger than Keyrack passes on')
    // What masking took out is put back on the way out: kept is the answer as it came, with names in its place.
    if (call.masking) call.answerTap?.push(chunk)
    this.#body.push(chunk)
  }

  #record(): Promise<void> {
    const { failure } = this.#reader.reading
    this.#call.outcome = failure === undefined ? 'ok' : 'failed'
    if (failure !== undefined) this.#call.reason = 'UPSTREAM_STREAM_ERROR'
    return record(this.#services, this.#call, this.#answer.status)
  }
}

function brokenOff(cause?: Error): Refusal {
  return new Refusal(
    'UPSTREAM_FAILED',
    'the provider broke off in the middle of its answer',
    cause && { cause },
  )
}

function bodyFor(
  framing: Framing,
  answer: UpstreamAnswer,
  reader: AnswerReader,
  { rewriting, masked }: Omit<RelayOptions, 'scrubber'>,
  out: AnswerOut,
): AnswerBody {
  const splitter = splitterFor(framing)
  if (splitter) return eventBody(splitter, reader, rewriting, out, masked)
  const isJson = answer.headers['content-type']?.toLowerCase().includes('json') ?? false
  if (masked) return maskedBody(answer.headers['content-type'], reader, masked, out)
  return isJson && reader.needsBody ? wholeBody(reader, out) : passingBody(reader, out)
}
