import {
  type Answer,
  type Ask,
  bearer,
  event,
  type Family,
  json,
  sse,
  type Told,
} from './family.ts'
import { chat, openaiUsage } from './openaiChat.ts'
import { images, speech, transcriptions } from './openaiMedia.ts'
import { openaiObjects } from './openaiObjects.ts'
import { responses } from './openaiResponses.ts'
import { type Parts, piecesOf, promptText, textOf, vectorOf } from './parts.ts'

const MODELS = [
  'gpt-5-mini',
  'gpt-5.5',
  'gpt-3.5-turbo-instruct',
  'text-embedding-3-small',
  'gpt-image-1',
  'gpt-4o-mini-tts',
  'gpt-4o-transcribe',
  'whisper-1',
  'tts-1',
  'omni-moderation-latest',
]

const TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'invalid_request_error',
  403: 'insufficient_permissions',
  404: 'invalid_request_error',
  429: 'requests',
}

export const openai: Family = {
  name: 'openai',
  basePath: '/v1',
  models: MODELS,
  credential: bearer,
  badKeyStatus: 401,
  error: openaiError,
  errorEvent: (message) =>
    event({ error: { message, type: 'server_error', param: null } }, 'error'),
  headers: {
    'x-request-id': 'req_upstream_openai',
    'openai-organization': 'org-canary-organisation',
    'openai-project': 'proj_canary_project',
    'openai-version': '2020-10-01',
    'openai-processing-ms': '42',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': '9999',
    'set-cookie': '__cf_bm=canary-cookie; path=/; HttpOnly',
    server: 'cloudflare',
    'cf-ray': 'canary-ray',
    'alt-svc': 'h3=":443"; ma=86400',
    'strict-transport-security': 'max-age=31536000',
    'access-control-allow-origin': '*',
  },
  answer: (ask) => openaiRoutes(ask.path.replace(/^\/v1/, ''), ask),
}

export function openaiError(status: number, message: string) {
  const code = { 401: 'invalid_api_key', 404: 'model_not_found', 429: 'rate_limit_exceeded' }[
    status
  ]
  return {
    error: { message, type: TYPES[status] ?? 'server_error', param: null, code: code ?? null },
  }
}

/** Everything of OpenAI's that starts after `/v1`; Azure serves the same. */
export function openaiRoutes(path: string, ask: Ask): Answer | undefined {
  if (ask.method === 'GET' && path === '/models') return models(MODELS)
  const object = openaiObjects(path, ask)
  if (object || ask.method !== 'POST') return object
  switch (path) {
    case '/chat/completions':
      return chat(ask, { usageUnasked: false, usage: openaiUsage })
    case '/responses':
      return responses(ask)
    case '/completions':
      return completions(ask)
    case '/embeddings':
      return embeddings(ask)
    case '/images/generations':
    case '/images/edits':
      return images(ask)
    case '/audio/speech':
      return speech(ask)
    case '/audio/transcriptions':
    case '/audio/translations':
      return transcriptions(ask)
    case '/moderations':
      return json({ id: 'modr-fake1', model: ask.model, results: [moderation] })
  }
}

export function models(ids: string[], more: object = {}): Answer {
  const data = ids.map((id) => ({
    id,
    object: 'model',
    created: 1_790_000_000,
    owned_by: 'system',
    ...more,
  }))
  return json({ object: 'list', data })
}

function plainUsage(parts: Parts): Told {
  return {
    raw: {
      prompt_tokens: parts.fresh,
      completion_tokens: parts.output,
      total_tokens: parts.fresh + parts.output,
    },
    usage: { input: parts.fresh, output: parts.output },
  }
}

/** The legacy completions: the chat's rules for usage, but no details in it. */
function completions(ask: Ask): Answer {
  const told = plainUsage(ask.parts)
  const head = {
    id: 'cmpl-fake1',
    object: 'text_completion',
    created: 1_790_000_000,
    model: ask.model,
  }
  const choice = (text: string, finish: string | null) => ({
    text,
    index: 0,
    logprobs: null,
    finish_reason: finish,
  })
  if (ask.json.stream !== true) {
    return json({ ...head, choices: [choice(textOf(ask.parts), 'stop')], usage: told.raw }, told)
  }
  const options = ask.json.stream_options as { include_usage?: boolean } | undefined
  const asked = options?.include_usage === true
  const usage = asked ? { usage: null } : {}
  const events = [
    ...piecesOf(ask.parts).map((text) =>
      event({ ...head, choices: [choice(text, null)], ...usage }),
    ),
    event({ ...head, choices: [choice('', 'stop')], ...usage }),
    ...(asked ? [event({ ...head, choices: [], usage: told.raw })] : []),
    event('[DONE]'),
  ]
  return sse(events, asked ? told : undefined)
}

export function embeddings(ask: Ask): Answer {
  const inputs = Array.isArray(ask.json.input) ? ask.json.input : [ask.json.input]
  const base64 = ask.json.encoding_format === 'base64'
  const told: Told = {
    raw: { prompt_tokens: ask.parts.fresh, total_tokens: ask.parts.fresh },
    usage: { input: ask.parts.fresh },
  }
  const data = inputs.map((input, index) => {
    const vector = vectorOf(promptText(input))
    const packed = Buffer.from(new Float32Array(vector).buffer).toString('base64')
    return { object: 'embedding', index, embedding: base64 ? packed : vector }
  })
  // Mistral's client insists on the id; OpenAI's does not mind it.
  return json({ id: 'emb-fake1', object: 'list', data, model: ask.model, usage: told.raw }, told)
}

const moderation = {
  flagged: false,
  categories: { violence: false },
  category_scores: { violence: 0.001 },
  category_applied_input_types: { violence: ['text'] },
}
