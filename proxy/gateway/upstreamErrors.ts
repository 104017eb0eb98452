import { Refusal } from '../base/errors.ts'
import type { Wire } from '../contract/wires.ts'
import type { Endpoint } from '../dialects/dialect.ts'
import { answerHeaders } from './answerHeaders.ts'
import type { Call } from './call.ts'
import type { Forwarded } from './forward.ts'
import type { GatewayServices } from './services.ts'
import type { UpstreamAnswer } from './upstream.ts'

const LONGEST_ERROR = 1024 * 1024

// The caller's own mistakes, which only the provider can explain; everything else becomes our own words.
const PASSED_ON = new Set([400, 404, 409, 413, 415, 422, 429])

export interface PassedError {
  status: number
  headers: string[]
  body: string
}

/**
 * Decides on an answer that is no success: the caller's own mistakes are passed on without any key in
 * them; everything else is refused in our words. A 401 or 403 above all: the member's token is good, and
 * the text may quote the real key.
 */
export async function passError(
  services: GatewayServices,
  call: Call,
  { answer, scrub }: Forwarded,
): Promise<PassedError> {
  const { status } = answer
  const keyId = call.key?.id ?? ''
  if (status >= 300 && status < 400) {
    answer.abort(new Error('redirected'))
    throw new Refusal(
      'UPSTREAM_FAILED',
      'Keyrack: the provider tried to send this call to another address, which is not followed. Ask your administrator to check the base URL of the key.',
    )
  }
  const body = scrub(await readText(answer))
  if (status === 401 || status === 403 || (status === 400 && body.includes('API_KEY_INVALID'))) {
    services.noteKey(keyId, 'refused', `The provider answered ${status} to the key.`)
    throw new Refusal(
      'UPSTREAM_REFUSED_KEY',
      'Keyrack: the provider refused the key that is kept here. Your own token is fine; ask your administrator to check the provider key.',
      { shouldRetry: false },
    )
  }
  if (status === 402) {
    services.noteKey(keyId, 'failing', 'The provider says that the account is out of credit.')
    throw new Refusal(
      'UPSTREAM_FAILED',
      'Keyrack: the provider says that the account is out of credit. Ask your administrator to top it up.',
      { shouldRetry: false },
    )
  }
  if (status === 408 || status === 504)
    throw new Refusal(
      'UPSTREAM_TIMEOUT',
      `Keyrack: the provider answered ${status}, it took too long.`,
    )
  if (status === 503 || status === 529)
    throw new Refusal(
      'UPSTREAM_OVERLOADED',
      `Keyrack: the provider answered ${status}, it is overloaded. Try again in a moment.`,
    )
  if (!PASSED_ON.has(status)) {
    services.noteKey(keyId, 'failing', `The provider answered ${status}.`)
    throw new Refusal('UPSTREAM_FAILED', `Keyrack: the provider answered ${status}.`)
  }
  if (status === 429)
    services.noteKey(keyId, 'limited', 'The provider answered 429: too many calls.')
  if (!isJson(body))
    throw new Refusal('UPSTREAM_FAILED', `Keyrack: the provider answered ${status}.`)
  return {
    status,
    headers: answerHeaders({ ...answer.headers, 'content-type': 'application/json' }, call.name),
    body,
  }
}

/** Wires whose answers may be sound or plain text. */
const NOT_ONLY_JSON: ReadonlySet<Wire> = new Set<Wire>([
  ...(['openai.speech', 'azure.speech'] as const),
  ...(['openai.transcriptions', 'azure.transcriptions'] as const),
  ...(['openai.translations', 'azure.translations'] as const),
])

/** Refuses a success that is no answer: the sign-in page of a hotel network also says 200. */
export function checkAnswerType(answer: UpstreamAnswer, { wire, object }: Endpoint): void {
  // A file may be anything, a page too.
  if (object?.bytes) return
  const type = answer.headers['content-type']?.toLowerCase() ?? 'application/json'
  const isData = type.includes('json') || type.startsWith('text/event-stream')
  const isPage = type.startsWith('text/html')
  if (isData || (wire && NOT_ONLY_JSON.has(wire) && !isPage)) return
  answer.abort(new Error('not an answer'))
  throw new Refusal(
    'UPSTREAM_FAILED',
    'Keyrack: the provider answered with something else than data. Ask your administrator to check the base URL of the key.',
  )
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

export function readText(answer: UpstreamAnswer, longest = LONGEST_ERROR): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const done = () => resolve(Buffer.concat(chunks).toString())
    answer.attach({
      data(chunk) {
        size += chunk.length
        if (size <= longest) chunks.push(chunk)
        else answer.abort(new Error('an endless error'))
      },
      end: done,
      // What came before it broke off still tells the status.
      failed: done,
    })
  })
}
