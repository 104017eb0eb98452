import { createHmac } from 'node:crypto'
import { isIP } from 'node:net'
import { Client } from 'undici'
import { AddressProblem, guardedLookup } from '../base/guardedLookup.ts'
import { outwardProblem } from '../policy/addresses.ts'
import { DeliveryProblem } from './problem.ts'

const CONNECT_MS = 10_000
const ANSWER_MS = 20_000
const MOST_ANSWER = 64 * 1024
const SECOND_MS = 1000

/** What is sealed of a webhook. */
export interface WebhookSecrets {
  url: string
  /** Key of the signature. */
  secret: string
}

export interface Posting {
  body: string
  /** Stays the same when it is sent again. */
  id: string
  now: number
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<body>`, so that nobody else's message passes for ours. */
export function signatureOf(secret: string, body: string, now: number): string {
  const seconds = Math.floor(now / SECOND_MS)
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${mac}`
}

/** Posts to the one address that was typed: no redirect is followed. Answers what was said. */
export async function postWebhook(
  { url: typed, secret }: WebhookSecrets,
  allowLocal: boolean,
  { body, id, now }: Posting,
  lookup?: Parameters<typeof guardedLookup>[1],
): Promise<string> {
  const url = new URL(typed)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const problemOf = (address: string) => addressWords(address, allowLocal)
  const problem = isIP(host) ? problemOf(host) : undefined
  if (problem) throw new DeliveryProblem(problem, { isFinal: true })
  const client = new Client(url.origin, {
    connect: { timeout: CONNECT_MS, lookup: guardedLookup(problemOf, lookup) },
    allowH2: false,
  })
  try {
    const answer = await client.request({
      ...{ method: 'POST', path: url.pathname + url.search, body },
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Keyrack',
        'x-keyrack-id': id,
        'x-keyrack-signature': signatureOf(secret, body, now),
      },
      ...{ headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS },
    })
    const said = await shortText(answer.body, typed, secret)
    const { statusCode } = answer
    if (statusCode >= 200 && statusCode < 300) return `${host} answered ${statusCode}${said}.`
    throw refusal(host, statusCode, said, answer.headers['retry-after'])
  } catch (error) {
    throw asProblem(error, host)
  } finally {
    await client.destroy()
  }
}

function addressWords(address: string, allowLocal: boolean): string | undefined {
  const problem = outwardProblem(address, allowLocal)
  if (problem === undefined) return undefined
  return problem === 'private'
    ? `The address leads to ${address}, which is private, so nothing was sent. Allow local addresses for this webhook if that is meant.`
    : `The address leads to ${address}, where no webhook is, so nothing was sent.`
}

function refusal(
  host: string,
  status: number,
  said: string,
  retryAfter: string | string[] | undefined,
): DeliveryProblem {
  if (status >= 300 && status < 400)
    return new DeliveryProblem(
      `${host} answered ${status}: it sends us elsewhere, and we do not follow. Type the final address.`,
      { isFinal: true },
    )
  const isPassing = status >= 500 || [408, 425, 429].includes(status)
  const seconds = Number(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter)
  return new DeliveryProblem(
    `${host} answered ${status}${said}.${isPassing ? '' : ' Check the address of the webhook.'}`,
    { isFinal: !isPassing, retryAfterMs: seconds > 0 ? seconds * SECOND_MS : 0 },
  )
}

function asProblem(error: unknown, host: string): DeliveryProblem {
  if (error instanceof DeliveryProblem) return error
  if (error instanceof AddressProblem)
    return new DeliveryProblem(error.message, { cause: error, isFinal: true })
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return new DeliveryProblem(
    `${host} could not be reached${code}. Check the address and the network.`,
    { cause: error },
  )
}

/** A few plain words of the answer, such as Slack's `no_service`; nothing that repeats the address or the secret. */
async function shortText(
  body: AsyncIterable<Buffer>,
  url: string,
  secret: string,
): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MOST_ANSWER) break
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString().trim()
  if (!/^[\w .,:'-]{1,80}$/.test(text)) return ''
  const words = text.split(/[ .,:]+/).filter(({ length }) => length >= 8)
  return words.some((word) => url.includes(word) || secret.includes(word)) ? '' : ` (${text})`
}
