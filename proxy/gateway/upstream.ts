import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import type { Readable, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { type Dispatcher, Pool, errors as undiciErrors } from 'undici'
import { Refusal } from '../base/errors.ts'
import { AddressProblem, guardedLookup } from '../base/guardedLookup.ts'
import type { Settings } from '../contract/settings.ts'
import { upstreamAddressProblem } from '../policy/addresses.ts'
import { CallEnded } from './call.ts'
import type { Ending } from './ending.ts'

export interface UpstreamRequest {
  url: URL
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Names and values in turn. */
  headers: string[]
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
export class UpstreamAnswer implements AnswerSink {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly #controller: Dispatcher.DispatchController
  readonly #early: Buffer[] = []
  #over: { error: Error | undefined } | undefined
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
    for (const chunk of this.#early.splice(0)) this.#sink.data(chunk)
    if (this.#over?.error) this.#sink.failed(this.#over.error)
    else if (this.#over) this.#sink.end()
  }

  data(chunk: Buffer): void {
    if (this.#sink) this.#sink.data(chunk)
    else this.#early.push(chunk)
  }

  end(): void {
    this.#over = { error: undefined }
    this.#sink?.end()
  }

  failed(error: Error): void {
    this.#over = { error }
    this.#sink?.failed(error)
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

/** One request on its way, as undici tells of it. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: UpstreamRequest
  readonly #ending: Ending | undefined
  readonly #resolve: (answer: UpstreamAnswer) => void
  readonly #reject: (error: Error) => void
  #answer: UpstreamAnswer | undefined
  #sent = false
  #over = false

  constructor(
    request: UpstreamRequest,
    ending: Ending | undefined,
    resolve: (answer: UpstreamAnswer) => void,
    reject: (error: Error) => void,
  ) {
    this.#request = request
    this.#ending = ending
    this.#resolve = resolve
    this.#reject = reject
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#sent = true
    this.#request.onSent?.()
    this.#ending?.tell((reason) => {
      // Once over, its connection may carry another call already.
      if (!this.#over) controller.abort(reason)
    })
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return
    this.#answer = new UpstreamAnswer(status, headers, controller)
    this.#resolve(this.#answer)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#answer?.data(chunk)
  }

  onResponseEnd(): void {
    this.#over = true
    this.#answer?.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#over = true
    if (this.#answer) this.#answer.failed(error)
    else this.#reject(asRefusal(error, this.#sent))
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

/** What a URL means to us, and for which settings. */
interface Target {
  pool: Pool | string
  path: string
  allowLocal: boolean
  connectTimeoutMs: number
}

/**
 * Connections to providers. One pool per origin and kind of guard; never a cap on connections, because a
 * capped pool makes streams wait for each other. Redirects are not followed by `dispatch`.
 */
export class Upstreams {
  /** Or why there is no provider at that origin. */
  readonly #pools = new Map<string, Pool | string>()
  /** Most URLs come again with every call of a key and model. */
  readonly #targets = new WeakMap<URL, Target>()
  readonly #settings: () => Settings

  constructor(settings: () => Settings) {
    this.#settings = settings
  }

  /** Sends a request; resolves when the head of the answer is there, rejects with a `Refusal`. */
  send(request: UpstreamRequest, ending?: Ending): Promise<UpstreamAnswer> {
    const { pool, path } = this.#target(request)
    if (typeof pool === 'string') return Promise.reject(new Refusal('UPSTREAM_UNREACHABLE', pool))
    const { firstByteTimeoutMs, idleTimeoutMs } = this.#settings()
    return new Promise((resolve, reject) => {
      pool.dispatch(
        {
          path,
          method: request.method,
          headers: request.headers,
          body: request.body,
          headersTimeout: firstByteTimeoutMs,
          bodyTimeout: idleTimeoutMs,
        },
        new Exchange(request, ending, resolve, reject),
      )
    })
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()].filter((pool) => typeof pool !== 'string')
    await Promise.all(pools.map((pool) => pool.destroy()))
    this.#pools.clear()
  }

  #target({ url, allowLocal }: UpstreamRequest): Target {
    const { connectTimeoutMs } = this.#settings()
    const known = this.#targets.get(url)
    if (known?.allowLocal === allowLocal && known.connectTimeoutMs === connectTimeoutMs)
      return known
    const pool = this.#pool(url, allowLocal, connectTimeoutMs)
    const target = { pool, path: url.pathname + url.search, allowLocal, connectTimeoutMs }
    this.#targets.set(url, target)
    return target
  }

  #pool(url: URL, allowLocal: boolean, connectTimeoutMs: number): Pool | string {
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
          connect: {
            timeout: connectTimeoutMs,
            lookup: guardedLookup((address) => upstreamAddressProblem(address, allowLocal)),
          },
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
