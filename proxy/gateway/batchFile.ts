import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { Busboy } from '@fastify/busboy'
import { Refusal } from '../base/errors.ts'
import { LineSplitter } from '../base/ndjson.ts'
import type { ObjectId } from '../contract/objects.ts'
import type { Settings } from '../contract/settings.ts'
import { allValues } from '../dialects/asked/body.ts'
import { type BatchContents, inlineContents, readBatchLine } from '../dialects/batchLines.ts'
import type { Call } from './call.ts'
import { unknownObject } from './objects.ts'
import type { RequestBody } from './requestBody.ts'
import type { GatewayServices } from './services.ts'

/** What was found in the file of a batch when it was uploaded. */
export interface BatchUpload {
  /** Kept with its owner. */
  contents: BatchContents
  found: ObjectId[]
}

/** More different models than that are no batch, but a list of names. */
const MOST_MODELS = 100

/**
 * Reads the requests in a file that is uploaded for a batch, before anything of it is sent: a batch must not
 * reach what its member could not reach call by call. Undefined for any other upload.
 */
export async function readBatchUpload(
  call: Call,
  body: RequestBody,
  settings: Settings,
): Promise<BatchUpload | undefined> {
  if (call.endpoint.name !== 'files.create' || body.values.purpose !== 'batch') return undefined
  const models = new Set<string>()
  const endpoints = new Set<string>()
  const found = new Map<string, ObjectId>()
  let serverTools = false
  const limits = { maxDepth: settings.jsonDepth, maxKeys: settings.jsonKeys }
  let number = 0
  const take = (line: Buffer) => {
    number++
    if (line.toString('latin1').trim() === '') return
    const read = readBatchLine(line, number, limits)
    if (read.model !== undefined) models.add(read.model)
    if (read.endpoint !== undefined) endpoints.add(read.endpoint)
    serverTools ||= read.serverTools
    for (const object of read.found) found.set(`${object.kind} ${object.id}`, object)
    if (models.size > MOST_MODELS)
      throw new Refusal('REQUEST_INVALID', 'Keyrack: this batch file names too many models.')
  }
  await eachLine(call.request, body, take)
  const contents = { models: [...models], endpoints: [...endpoints], serverTools }
  return { contents, found: [...found.values()] }
}

/** The lines of the one file of a form that waits on disk. */
async function eachLine(
  { headers }: IncomingMessage,
  body: RequestBody,
  take: (line: Buffer) => void,
): Promise<void> {
  const kept = body.open()
  const source = kept instanceof Readable ? kept : Readable.from(kept ? [kept] : [])
  const parser = new Busboy({
    headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
  })
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => {
      source.destroy()
      reject(error instanceof Error ? error : new Error(`${error}`))
    }
    let files = 0
    parser.on('file', (_field, stream) => {
      if (++files > 1)
        return fail(new Refusal('REQUEST_INVALID', 'Keyrack: send one file at a time.'))
      const splitter = new LineSplitter()
      const guarded = (work: () => void) => () => {
        try {
          work()
        } catch (error) {
          fail(error)
        }
      }
      stream.on('data', (chunk: Buffer) =>
        guarded(() => {
          for (const { bytes } of splitter.push(chunk)) take(bytes)
          if (splitter.overflowed)
            throw new Refusal('REQUEST_INVALID', 'Keyrack: a line of this batch file has no end.')
        })(),
      )
      stream.on(
        'end',
        guarded(() => take(splitter.rest())),
      )
    })
    parser.on('finish', () => resolve())
    parser.on('error', fail)
    source.on('error', fail)
    source.pipe(parser)
  })
}

/**
 * What a new batch will do, from the files it names and the requests in its body. Only a file that was looked
 * through when it was uploaded can become a batch: nobody knows what another one holds.
 */
export function contentsOfBatch(
  services: GatewayServices,
  call: Call,
  body: RequestBody,
): BatchContents | undefined {
  const { name, wire } = call.endpoint
  if (name !== 'batches.create' || !wire) return undefined
  const values = allValues(body)
  const given = [values.input_file_id, values.input_files].flat()
  const all = given.flatMap((id) =>
    typeof id === 'string' ? [fileContents(services, call, id)] : [],
  )
  all.push(inlineContents(wire, values))
  return {
    models: all.flatMap(({ models }) => models),
    endpoints: all.flatMap(({ endpoints }) => endpoints),
    serverTools: all.some(({ serverTools }) => serverTools),
  }
}

function fileContents(services: GatewayServices, call: Call, id: string): BatchContents {
  const [row] = services.objects.find(call.caller?.memberId ?? '', { kind: 'file', id })
  if (!row) throw unknownObject({ kind: 'file', id })
  if (row.detail === null)
    throw new Refusal(
      'REQUEST_INVALID',
      'Keyrack: a batch can be made only of a file that was uploaded in one piece with purpose "batch". Upload it so, and try again.',
    )
  return JSON.parse(row.detail) as BatchContents
}
