import { scanJson, WIDE } from '../base/jsonGuard.ts'
import { topLevelValues } from '../base/jsonPatch.ts'
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
  if (!body.json || !bytes) return body
  const scan = { ...scanJson(bytes, WIDE), watched: body.json.scan.watched }
  return {
    ...body,
    size: bytes.length,
    json: { bytes, scan },
    values: topLevelValues(bytes, scan, LOOKED_AT),
    open: () => bytes,
  }
}
