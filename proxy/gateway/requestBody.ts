import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Busboy } from '@fastify/busboy'
import { Refusal } from '../base/errors.ts'
import { type JsonScan, scanJson } from '../base/jsonGuard.ts'
import { topLevelValues } from '../base/jsonPatch.ts'
import type { Settings } from '../contract/settings.ts'
import type { Wire } from '../contract/wires.ts'
import type { AskedBody, UploadedFile } from '../dialects/asked/body.ts'
import { idNames, referringNames } from '../dialects/asked/references.ts'
import { HEAD_BYTES } from '../dialects/asked/sound.ts'
import type { Endpoint } from '../dialects/dialect.ts'

/** A request's body, checked but unchanged: its bytes, or the file an upload was kept in. */
export interface RequestBody extends AskedBody {
  /** Characters of text in it, for an estimate: pictures and sound are left out. */
  textChars(): number
  /** Opens the original bytes once more, to be sent. */
  open(): Buffer | Readable | null
  /** Removes what was kept on disk; left out where nothing was. */
  discard?(): Promise<void>
}

export const NOTHING: RequestBody = {
  size: 0,
  values: {},
  json: undefined,
  files: [],
  textChars: () => 0,
  open: () => null,
}

// What rules and readers look at in a JSON body too large to be parsed whole.
export const LOOKED_AT = [
  'model',
  'stream',
  'stream_options',
  'n',
  'size',
  'quality',
  'input',
  'stream_format',
  'store',
  'thread',
  'background',
  'requests',
]

// A form may name none of these twice.
const NOT_TWICE = [...LOOKED_AT, 'purpose', 'prompt', 'partial_images', 'input_fidelity']

const JSON_TYPE = /^application\/json *(; *charset *= *"?utf-8"? *)?$/i

/** Reads and checks a body. Nothing reaches a provider unless all of it was read and is well-formed. */
export function readRequestBody(
  request: IncomingMessage,
  endpoint: Endpoint,
  settings: Settings,
  uploadsDir: string,
): RequestBody | Promise<RequestBody> {
  if (endpoint.body === 'none' || (endpoint.object && isEmpty(request))) return NOTHING
  if (request.headers['content-encoding'] !== undefined)
    throw new Refusal('CONTENT_TYPE_UNKNOWN', 'Keyrack: send the body without a content-encoding.')
  const type = request.headers['content-type'] ?? ''
  if (type === 'application/json' || JSON_TYPE.test(type)) {
    if (endpoint.body === 'multipart') throw unknownType(type, 'multipart/form-data')
    return readJson(request, settings, endpoint)
  }
  if (/^multipart\/form-data *; *boundary=/i.test(type)) {
    if (endpoint.body === 'json') throw unknownType(type, 'application/json')
    return readForm(request, settings, uploadsDir, endpoint)
  }
  throw unknownType(
    type,
    endpoint.body === 'multipart' ? 'multipart/form-data' : 'application/json',
  )
}

/** Actions such as cancelling come with no body, or with an empty one. */
function isEmpty({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
}

function unknownType(type: string, wanted: string): Refusal {
  return new Refusal(
    'CONTENT_TYPE_UNKNOWN',
    `Keyrack: this path takes ${wanted}, not ${type === '' ? 'a body without a content type' : type.slice(0, 80)}.`,
  )
}

function readJson(
  request: IncomingMessage,
  settings: Settings,
  { wire }: Endpoint,
): Promise<RequestBody> {
  const limit = settings.bodyBytes
  checkLength(request, limit)
  return collect(request, limit, (bytes) => {
    const limits = { maxDepth: settings.jsonDepth, maxKeys: settings.jsonKeys }
    return jsonBody(bytes, scanJson(bytes, limits, wire && referringNames(wire)))
  })
}

/** Written out, since the spread of `NOTHING` costs more here than all the rest of it. */
function jsonBody(bytes: Buffer, scan: JsonScan): RequestBody {
  return {
    size: bytes.length,
    values: topLevelValues(bytes, scan, LOOKED_AT),
    json: { bytes, scan },
    files: NOTHING.files,
    textChars: () => bytes.length - base64Length(bytes),
    open: () => bytes,
  }
}

/** Length of the runs that no words make: pictures and sound as base64. */
function base64Length(bytes: Buffer): number {
  let length = 0
  for (const [run] of bytes.toString('latin1').matchAll(/[A-Za-z0-9+/=_-]{512,}/g))
    length += run.length
  return length
}

/** Events instead of an async iterator: this is the hot path, and most bodies come in one piece. */
function collect<Body>(
  request: IncomingMessage,
  limit: number,
  read: (bytes: Buffer) => Body,
): Promise<Body> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) reject(tooLarge(limit))
      else chunks.push(chunk)
    })
    request.on('end', () => {
      try {
        resolve(read(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
      } catch (error) {
        reject(error)
      }
    })
    // An error is always followed by this, and says no more.
    request.on('close', () => {
      if (!request.complete) reject(cutOff(undefined))
    })
  })
}

/** Uploads wait on disk: `model` may come behind the file, and nothing is sent before it is known. */
async function readForm(
  request: IncomingMessage,
  settings: Settings,
  uploadsDir: string,
  { wire }: Endpoint,
): Promise<RequestBody> {
  const limit = settings.multipartBytes
  checkLength(request, limit)
  const file = join(uploadsDir, `${randomUUID()}.upload`)
  const discard = () => rm(file, { force: true })
  const disk = createWriteStream(file, { mode: 0o600 })
  const form = readFields(request, wire)
  let size = 0
  try {
    // Not destroyed when it is refused: the reason must still reach the sender.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > limit) throw tooLarge(limit)
      form.write(chunk)
      if (!disk.write(chunk)) await new Promise<void>((drained) => disk.once('drain', drained))
    }
    await new Promise<void>((done, failed) => {
      disk.once('error', failed)
      disk.end(done)
    })
    const values = await form.end()
    return {
      size,
      values,
      json: undefined,
      files: form.files,
      textChars: () =>
        Object.values(values).reduce<number>((sum, text) => sum + `${text}`.length, 0),
      open: () => createReadStream(file),
      discard,
    }
  } catch (error) {
    disk.destroy()
    await discard()
    throw cutOff(error)
  }
}

/** Reads the plain fields of a form and skips its files. A field that is there twice is refused. */
function readFields(request: IncomingMessage, wire: Wire | undefined) {
  const values: Record<string, unknown> = Object.create(null)
  let problem: Refusal | undefined
  const bad = (words: string) => {
    problem ??= new Refusal('REQUEST_INVALID', `Keyrack: this form ${words}.`)
  }
  let parser: InstanceType<typeof Busboy>
  try {
    parser = new Busboy({
      headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' },
      limits: { fieldSize: 256 * 1024, fields: 200, files: 32, parts: 232, headerPairs: 32 },
    })
  } catch {
    throw new Refusal('REQUEST_INVALID', 'Keyrack: this form has no usable boundary.')
  }
  const matters = (name: string) =>
    NOT_TWICE.includes(name) || (wire !== undefined && idNames(wire).has(name))
  const files: UploadedFile[] = []
  parser.on('file', (field, stream) => {
    const file: UploadedFile = { field, bytes: 0, head: Buffer.alloc(0) }
    files.push(file)
    // Some servers read it as the field of that name all the same.
    if (matters(field)) bad(`sends ${field} as a file`)
    stream.on('data', (chunk: Buffer) => {
      file.bytes += chunk.length
      // Copied: a piece of a chunk would keep the whole chunk alive.
      if (file.head.length < HEAD_BYTES)
        file.head = Buffer.concat([file.head, chunk.subarray(0, HEAD_BYTES - file.head.length)])
    })
  })
  parser.on('field', (name, value, _nameCut, valueCut) => {
    // `files[]` may come many times; what rules look at may not.
    if (matters(name) && name in values) bad(`names ${name} twice`)
    if (valueCut && matters(name)) bad(`has an endless ${name}`)
    values[name] = value
  })
  for (const limit of ['fieldsLimit', 'filesLimit', 'partsLimit'] as const)
    parser.on(limit, () => bad('has too many parts'))
  const finished = new Promise<void>((done) => {
    parser.on('finish', done)
    parser.on('error', () => {
      bad('cannot be read')
      done()
    })
  })
  return {
    files,
    write: (chunk: Buffer) => void parser.write(chunk),
    async end(): Promise<Record<string, unknown>> {
      parser.end()
      await finished
      if (problem) throw problem
      return values
    },
  }
}

function checkLength(request: IncomingMessage, limit: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
}

function tooLarge(limit: number): Refusal {
  return new Refusal(
    'REQUEST_TOO_LARGE',
    `Keyrack: this request is larger than the ${Math.round(limit / 1024 / 1024)} MiB that are passed on.`,
  )
}

function cutOff(cause: unknown): Error {
  return cause instanceof Refusal
    ? cause
    : new Refusal('REQUEST_INVALID', 'Keyrack: the request broke off before it was whole.', {
        cause,
      })
}
