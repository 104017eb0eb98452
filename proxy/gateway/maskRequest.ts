import { Refusal } from '../base/errors.ts'
import type { MaskCounts } from '../contract/masking.ts'
import { changeModelTexts } from '../dialects/masking/places.ts'
import type { Masking } from '../policy/masking/rules.ts'
import { MaskSession } from '../policy/masking/session.ts'
import { kindsInWords } from '../policy/masking/words.ts'
import type { Call } from './call.ts'
import { withBytes } from './changedBody.ts'
import { maskForm } from './maskForm.ts'
import type { RequestBody } from './requestBody.ts'
import type { GatewayServices } from './services.ts'

/** What is masked in a call, and what was. */
export interface CallMasking {
  rules: Masking
  session: MaskSession
}

/** The body as it may leave, or a refusal. Where a team has no rules, nothing is done and nothing made. */
export function maskRequest(
  services: GatewayServices,
  call: Call,
  body: RequestBody,
): RequestBody | Promise<RequestBody> {
  const rules = call.caller && services.masking.of(call.caller)
  if (!rules || body.size === 0) return body
  const { json } = body
  const session = new MaskSession((label) => firstNumber(call, body, label))
  call.masking = { rules, session }
  if (!json) return maskedForm(services, call, body)
  const bytes = changeModelTexts(json.bytes, (text, kind) =>
    session.hide(text, rules.requests, kind === 'json'),
  )
  refuseBlocked(session.blocked)
  return bytes === json.bytes ? body : withBytes(body, bytes)
}

async function maskedForm(
  services: GatewayServices,
  call: Call,
  body: RequestBody,
): Promise<RequestBody> {
  const { masking } = call
  if (!masking) return body
  const masked = await maskForm(call, body, masking, services.uploadsDir)
  try {
    refuseBlocked(masking.session.blocked)
  } catch (error) {
    await masked.discard?.()
    throw error
  }
  return masked
}

function refuseBlocked(blocked: MaskCounts): void {
  if (Object.keys(blocked).length === 0) return
  throw new Refusal(
    'CONTENT_BLOCKED',
    `Keyrack: this call holds ${kindsInWords(blocked)}, which may not leave here. Take that out, and send it again.`,
    { shouldRetry: false },
  )
}

/** What goes on at the provider may hold names of earlier calls, which this one knows nothing of. */
const GOING_ON = ['previous_response_id', 'conversation', 'thread', 'cachedContent']

/** The first number that stands in no name that the call brings with it. */
function firstNumber(call: Call, { json }: RequestBody, label: string): number {
  if (!json) return 1
  const goesOn = GOING_ON.some((name) => json.scan.members.has(name))
  let highest = goesOn ? Math.floor(call.startedAt / 1000) % 10_000_000 : 0
  const text = json.bytes.toString('latin1')
  for (const [, number] of text.matchAll(new RegExp(`\\[${label}_(\\d{1,9})\\]`, 'g')))
    highest = Math.max(highest, Number(number))
  return highest + 1
}
