import { bearer, event, type Family, type Told } from './family.ts'
import { embeddings, models } from './openai.ts'
import { chat, openaiUsage } from './openaiChat.ts'
import type { Parts } from './parts.ts'

const MODELS = ['openai/gpt-5-mini', 'meta-llama/llama-4-maverick']

/** OpenRouter always tells usage, and what it will charge: 10⁻⁶ dollars a token and a little more. */
function usage(parts: Parts): Told {
  const told = openaiUsage(parts)
  const cost = (parts.fresh + parts.output) * 0.000001 + 0.000000123
  return {
    ...told,
    raw: { ...(told.raw as object), cost, cost_details: { upstream_inference_cost: null } },
    costUsd: cost,
  }
}

/** An OpenAI-compatible vendor that names its own price. */
export const openrouter: Family = {
  name: 'openrouter',
  basePath: '/api/v1',
  models: MODELS,
  credential: bearer,
  badKeyStatus: 401,
  error: (code, message) => ({ error: { code, message, metadata: {} } }),
  errorEvent: (message) =>
    event({ error: { code: 502, message }, choices: [{ finish_reason: 'error' }] }),
  headers: {
    server: 'cloudflare',
    'set-cookie': '__cf_bm=canary-cookie',
    'x-clerk-auth': 'canary',
  },
  answer(ask) {
    const path = ask.path.replace(/^\/api\/v1/, '')
    if (ask.method === 'GET') return path === '/models' ? models(MODELS) : undefined
    if (path === '/embeddings') return embeddings(ask)
    if (path !== '/chat/completions') return
    return chat(ask, {
      usageUnasked: true,
      usage,
      opening: () => [': OPENROUTER PROCESSING\n\n', ': OPENROUTER PROCESSING\n\n'],
    })
  },
}
