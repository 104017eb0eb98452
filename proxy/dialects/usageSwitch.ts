import type { JsonScan } from '../base/jsonGuard.ts'
import { setTopLevel } from '../base/jsonPatch.ts'
import type { Wire } from '../contract/wires.ts'

const SWITCHED: ReadonlySet<Wire> = new Set<Wire>([
  'openai.chat',
  'openai.completions',
  'azure.chat',
  'azure.completions',
])

/**
 * OpenAI tells a stream's usage only when asked. Asks for it where the client did not, without touching
 * another byte; undefined where nothing needs to change. The extra chunk is hidden again by the reader.
 */
export function switchUsageOn(
  wire: Wire,
  bytes: Buffer,
  scan: JsonScan,
  body: Readonly<Record<string, unknown>>,
): Buffer | undefined {
  if (!SWITCHED.has(wire) || body.stream !== true) return undefined
  const given = body.stream_options
  const options = typeof given === 'object' && given !== null ? given : {}
  if ('include_usage' in options && options.include_usage === true) return undefined
  return setTopLevel(
    bytes,
    scan,
    'stream_options',
    JSON.stringify({ ...options, include_usage: true }),
  )
}
