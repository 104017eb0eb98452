import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { Busboy } from '@fastify/busboy'
import { Refusal } from '../base/errors.ts'
import { TextChannel } from '../policy/masking/channel.ts'
import type { Masking } from '../policy/masking/rules.ts'
import { MaskSession } from '../policy/masking/session.ts'
import { kindsInWords } from '../policy/masking/words.ts'
import type { Call } from './call.ts'
import type { CallMasking } from './maskRequest.ts'
import type { RequestBody } from './requestBody.ts'

/** What these say is for the provider, and no text. */
const NO_TEXT = /^(?:model|purpose|.*_id|.*_ids)$/

/**
 * A form as it may leave: its fields are treated like texts. Files are looked through where they are text, and
 * never changed: one that holds what may not leave is refused. Written anew only where a field has changed.
 */
export async function maskForm(
  call: Call,
  body: RequestBody,
  { rules, session }: CallMasking,
  uploadsDir: string,
): Promise<RequestBody> {
  const type = call.request.headers['content-type'] ?? ''
  const boundary = /boundary="?([^";]+)/i.exec(type)?.[1]
  const source = body.open()
  if (boundary === undefined || !(source instanceof Readable)) return body
  const path = join(uploadsDir, `${randomUUID()}.upload`)
  const disk = createWriteStream(path, { mode: 0o600 })
  const discard = async () => {
    await rm(path, { force: true })
    await body.discard?.()
  }
  const values: Record<string, unknown> = { ...body.values }
  let changed = false
  const parser = new Busboy({ headers: { 'content-type': type } })
  const scans: FileScan[] = []
  let last: Promise<unknown> = Promise.resolve()

  parser.on('field', (name, value) => {
    const shown = NO_TEXT.test(name) ? value : session.hide(value, rules.requests)
    changed ||= shown !== value
    values[name] = shown
    last = last.then(() => disk.write(part(boundary, `name="${quoted(name)}"`, undefined, shown)))
  })
  parser.on('file', (field, stream, filename, _encoding, mimeType) => {
    const scan = new FileScan(filename || field, rules)
    scans.push(scan)
    const names = `name="${quoted(field)}"; filename="${quoted(filename)}"`
    const before = last
    last = (async () => {
      await before
      disk.write(part(boundary, names, mimeType))
      for await (const chunk of stream) {
        scan.push(chunk as Buffer)
        if (!disk.write(chunk)) await new Promise<void>((drained) => disk.once('drain', drained))
      }
      disk.write('\r\n')
    })()
  })
  try {
    await finished(source.pipe(parser))
    await last
    disk.end(`--${boundary}--\r\n`)
    await finished(disk)
    for (const scan of scans) scan.end(session)
  } catch (error) {
    disk.destroy()
    await rm(path, { force: true })
    throw error
  }
  if (!changed) {
    await rm(path, { force: true })
    return body
  }
  const { size } = await stat(path)
  return { ...body, size, values, open: () => createReadStream(path), discard }
}

function part(boundary: string, names: string, type?: string, text?: string): string {
  const head = `--${boundary}\r\nContent-Disposition: form-data; ${names}\r\n`
  const kind = type === undefined ? '' : `Content-Type: ${type}\r\n`
  return `${head}${kind}\r\n${text === undefined ? '' : `${text}\r\n`}`
}

/** As browsers write it (https://html.spec.whatwg.org/#multipart-form-data). */
const quoted = (name: string) =>
  name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')

/** Looks through one file as long as it is text; pictures, sound and the like cannot be read. */
class FileScan {
  readonly #name: string
  readonly #rules: Masking
  readonly #session = new MaskSession()
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #channel: TextChannel | undefined
  #isBinary = false

  constructor(name: string, rules: Masking) {
    this.#name = name
    this.#rules = rules
  }

  push(chunk: Buffer): void {
    if (this.#isBinary) return
    try {
      if (chunk.includes(0)) throw new Error('No text has a zero in it')
      this.#take(this.#decoder.decode(chunk, { stream: true }))
    } catch {
      this.#isBinary = true
    }
  }

  /** Refuses a file with something that would have to be taken out of it; counts what is only counted. */
  end(session: MaskSession): void {
    this.#channel?.end()
    const found = Object.entries(this.#session.answerCounts)
    for (const [kind, count] of found) session.counts[kind] = (session.counts[kind] ?? 0) + count
    const acted = found.filter(([kind]) => this.#rules.requests.actsOn(kind))
    if (acted.length === 0) return
    throw new Refusal(
      'CONTENT_BLOCKED',
      `Keyrack: the file ${this.#name.slice(0, 60)} holds ${kindsInWords(Object.fromEntries(acted))}, and files cannot be changed on their way. Take that out, and send it again.`,
      { shouldRetry: false },
    )
  }

  #take(text: string): void {
    // Escapes of JSON lines belong to no name or number.
    this.#channel ??= new TextChannel(this.#session, {
      scanner: this.#rules.requests,
      asJson: /^\s*[[{]/.test(text),
    })
    this.#channel.push(text)
  }
}
