import { lookup } from 'node:dns'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import type { Readable, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { type Dispatcher, Pool, errors as undiciErrors } from 'undici'
import { Refusal } from '../base/errors.ts'
import type { Settings } from '../contract/settings.ts'
import { upstreamAddressProblem } from '../policy/addresses.ts'
import { CallEnded } from './call.ts'
import type { Ending } from './ending.ts'

export interface UpstreamRequest {
  url: URL
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  headers: Record<string, string>
  body: Buffer | Readable | null
  /** Plain http and private addresses are admitted. */
  allowLocal: boolean
  /** Told when the request really goes out: from then on it may cost something. */
  onSent?: () => void
}

export interface AnswerSink {
  data(chunk: Buffer): void
  end(): void
  failed(error: Error): void
}

/** An answer whose head has arrived. What comes before a sink is attached is kept. */
export class UpstreamAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly #controller: Dispatcher.DispatchController
  readonly #early: ((sink: AnswerSink) => void)[] = []
  #sink: AnswerSink | undefined

  constructor(
    status: number,
    headers: IncomingHttpHeaders,
    controller: Dispatcher.DispatchController,
  ) {
    this.status = status
    this.headers = headers
    this.#controller = controller
  }

  attach(sink: AnswerSink): void {
    const decoder = decoderFor(this.headers['content-encoding'])
    this.#sink = decoder ? decoding(decoder, sink) : sink
    for (const deliver of this.#early.splice(0)) deliver(this.#sink)
  }

  deliver(deliver: (sink: AnswerSink) => void): void {
    if (this.#sink) deliver(this.#sink)
    else this.#early.push(deliver)
  }

  pause(): void {
    this.#controller.pause()
  }

  resume(): void {
    this.#controller.resume()
  }

  abort(reason: Error): void {
    if (!this.#controller.aborted) this.#controller.abort(reason)
  }
}

/** We ask for `identity`; a server that compresses all the same is understood, since usage must be read. */
function decoderFor(encoding: string | undefined): Transform | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'br':
      return createBrotliDecompress()
    case 'deflate':
      return createInflate()
    default:
      return undefined
  }
}

function decoding(decoder: Transform, sink: AnswerSink): AnswerSink {
  decoder.on('data', (chunk: Buffer) => sink.data(chunk))
  decoder.on('end', () => sink.end())
  decoder.on('error', (error) => sink.failed(error))
  return {
    data: (chunk) => void decoder.write(chunk),
    end: () => void decoder.end(),
    failed: (error) => sink.failed(error),
  }
}

/**
 * Connections to providers. One pool per origin and kind of guard; never a cap on connections, because a
 * capped pool makes streams wait for each other. Redirects are not followed by `dispatch`.
 */
export class Upstreams {
  /** Or why there is no provider at that origin. */
  readonly #pools = new Map<string, Pool | string>()
  readonly #settings: () => Settings

  constructor(settings: () => Settings) {
    this.#settings = settings
  }

  /** Sends a request; resolves when the head of the answer is there, rejects with a `Refusal`. */
  send(request: UpstreamRequest, ending?: Ending): Promise<UpstreamAnswer> {
    const pool = this.#pool(request)
    if (typeof pool === 'string') return Promise.reject(new Refusal('UPSTREAM_UNREACHABLE', pool))
    const { firstByteTimeoutMs, idleTimeoutMs } = this.#settings()
    return new Promise((resolve, reject) => {
      let answer: UpstreamAnswer | undefined
      let sent = false
      let over = false
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart(controller) {
          sent = true
          request.onSent?.()
          ending?.tell((reason) => {
            // Once over, its connection may carry another call already.
            if (!over) controller.abort(reason)
          })
        },
        onResponseStart(controller, status, headers) {
          if (status < 200) return
          answer = new UpstreamAnswer(status, headers, controller)
          resolve(answer)
        },
        onResponseData(_controller, chunk) {
          answer?.deliver((sink) => sink.data(chunk))
        },
        onResponseEnd() {
          over = true
          answer?.deliver((sink) => sink.end())
        },
        onResponseError(_controller, error) {
          over = true
          if (answer) answer.deliver((sink) => sink.failed(error))
          else reject(asRefusal(error, sent))
        },
      }
      pool.dispatch(
        {
          path: request.url.pathname + request.url.search,
          method: request.method,
          headers: request.headers,
          body: request.body,
          headersTimeout: firstByteTimeoutMs,
          bodyTimeout: idleTimeoutMs,
        },
        handler,
      )
    })
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()].filter((pool) => typeof pool !== 'string')
    await Promise.all(pools.map((pool) => pool.destroy()))
    this.#pools.clear()
  }

  #pool({ url, allowLocal }: UpstreamRequest): Pool | string {
    const { connectTimeoutMs } = this.#settings()
    const name = `${url.origin} ${allowLocal} ${connectTimeoutMs}`
    let pool = this.#pools.get(name)
    if (pool === undefined) {
      pool =
        urlProblem(url, allowLocal) ??
        new Pool(url.origin, {
          connections: null,
          pipelining: 1,
          allowH2: false,
          maxHeaderSize: 16 * 1024,
          // For names: every address is checked when the connection is made, so a name that changes its
          // mind after a first look (DNS rebinding) leads nowhere.
          connect: { timeout: connectTimeoutMs, lookup: guardedLookup(allowLocal) },
        })
      this.#pools.set(name, pool)
    }
    return pool
  }
}

/** Why this URL is no provider; addresses behind names are checked when the connection is made. */
function urlProblem(url: URL, allowLocal: boolean): string | undefined {
  if (url.protocol !== 'https:' && !(allowLocal && url.protocol === 'http:'))
    return 'a provider is reached by https; only a key marked as local may use http'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) ? upstreamAddressProblem(host, allowLocal) : undefined
}

function guardedLookup(allowLocal: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0)
      for (const { address } of found) {
        const problem = upstreamAddressProblem(address, allowLocal)
        if (problem) return callback(new AddressProblem(problem), '', 0)
      }
      const [first] = found
      if (options.all) return callback(null, found)
      if (!first) return callback(new Error(`${hostname} has no address`), '', 0)
      callback(null, first.address, first.family)
    })
  }
}

/** A name that leads to an address where no provider is. */
class AddressProblem extends Error {}

function asRefusal(error: Error, sent: boolean): Error {
  if (error instanceof Refusal || error instanceof CallEnded) return error
  if (error instanceof AddressProblem) return new Refusal('UPSTREAM_UNREACHABLE', error.message)
  if (error instanceof undiciErrors.HeadersTimeoutError)
    return new Refusal('UPSTREAM_TIMEOUT', 'the provider did not begin its answer in time', {
      cause: error,
    })
  if (error instanceof undiciErrors.ConnectTimeoutError)
    return new Refusal('UPSTREAM_TIMEOUT', 'the provider could not be reached in time', {
      cause: error,
    })
  if (sent)
    return new Refusal('UPSTREAM_FAILED', 'the provider broke off before it answered', {
      cause: error,
    })
  return new Refusal('UPSTREAM_UNREACHABLE', 'the provider could not be reached', { cause: error })
}
