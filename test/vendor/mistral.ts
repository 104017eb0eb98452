import { type Ask, bearer, event, type Family, type Told } from './family.ts'
import { mistralObjects } from './mistralObjects.ts'
import { embeddings, models } from './openai.ts'
import { chat } from './openaiChat.ts'
import type { Parts } from './parts.ts'

const MODELS = ['mistral-small-latest', 'codestral-latest', 'mistral-embed']

function usage(parts: Parts): Told {
  return {
    raw: {
      prompt_tokens: parts.fresh,
      completion_tokens: parts.output,
      total_tokens: parts.fresh + parts.output,
    },
    usage: { input: parts.fresh, output: parts.output },
  }
}

/** Mistral tells a stream's usage unasked, in the last chunk beside the choice, and knows no `stream_options`. */
export const mistral: Family = {
  name: 'mistral',
  basePath: '',
  models: MODELS,
  credential: bearer,
  badKeyStatus: 401,
  error: (status, message) => ({
    object: 'error',
    message,
    type: 'invalid_request_error',
    param: null,
    code: String(status),
  }),
  errorEvent: (message) => event({ object: 'error', message, type: 'service_error', code: '3505' }),
  headers: {
    server: 'cloudflare',
    'set-cookie': '__cf_bm=canary-cookie',
    'x-kong-proxy': 'canary',
  },
  answer(ask: Ask) {
    const path = ask.path.replace(/^\/v1/, '')
    if (ask.method === 'GET') {
      const capabilities = { completion_chat: true, completion_fim: true, function_calling: true }
      if (path === '/models') return models(MODELS, { type: 'base', capabilities })
    }
    const object = mistralObjects(path, ask)
    if (object || ask.method !== 'POST') return object
    if ('stream_options' in ask.json) {
      const detail = [{ type: 'extra_forbidden', loc: ['body', 'stream_options'] }]
      return { status: 422, type: 'application/json', body: JSON.stringify({ detail }) }
    }
    if (path === '/embeddings') return embeddings(ask)
    if (path !== '/chat/completions' && path !== '/fim/completions') return
    return chat(ask, { usageUnasked: true, usage, wholeToolCalls: true })
  },
}
