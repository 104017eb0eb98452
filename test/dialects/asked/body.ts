import { scanJson } from '../../../proxy/base/jsonGuard.ts'
import { topLevelValues } from '../../../proxy/base/jsonPatch.ts'
import type { Wire } from '../../../proxy/contract/wires.ts'
import { askedOf } from '../../../proxy/dialects/asked/asked.ts'
import type { AskedBody, UploadedFile } from '../../../proxy/dialects/asked/body.ts'

/** A JSON body as the gateway holds it: checked, and only partly parsed when it is large. */
export function jsonBody(json: string | object): AskedBody & { json: object } {
  const bytes = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json))
  const scan = scanJson(bytes, { maxDepth: 64, maxKeys: 100_000 })
  const values = topLevelValues(bytes, scan, ['model', 'stream'])
  return { size: bytes.length, values, json: { bytes, scan }, files: [] }
}

export function formBody(values: Record<string, string>, ...files: UploadedFile[]): AskedBody {
  const size = files.reduce((sum, { bytes }) => sum + bytes, 0)
  return { size, values, json: undefined, files }
}

export const fileOf = (bytes: number, head = '', field = 'file'): UploadedFile => ({
  field,
  bytes,
  head: Buffer.from(head, 'latin1'),
})

export function ask(wire: Wire, body: string | object, model?: string) {
  return askedOf(wire, jsonBody(body), model)
}
