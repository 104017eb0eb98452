import { type Answer, type Ask, event, type Family, json, sse, type Told } from './family.ts'
import { geminiObjects, newBatch } from './geminiObjects.ts'
import {
  type Parts,
  piecesOf,
  promptText,
  textOf,
  toolArguments,
  toolCallOf,
  vectorOf,
} from './parts.ts'

const MODELS = ['gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-embedding-001']

const NAMES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}

export const gemini: Family = {
  name: 'gemini',
  basePath: '',
  models: MODELS,
  credential: (headers) => headers['x-goog-api-key']?.toString(),
  badKeyStatus: 400,
  error(code, message) {
    const status = NAMES[code] ?? 'UNKNOWN'
    const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' }
    return { error: { code, message, status, ...(code === 429 ? { details: [retry] } : {}) } }
  },
  errorEvent: (message) => event({ error: { code: 503, message, status: 'UNAVAILABLE' } }),
  headers: {
    server: 'scaffolding on HTTPServer2',
    'server-timing': 'gfet4t7; dur=42',
    'alt-svc': 'h3=":443"; ma=2592000',
    'x-goog-canary': 'canary-goog',
  },
  answer(ask) {
    const [, rest] = /^\/v1(?:beta)?(\/.*)$/.exec(ask.path) ?? []
    if (ask.method === 'GET' && rest === '/models') return models()
    const object = geminiObjects(rest ?? '', ask)
    if (object || ask.method !== 'POST') return object
    const verb = /^\/models\/[^:]+:([a-zA-Z]+)$/.exec(rest ?? '')?.[1]
    switch (verb) {
      case 'generateContent':
        return generate(ask)
      case 'streamGenerateContent':
        return stream(ask)
      case 'batchGenerateContent':
        return newBatch(ask)
      case 'countTokens':
        return json({ totalTokens: ask.parts.fresh })
      case 'embedContent':
        return json({ embedding: { values: vectorOf(promptText(ask.json.content)) } })
      case 'batchEmbedContents':
        return embedMany(ask)
    }
  },
}

function models(): Answer {
  const entries = MODELS.map((id) => ({
    name: `models/${id}`,
    displayName: id,
    version: '001',
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: id.includes('embedding')
      ? ['embedContent']
      : ['generateContent', 'countTokens'],
  }))
  return json({ models: entries })
}

/** The prompt's count includes what a cache saved; thoughts are beside the candidates, not in them. */
function told(parts: Parts, outputSoFar = parts.output): Told {
  const prompt = parts.fresh + parts.cached
  return {
    raw: {
      promptTokenCount: prompt,
      cachedContentTokenCount: parts.cached,
      candidatesTokenCount: outputSoFar,
      thoughtsTokenCount: parts.reasoning,
      totalTokenCount: prompt + outputSoFar + parts.reasoning,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
      cacheTokensDetails: [{ modality: 'TEXT', tokenCount: parts.cached }],
    },
    usage: {
      input: parts.fresh,
      cachedRead: parts.cached,
      output: parts.output,
      reasoning: parts.reasoning,
    },
  }
}

function candidate(content: object, finish: string | undefined) {
  return {
    index: 0,
    content: { role: 'model', parts: [content] },
    ...(finish ? { finishReason: finish } : {}),
  }
}

function response(ask: Ask, content: object, finish: string | undefined, usage: unknown) {
  return {
    candidates: [candidate(content, finish)],
    usageMetadata: usage,
    modelVersion: ask.model,
    responseId: 'fake1',
  }
}

function toolOf(ask: Ask): string | undefined {
  const contents = Array.isArray(ask.json.contents) ? ask.json.contents : []
  const answered = JSON.stringify(contents.at(-1) ?? '').includes('"functionResponse"')
  return toolCallOf(ask.json.tools, answered)
}

function contentOf(ask: Ask): object {
  const tool = toolOf(ask)
  return tool
    ? { functionCall: { name: tool, args: toolArguments(ask.parts) } }
    : { text: textOf(ask.parts) }
}

function generate(ask: Ask): Answer {
  const usage = told(ask.parts)
  return json(response(ask, contentOf(ask), 'STOP', usage.raw), usage)
}

/** Server-sent events with `alt=sse`, else one JSON array that arrives piece by piece. */
function stream(ask: Ask): Answer {
  const contents = toolOf(ask) ? [contentOf(ask)] : piecesOf(ask.parts).map((text) => ({ text }))
  const chunks = contents.map((content, i) => {
    const last = i === contents.length - 1
    const usage = last ? told(ask.parts) : told(ask.parts, i + 1)
    return response(ask, content, last ? 'STOP' : undefined, usage.raw)
  })
  if (ask.query.get('alt') === 'sse') {
    return sse(
      chunks.map((chunk) => event(chunk)),
      told(ask.parts),
    )
  }
  const pieces = chunks.map((chunk, i) => `${i === 0 ? '[' : ',\r\n'}${JSON.stringify(chunk)}`)
  return { type: 'application/json', events: [...pieces, ']'], told: told(ask.parts) }
}

/** Embeddings tell no usage at all. */
function embedMany(ask: Ask): Answer {
  const requests = Array.isArray(ask.json.requests) ? ask.json.requests : []
  const embeddings = requests.map((request) => ({
    values: vectorOf(promptText((request as { content?: unknown }).content)),
  }))
  return json({ embeddings })
}
