import { type Answer, type Ask, event, type Family, json } from './family.ts'
import { models, openaiError, openaiRoutes } from './openai.ts'
import { chat, openaiUsage } from './openaiChat.ts'

/** Names of deployments, not of models: they are what an Azure client calls. */
const DEPLOYMENTS = ['team-gpt-5-mini', 'team-embeddings']

export const azure: Family = {
  name: 'azure',
  basePath: '',
  models: DEPLOYMENTS,
  credential: (headers) => headers['api-key']?.toString(),
  badKeyStatus: 401,
  error: (status, message) => ({
    error: { ...openaiError(status, message).error, code: String(status) },
  }),
  errorEvent: (message) => event({ error: { message, type: 'server_error', code: '500' } }),
  headers: {
    'apim-request-id': 'canary-apim',
    'x-ms-region': 'canary-region',
    'x-ms-client-request-id': 'canary-ms',
    'strict-transport-security': 'max-age=31536000',
  },
  answer(ask) {
    if (ask.path === '/openai/deployments') return deployments()
    const deployed = /^\/openai\/deployments\/[^/]+(\/.+)$/.exec(ask.path)?.[1]
    if (deployed) return ask.query.has('api-version') ? routes(deployed, ask) : undefined
    const path = /^\/openai(?:\/v1)?(\/.+)$/.exec(ask.path)?.[1]
    return path ? routes(path, ask) : undefined
  },
}

/** What names the models a client can call; asked for by the older versions of the API only. */
function deployments(): Answer {
  const data = DEPLOYMENTS.map((id) => ({
    id,
    object: 'deployment',
    model: id.replace(/^team-/, ''),
    status: 'succeeded',
    scale_settings: { scale_type: 'standard' },
  }))
  return json({ object: 'list', data })
}

function routes(path: string, ask: Ask): Answer | undefined {
  if (ask.method === 'GET' && path === '/models') return models(DEPLOYMENTS)
  if (path !== '/chat/completions') return openaiRoutes(path, ask)
  return chat(ask, { usageUnasked: false, usage: openaiUsage, opening: filterResults })
}

/** The first chunk has no choices and is not the one with the usage: a proxy must not drop it. */
function filterResults(head: Record<string, unknown>): string[] {
  const verdict = { hate: { filtered: false, severity: 'safe' } }
  const results = [{ prompt_index: 0, content_filter_results: verdict }]
  return [event({ ...head, id: '', choices: [], prompt_filter_results: results })]
}
