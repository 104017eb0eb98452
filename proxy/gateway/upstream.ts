import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import type { Readable, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { type Dispatcher, errors as undiciErrors } from 'undici'
import { Refusal } from '../base/errors.ts'
import { AddressProblem, guardedLookup } from '../base/guardedLookup.ts'
import type { Settings } from '../contract/settings.ts'
import { upstreamAddressProblem } from '../policy/addresses.ts'
import { CallEnded } from './call.ts'
import { Connections } from './connections.ts'
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
  readonly #release: () => void
  readonly #resolve: (answer: UpstreamAnswer) => void
  readonly #reject: (error: Error) => void
  #answer: UpstreamAnswer | undefined
  #sent = false
  #over = false

  /** `release`: told once its connection is free. */
  constructor(
    request: UpstreamRequest,
    ending: Ending | undefined,
    release: () => void,
    resolve: (answer: UpstreamAnswer) => void,
    reject: (error: Error) => void,
  ) {
    this.#request = request
    this.#ending = ending
    this.#release = release
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
    this.#finish()
    this.#answer?.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish()
    if (this.#answer) this.#answer.failed(error)
    else this.#reject(asRefusal(error, this.#sent))
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    this.#release()
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
  /** Or why there is no provider at that origin. */
  connections: Connections | string
  path: string
  allowLocal: boolean
  connectTimeoutMs: number
}

/** The way to providers, by origin and kind of guard. Redirects are not followed. */
export class Upstreams {
  readonly #origins = new Map<string, Connections | string>()
  /** Most URLs come again with every call of a key and model. */
  readonly #targets = new WeakMap<URL, Target>()
  readonly #settings: () => Settings

  constructor(settings: () => Settings) {
    this.#settings = settings
  }

  /** Sends a request; resolves when the head of the answer is there, rejects with a `Refusal`. */
  send(request: UpstreamRequest, ending?: Ending): Promise<UpstreamAnswer> {
    const { connections, path } = this.#target(request)
    if (typeof connections === 'string')
      return Promise.reject(new Refusal('UPSTREAM_UNREACHABLE', connections))
    const { firstByteTimeoutMs, idleTimeoutMs } = this.#settings()
    const client = connections.take()
    const release = () => connections.giveBack(client)
    return new Promise((resolve, reject) => {
      client.dispatch(
        {
          path,
          method: request.method,
          headers: request.headers,
          body: request.body,
          headersTimeout: firstByteTimeoutMs,
          bodyTimeout: idleTimeoutMs,
        },
        new Exchange(request, ending, release, resolve, reject),
      )
    })
  }

  async close(): Promise<void> {
    const all = [...this.#origins.values()].filter((origin) => typeof origin !== 'string')
    this.#origins.clear()
    await Promise.all(all.map((connections) => connections.destroy()))
  }

  #target({ url, allowLocal }: UpstreamRequest): Target {
    const { connectTimeoutMs } = this.#settings()
    const known = this.#targets.get(url)
    if (known?.allowLocal === allowLocal && known.connectTimeoutMs === connectTimeoutMs)
      return known
    const connections = this.#connections(url, allowLocal, connectTimeoutMs)
    const target = { connections, path: url.pathname + url.search, allowLocal, connectTimeoutMs }
    this.#targets.set(url, target)
    return target
  }

  #connections(url: URL, allowLocal: boolean, timeout: number): Connections | string {
    const name = `${url.origin} ${allowLocal} ${timeout}`
    let connections = this.#origins.get(name)
    if (connections === undefined) {
      const lookup = guardedLookup((address) => upstreamAddressProblem(address, allowLocal))
      connections =
        urlProblem(url, allowLocal) ??
        new Connections(url.origin, MOST_HEADER_BYTES, { timeout, lookup })
      this.#origins.set(name, connections)
    }
    return connections
  }
}

const MOST_HEADER_BYTES = 16 * 1024

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
