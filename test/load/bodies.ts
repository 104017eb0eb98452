/** What a teammate's tool sends and gets in the benchmark: 206 bytes in, 698 bytes out. */

export const MODEL = 'gpt-5-mini'
export const PATH = '/v1/chat/completions'
const REQUEST_BYTES = 206
const ANSWER_BYTES = 698

const NUMBER = '00000000'

/** A chat completion as an SDK sends it; the number makes room for `number`. */
export const chatRequest: Buffer = padded(REQUEST_BYTES, (text) => ({
  model: MODEL,
  messages: [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: `${NUMBER} ${text}` },
  ],
}))

const NUMBER_FROM_END = chatRequest.length - chatRequest.indexOf(NUMBER)

/** Makes a request with `chatRequest` at its end one of its own: who sends the same again and again is an agent in a loop. */
export function numbered(request: Buffer, number: number): Buffer {
  const digits = `${number}`.padStart(NUMBER.length, '0')
  request.write(digits, request.length - NUMBER_FROM_END, 'latin1')
  return request
}

/** The same call, asking for a stream; `tag` tells it apart at the provider. */
export function streamRequest(tag: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      model: MODEL,
      stream: true,
      user: tag,
      messages: [{ role: 'user', content: 'Tell me a long story, slowly.' }],
    }),
  )
}

/** The provider's whole answer, with usage in its usual detail. */
export const chatAnswer: Buffer = padded(ANSWER_BYTES, (text) => ({
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object: 'chat.completion',
  created: 1_780_000_000,
  model: MODEL,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: text, refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: {
    prompt_tokens: 31,
    completion_tokens: 42,
    total_tokens: 73,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  },
  service_tier: 'default',
  system_fingerprint: 'fp_b376dfbbd5',
}))

function padded(bytes: number, make: (text: string) => unknown): Buffer {
  const bare = JSON.stringify(make('')).length
  const words = 'How is the weather in Lisbon today, and what should one wear there? '
  const text = words.repeat(Math.ceil(bytes / words.length)).slice(0, bytes - bare)
  return Buffer.from(JSON.stringify(make(text)))
}
