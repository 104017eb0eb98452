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
import { type Parts, piecesOf, textOf, toolArguments, toolCallOf, vectorOf } from './parts.ts'

const MODELS = ['command-a-03-2025', 'embed-v4.0', 'rerank-v3.5']

/** Cohere bills fewer tokens than it counts: the billed units are what is invoiced. */
function told(parts: Parts): Told {
  return {
    raw: {
      billed_units: { input_tokens: parts.fresh, output_tokens: parts.output },
      tokens: { input_tokens: parts.fresh + 480, output_tokens: parts.output + 2 },
    },
    usage: { input: parts.fresh, output: parts.output },
  }
}

export const cohere: Family = {
  name: 'cohere',
  basePath: '',
  models: MODELS,
  credential: bearer,
  badKeyStatus: 401,
  error: (_status, message) => ({ id: 'fake1', message }),
  errorEvent: (message) =>
    event(
      { type: 'message-end', id: 'fake1', delta: { error: message, finish_reason: 'ERROR' } },
      'message-end',
    ),
  headers: { 'x-debug-trace-id': 'canary-trace', 'x-envoy-upstream-service-time': '42' },
  answer(ask) {
    switch (`${ask.method} ${ask.path}`) {
      case 'GET /v1/models':
        return json({ models: MODELS.map((name) => ({ name, endpoints: ['chat'] })) })
      case 'POST /v2/chat':
        return chat(ask)
      case 'POST /v2/embed':
        return embed(ask)
      case 'POST /v2/rerank':
        return rerank(ask)
    }
  },
}

function chat(ask: Ask): Answer {
  const usage = told(ask.parts)
  const messages = Array.isArray(ask.json.messages) ? ask.json.messages : []
  const tool = toolCallOf(ask.json.tools, messages.at(-1)?.role === 'tool')
  const finish = tool ? 'TOOL_CALL' : 'COMPLETE'
  if (ask.json.stream !== true) {
    const message = tool
      ? {
          role: 'assistant',
          tool_plan: 'I will look it up.',
          tool_calls: [callOf(tool, ask.parts)],
        }
      : { role: 'assistant', content: [{ type: 'text', text: textOf(ask.parts) }] }
    return json({ id: 'fake1', finish_reason: finish, message, usage: usage.raw }, usage)
  }
  const named = (type: string, fields: object) => event({ type, ...fields }, type)
  const events = [
    named('message-start', {
      id: 'fake1',
      delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [] } },
    }),
    ...(tool ? toolEvents(tool, ask.parts, named) : textEvents(ask.parts, named)),
    named('message-end', { delta: { finish_reason: finish, usage: usage.raw } }),
  ]
  return sse(events, usage)
}

const callOf = (name: string, parts: Parts) => ({
  id: 'call_fake1',
  type: 'function',
  function: { name, arguments: JSON.stringify(toolArguments(parts)) },
})

type Named = (type: string, fields: object) => string

function textEvents(parts: Parts, named: Named): string[] {
  const content = { type: 'text', text: '' }
  return [
    named('content-start', { index: 0, delta: { message: { content } } }),
    ...piecesOf(parts).map((text) =>
      named('content-delta', { index: 0, delta: { message: { content: { text } } } }),
    ),
    named('content-end', { index: 0 }),
  ]
}

function toolEvents(name: string, parts: Parts, named: Named): string[] {
  const call = callOf(name, parts)
  const opening = { ...call, function: { name, arguments: '' } }
  const change = { function: { arguments: call.function.arguments } }
  return [
    named('tool-plan-delta', { delta: { message: { tool_plan: 'I will look it up.' } } }),
    named('tool-call-start', { index: 0, delta: { message: { tool_calls: opening } } }),
    named('tool-call-delta', { index: 0, delta: { message: { tool_calls: change } } }),
    named('tool-call-end', { index: 0 }),
  ]
}

function embed(ask: Ask): Answer {
  const texts = Array.isArray(ask.json.texts) ? ask.json.texts.map(String) : []
  const meta = { api_version: { version: '2' }, billed_units: { input_tokens: ask.parts.fresh } }
  const float = texts.map((text) => vectorOf(text))
  const body = { id: 'fake1', response_type: 'embeddings_by_type', embeddings: { float }, texts }
  const usage = { raw: meta.billed_units, usage: { input: ask.parts.fresh } }
  return json({ ...body, meta }, usage)
}

function rerank(ask: Ask): Answer {
  const documents = Array.isArray(ask.json.documents) ? ask.json.documents : []
  const results = documents.map((_, index) => ({ index, relevance_score: 0.9 - index / 10 }))
  const meta = { api_version: { version: '2' }, billed_units: { search_units: 1 } }
  return json({ id: 'fake1', results, meta }, { raw: meta.billed_units, usage: { searches: 1 } })
}
