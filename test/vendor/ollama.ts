import { type Answer, type Ask, bearer, type Family, json, type Told } from './family.ts'
import {
  type Parts,
  piecesOf,
  promptText,
  textOf,
  toolArguments,
  toolCallOf,
  vectorOf,
} from './parts.ts'

const MODELS = ['llama4:latest', 'nomic-embed-text:latest']
const HEAD = { created_at: '2026-11-21T10:00:00.000000Z' }

function told(parts: Parts): Told {
  return {
    raw: { prompt_eval_count: parts.fresh, eval_count: parts.output },
    usage: { input: parts.fresh, output: parts.output },
  }
}

/** A local model server, behind a front that asks for a bearer: plain Ollama asks for none. */
export const ollama: Family = {
  name: 'ollama',
  basePath: '',
  models: MODELS,
  credential: bearer,
  badKeyStatus: 401,
  error: (_status, message) => ({ error: message }),
  errorEvent: (message) => `${JSON.stringify({ error: message })}\n`,
  headers: { 'x-canary-host': 'canary-gpu-box' },
  answer(ask) {
    switch (`${ask.method} ${ask.path}`) {
      case 'GET /api/tags':
        return tags()
      case 'POST /api/chat':
        return generate(ask, (content) => ({ message: { role: 'assistant', content } }))
      case 'POST /api/generate':
        return generate(ask, (response) => ({ response }))
      case 'POST /api/embed':
        return embed(ask)
      case 'POST /api/embeddings':
        return json({ embedding: vectorOf(promptText(ask.json.prompt)) })
    }
  },
}

function tags(): Answer {
  const models = MODELS.map((name) => ({
    name,
    model: name,
    modified_at: '2026-09-01T00:00:00Z',
    size: 4_000_000_000,
    digest: 'f'.repeat(64),
    details: { format: 'gguf', family: 'llama', parameter_size: '17B' },
  }))
  return json({ models })
}

/** Streams unless told not to: lines of JSON, the last of which counts. */
function generate(ask: Ask, wrap: (text: string) => object): Answer {
  const usage = told(ask.parts)
  const messages = Array.isArray(ask.json.messages) ? ask.json.messages : []
  const tool = toolCallOf(ask.json.tools, messages.at(-1)?.role === 'tool')
  const head = { model: ask.model, ...HEAD }
  const totals = {
    done: true,
    done_reason: 'stop',
    total_duration: 5_000_000,
    load_duration: 1_000_000,
    prompt_eval_duration: 1_000_000,
    eval_duration: 3_000_000,
    ...(usage.raw as object),
  }
  const call = { function: { name: tool, arguments: toolArguments(ask.parts) } }
  const toolMessage = { message: { role: 'assistant', content: '', tool_calls: [call] } }
  if (ask.json.stream === false) {
    return json({ ...head, ...(tool ? toolMessage : wrap(textOf(ask.parts))), ...totals }, usage)
  }
  const pieces = tool ? [toolMessage] : piecesOf(ask.parts).map(wrap)
  const lines = [
    ...pieces.map((piece) => ({ ...head, ...piece, done: false })),
    { ...head, ...wrap(''), ...totals },
  ]
  const events = lines.map((line) => `${JSON.stringify(line)}\n`)
  return { type: 'application/x-ndjson', events, told: usage }
}

function embed(ask: Ask): Answer {
  const inputs = Array.isArray(ask.json.input) ? ask.json.input : [ask.json.input]
  const embeddings = inputs.map((input) => vectorOf(promptText(input)))
  const raw = { prompt_eval_count: ask.parts.fresh }
  const body = { model: ask.model, embeddings, total_duration: 1, load_duration: 1, ...raw }
  return json(body, { raw, usage: { input: ask.parts.fresh } })
}
