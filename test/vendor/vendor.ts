import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { anthropic } from './anthropic.ts'
import { azure } from './azure.ts'
import { canaryKey } from './canary.ts'
import { cohere } from './cohere.ts'
import type { Answer, Ask, Family, FamilyName, Told } from './family.ts'
import { FAMILIES } from './family.ts'
import { type FaultBook, faultBook } from './faults.ts'
import { gemini } from './gemini.ts'
import { mistral } from './mistral.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import { openrouter } from './openrouter.ts'
import { partsOf, promptText } from './parts.ts'
import { sendAnswer } from './send.ts'
import { Shelf } from './shelf.ts'

/** One request as it came in, and what became of its answer. */
export interface SeenRequest {
  method: string
  url: string
  /** Names and values in turn, exactly as on the wire. */
  rawHeaders: string[]
  headers: IncomingMessage['headers']
  body: Buffer
  model: string
  told: Told | undefined
  /** Bytes of the answer's body handed to the connection so far. */
  sentBytes: number
  /** How it ended: `true` when everything was sent, `false` when the other side left first. */
  ended: Promise<boolean>
}

export interface Vendor {
  family: FamilyName
  origin: string
  /** What an administrator types as this vendor's base URL. */
  baseUrl: string
  /** The only credential it takes. */
  secret: string
  models: string[]
  /** Every request but those for the list of models. */
  requests: SeenRequest[]
  /** What lies there, made by whomever. */
  shelf: Shelf
  modelRequests: SeenRequest[]
  faults: FaultBook
  lastRequest(): SeenRequest
  stop(): Promise<void>
}

export type Vendors = Record<FamilyName, Vendor>

const TABLE: Record<FamilyName, Family> = {
  openai,
  anthropic,
  gemini,
  azure,
  mistral,
  ollama,
  cohere,
  openrouter,
}

export interface VendorOptions {
  /** Makes the canary key differ from other vendors' of the same family. */
  seed?: string
  tls?: { key: string; cert: string }
}

/** Starts a provider on loopback that speaks one vendor's language. */
export async function startVendor(name: FamilyName, options: VendorOptions = {}): Promise<Vendor> {
  const family = TABLE[name]
  const secret = canaryKey(name, options.seed ?? 'one')
  const faults = faultBook()
  const requests: SeenRequest[] = []
  const modelRequests: SeenRequest[] = []
  const sockets = new Set<Socket>()
  const shelf = new Shelf(secret)

  const answer = (request: IncomingMessage, response: ServerResponse) =>
    serve(request, response).catch(() => response.destroy())

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const ended = new Promise<boolean>((resolve) =>
      response.on('close', () => resolve(response.writableFinished)),
    )
    const url = new URL(request.url ?? '/', 'http://vendor')
    const body = await readWhole(request)
    const ask = await understand(request, url, body, shelf)
    const seen: SeenRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      rawHeaders: request.rawHeaders,
      headers: request.headers,
      body,
      model: ask.model,
      told: undefined,
      sentBytes: 0,
      ended,
    }
    const listing = request.method === 'GET' && /\/(models|deployments|tags)$/.test(url.pathname)
    ;(listing ? modelRequests : requests).push(seen)
    const given = family.credential(request.headers, url.searchParams)
    const fault = faults.take(listing ? 'models' : ask.model)
    if (fault?.kind === 'echo') ask.parts.words.splice(1, 1, given ?? '')
    if (fault?.kind === 'usage') Object.assign(ask.parts, fault.parts)
    const reply =
      given === secret
        ? (family.answer(ask) ?? errorAnswer(family, 404, `No such route: ${url.pathname}`))
        : errorAnswer(family, family.badKeyStatus, `Incorrect API key provided: ${given ?? ''}`)
    seen.told = fault?.kind === 'noUsage' ? undefined : reply.told
    await sendAnswer({ family, reply, fault, response, seen, given })
  }

  const server = options.tls ? createTlsServer(options.tls, answer) : createServer(answer)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`
  return {
    family: name,
    origin,
    baseUrl: origin + family.basePath,
    secret,
    models: family.models,
    requests,
    shelf,
    modelRequests,
    faults,
    lastRequest() {
      const last = requests.at(-1)
      if (!last) throw new Error(`Nothing reached the fake ${name}`)
      return last
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** One vendor of every family. */
export async function startVendors(options: VendorOptions = {}): Promise<Vendors> {
  const started = await Promise.all(FAMILIES.map((name) => startVendor(name, options)))
  return Object.fromEntries(started.map((vendor) => [vendor.family, vendor])) as Vendors
}

function errorAnswer(family: Family, status: number, message: string): Answer {
  return {
    status,
    type: 'application/json',
    body: JSON.stringify(family.error(status, message)),
  }
}

async function readWhole(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function understand(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  shelf: Shelf,
): Promise<Ask> {
  const type = request.headers['content-type'] ?? ''
  const form = type.startsWith('multipart/')
    ? await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
    : undefined
  const parsed: unknown = body.length > 0 && !form ? JSON.parse(body.toString()) : {}
  const json = parsed as Record<string, unknown>
  const path = decodeURIComponent(url.pathname)
  return {
    method: request.method ?? '',
    path,
    query: url.searchParams,
    headers: request.headers,
    json,
    form,
    files: await filesIn(form),
    model: pathModel(path) ?? String(json.model ?? form?.get('model') ?? ''),
    parts: partsOf(promptText(json) + formText(form)),
    shelf,
  }
}

async function filesIn(form: FormData | undefined): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const [name, value] of form ?? [])
    if (typeof value !== 'string') files.set(name, await value.text())
  return files
}

/** Azure and Gemini name the model in the path. */
function pathModel(path: string): string | undefined {
  return (
    /\/deployments\/([^/]+)\//.exec(path)?.[1] ?? /\/models\/([^:]+):[a-zA-Z]+$/.exec(path)?.[1]
  )
}

function formText(form: FormData | undefined): string {
  if (!form) return ''
  return [...form.values()]
    .map((value) => (typeof value === 'string' ? value : value.name))
    .join('')
}
