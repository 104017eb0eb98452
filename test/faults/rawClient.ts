import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { FamilyName } from '../vendor/family.ts'

/** The families whose streams break differently, spoken by hand: what exactly arrives is the point here. */
export interface RawDialect {
  family: FamilyName
  model: string
  path(streamed: boolean): string
  headers(token: string): Record<string, string>
  body(streamed: boolean, prompt: string): object
}

export const RAW_DIALECTS: RawDialect[] = [
  {
    family: 'openai',
    model: 'gpt-5-mini',
    path: () => '/v1/chat/completions',
    headers: (token) => ({ authorization: `Bearer ${token}` }),
    body: (stream, content) => ({
      model: 'gpt-5-mini',
      stream,
      messages: [{ role: 'user', content }],
    }),
  },
  {
    family: 'anthropic',
    model: 'claude-sonnet-5-5',
    path: () => '/v1/messages',
    headers: (token) => ({ 'x-api-key': token, 'anthropic-version': '2023-06-01' }),
    body: (stream, content) => ({
      model: 'claude-sonnet-5-5',
      max_tokens: 99,
      stream,
      messages: [{ role: 'user', content }],
    }),
  },
  {
    family: 'gemini',
    model: 'gemini-2.5-flash',
    path: (streamed) =>
      `/v1beta/models/gemini-2.5-flash:${streamed ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    headers: (token) => ({ 'x-goog-api-key': token }),
    body: (_streamed, text) => ({ contents: [{ role: 'user', parts: [{ text }] }] }),
  },
]

export interface RawCall {
  dialect: RawDialect
  token: string
  streamed: boolean
  prompt?: string
}

/** Sends a call; the answer's body is left to the caller. */
export function send(
  url: string,
  call: RawCall,
): { request: ClientRequest; head: Promise<IncomingMessage> } {
  const { dialect, token, streamed, prompt = 'Say something about keys in 9 words' } = call
  const body = JSON.stringify(dialect.body(streamed, prompt))
  const sending = request(url + dialect.path(streamed), {
    method: 'POST',
    agent: false,
    headers: { ...dialect.headers(token), 'content-type': 'application/json' },
  })
  const head = new Promise<IncomingMessage>((resolve, reject) => {
    sending.on('response', resolve)
    sending.on('error', reject)
  })
  // Who leaves before the answer begins does not wait for it.
  head.catch(() => undefined)
  sending.end(body)
  return { request: sending, head }
}

export interface RawAnswer {
  status: number
  id: string
  body: string
  /** False when the connection was torn down inside the body. */
  whole: boolean
}

/** Sends a call and reads whatever comes, to its end or to the break. */
export async function callRaw(url: string, call: RawCall): Promise<RawAnswer> {
  return readAll(await send(url, call).head)
}

export async function readAll(answer: IncomingMessage): Promise<RawAnswer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of answer) chunks.push(chunk as Buffer)
  } catch {
    // Torn down: `complete` tells.
  }
  return {
    status: answer.statusCode ?? 0,
    id: String(answer.headers['x-request-id']),
    body: Buffer.concat(chunks).toString(),
    whole: answer.complete,
  }
}
