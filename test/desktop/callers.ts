import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import OpenAI from 'openai'

/** What a teammate configures. */
export interface Access {
  url: string
  token: string
  /** PEM of the authority, where the address is HTTPS. */
  ca?: string | undefined
}

/** The official SDK, unmodified, as a teammate sets it up. */
export function openaiClient({ url, token, ca }: Access): OpenAI {
  // What NODE_EXTRA_CA_CERTS does at the start of a process.
  if (ca) setDefaultCACertificates([...getCACertificates('default'), ca])
  return new OpenAI({ apiKey: token, baseURL: `${url}/v1`, maxRetries: 0 })
}

export const MODEL = 'gpt-5-mini'

export function ask(access: Access, prompt = 'Which keys hang on the rack?') {
  return openaiClient(access).chat.completions.create({
    model: MODEL,
    messages: [{ role: 'user', content: prompt }],
  })
}

/** What a call was refused with: the SDK's own typed exception. */
export async function refusalOf(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof OpenAI.APIError)) throw new Error(`The call was not refused: ${error}`)
  return { name: error.constructor.name, status: error.status, message: error.message }
}

export interface OpenStream {
  /** Pieces that came so far. */
  pieces: string[]
  /** How it ended: an error's name and message, or `ended`. */
  ended: Promise<string>
}

/** A stream that goes on until somebody ends it; answered when its first piece is here. */
export async function openStream(access: Access): Promise<OpenStream> {
  const stream = await openaiClient(access).chat.completions.create({
    model: MODEL,
    stream: true,
    messages: [{ role: 'user', content: 'Count on and on in 20000 words.' }],
  })
  const pieces: string[] = []
  let heard: () => void = () => {}
  const first = new Promise<void>((resolve) => {
    heard = resolve
  })
  const read = async () => {
    for await (const chunk of stream) {
      pieces.push(chunk.choices[0]?.delta.content ?? '')
      heard()
    }
    return 'ended'
  }
  const ended = read().catch((error: Error) => {
    heard()
    return `${error.constructor.name}: ${error.message}`
  })
  await first
  return { pieces, ended }
}
