import type { IncomingHttpHeaders } from 'node:http'
import { anthropicObjects } from './anthropicObjects.ts'
import { type Answer, type Ask, event, type Family, json, sse, type Told } from './family.ts'
import { type Parts, piecesOf, textOf, toolArguments, toolCallOf } from './parts.ts'

const MODELS = ['claude-sonnet-5-5', 'claude-opus-5-5']

const TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

export const anthropic: Family = {
  name: 'anthropic',
  basePath: '',
  models: MODELS,
  // The real one takes a bearer too; a proxy that holds a key is to send it the documented way.
  credential: (headers) => headers['x-api-key']?.toString(),
  badKeyStatus: 401,
  error: (status, message) => ({
    type: 'error',
    error: { type: TYPES[status] ?? 'api_error', message },
    request_id: 'req_upstream_anthropic',
  }),
  errorEvent: (message) =>
    event({ type: 'error', error: { type: 'overloaded_error', message } }, 'error'),
  headers: {
    'request-id': 'req_upstream_anthropic',
    'anthropic-organization-id': 'canary-organisation',
    'anthropic-workspace-id': 'canary-workspace',
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
    'set-cookie': '__cf_bm=canary-cookie; path=/; HttpOnly',
    server: 'cloudflare',
    'cf-ray': 'canary-ray',
  },
  answer(ask) {
    if (!versioned(ask.headers)) {
      const body = JSON.stringify(anthropic.error(400, 'anthropic-version: header is required'))
      return { status: 400, type: 'application/json', body }
    }
    if (ask.method === 'GET' && ask.path === '/v1/models') return models()
    const object = anthropicObjects(ask.path.replace(/^\/v1/, ''), ask)
    if (object || ask.method !== 'POST') return object
    if (ask.path === '/v1/messages') return messages(ask)
    if (ask.path === '/v1/messages/count_tokens') return json({ input_tokens: ask.parts.fresh })
  },
}

function versioned(headers: IncomingHttpHeaders): boolean {
  return typeof headers['anthropic-version'] === 'string'
}

function models(): Answer {
  const data = MODELS.map((id) => ({
    type: 'model',
    id,
    display_name: id,
    created_at: '2026-09-01T00:00:00Z',
  }))
  return json({ data, has_more: false, first_id: MODELS[0], last_id: MODELS.at(-1) })
}

/** Input tokens leave the caches out; output tokens include the thinking. */
function usageOf(parts: Parts) {
  return {
    input_tokens: parts.fresh,
    cache_creation_input_tokens: parts.written5m + parts.written1h,
    cache_read_input_tokens: parts.cached,
    cache_creation: {
      ephemeral_5m_input_tokens: parts.written5m,
      ephemeral_1h_input_tokens: parts.written1h,
    },
    output_tokens: parts.output + parts.reasoning,
    output_tokens_details: { thinking_tokens: parts.reasoning },
    server_tool_use: { web_search_requests: 1, web_fetch_requests: 0 },
    service_tier: 'standard',
  }
}

function told(parts: Parts): Told {
  return {
    raw: usageOf(parts),
    usage: {
      input: parts.fresh,
      cachedRead: parts.cached,
      cacheWrite5m: parts.written5m,
      cacheWrite1h: parts.written1h,
      output: parts.output,
      reasoning: parts.reasoning,
      searches: 1,
    },
  }
}

function messages(ask: Ask): Answer {
  const history = Array.isArray(ask.json.messages) ? ask.json.messages : []
  const answered = JSON.stringify(history.at(-1) ?? '').includes('"tool_result"')
  const tool = toolCallOf(ask.json.tools, answered)
  const usage = usageOf(ask.parts)
  const content = tool
    ? [{ type: 'tool_use', id: 'toolu_fake1', name: tool, input: toolArguments(ask.parts) }]
    : [{ type: 'text', text: textOf(ask.parts), citations: null }]
  const stop = { stop_reason: tool ? 'tool_use' : 'end_turn', stop_sequence: null }
  const head = { id: 'msg_fake1', type: 'message', role: 'assistant', model: ask.model }
  if (ask.json.stream !== true) {
    return json({ ...head, content, ...stop, usage }, told(ask.parts))
  }
  const named = (data: { type: string }) => event(data, data.type)
  // The first event knows the input and a first few tokens of output; the last one tells the sum.
  const opening = {
    ...head,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage, output_tokens: 1, output_tokens_details: { thinking_tokens: 0 } },
  }
  const closing = {
    output_tokens: usage.output_tokens,
    output_tokens_details: usage.output_tokens_details,
    input_tokens: usage.input_tokens,
    cache_creation_input_tokens: usage.cache_creation_input_tokens,
    cache_read_input_tokens: usage.cache_read_input_tokens,
    server_tool_use: usage.server_tool_use,
  }
  const events = [
    named({ type: 'message_start', message: opening } as { type: string }),
    named({ type: 'ping' }),
    ...blockEvents(ask.parts, tool).map(named),
    named({ type: 'message_delta', delta: stop, usage: closing } as { type: string }),
    named({ type: 'message_stop' }),
  ]
  return sse(events, told(ask.parts))
}

function blockEvents(parts: Parts, tool: string | undefined): { type: string }[] {
  const delta = (change: object) => ({ type: 'content_block_delta', index: 0, delta: change })
  const start = (block: object) => ({ type: 'content_block_start', index: 0, content_block: block })
  const stop = { type: 'content_block_stop', index: 0 }
  if (!tool) {
    const pieces = piecesOf(parts).map((text) => delta({ type: 'text_delta', text }))
    return [start({ type: 'text', text: '' }), ...pieces, stop]
  }
  const text = JSON.stringify(toolArguments(parts))
  return [
    start({ type: 'tool_use', id: 'toolu_fake1', name: tool, input: {} }),
    delta({ type: 'input_json_delta', partial_json: '' }),
    delta({ type: 'input_json_delta', partial_json: text.slice(0, 6) }),
    delta({ type: 'input_json_delta', partial_json: text.slice(6) }),
    stop,
  ]
}
