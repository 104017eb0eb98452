import { scanJson, WIDE } from '../base/jsonGuard.ts'
import { setTopLevel, topLevelValues } from '../base/jsonPatch.ts'
import type { CallChanges } from '../contract/asked.ts'
import type { ProviderName } from '../contract/providers.ts'
import type { Wire } from '../contract/wires.ts'
import { putInto } from '../dialects/asked/change.ts'
import { LOOKED_AT, type RequestBody } from './requestBody.ts'

/** The body with numbers put into it, for all that read or send it from then on; a form stays as it is. */
export function changedBody(
  body: RequestBody,
  wire: Wire,
  provider: ProviderName,
  changes: CallChanges,
): RequestBody {
  const bytes = body.json && putInto(wire, provider, body.json.bytes, changes)
  return bytes ? withBytes(body, bytes) : body
}

/** The body for another model; undefined for a form, which stays as it is. */
export function bodyFor(body: RequestBody, model: string): RequestBody | undefined {
  if (!body.json) return undefined
  const { bytes, scan } = body.json
  // Gemini and Azure name the model in the path.
  if (!scan.members.has('model')) return body
  return withBytes(body, setTopLevel(bytes, scan, 'model', JSON.stringify(model)))
}

/** The body with other bytes, for all that read or send it from then on. */
export function withBytes(body: RequestBody, bytes: Buffer): RequestBody {
  if (!body.json) return body
  const scan = { ...scanJson(bytes, WIDE), watched: body.json.scan.watched }
  return {
    ...body,
    size: bytes.length,
    json: { bytes, scan },
    values: topLevelValues(bytes, scan, LOOKED_AT),
    open: () => bytes,
  }
}
