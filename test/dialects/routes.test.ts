import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import {
  type Caller,
  chooseCandidate,
  DIALECTS,
  dialectForPath,
  routes,
} from '../../proxy/dialects/index.ts'

const list = routes()
const app = fastify()
for (const { method, path, candidates } of list) {
  app.route({
    method,
    url: path,
    handler: ({ url, headers }) => {
      const { pathname, searchParams } = new URL(url, 'http://keyrack.invalid')
      const caller = { path: pathname, query: searchParams, headers }
      const candidate = chooseCandidate(candidates, caller)
      return candidate ? `${candidate.dialect.name} ${candidate.endpoint.name}` : 'nobody'
    },
  })
}

/** Who answers a call, in two words such as `openai chat.completions`. */
async function chosen(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  headers: Caller['headers'] = {},
) {
  return (await app.inject({ method, url, headers })).body
}

test('every route has somebody to answer', () => {
  for (const { candidates } of list) expect(candidates.length).toBeGreaterThan(0)
  expect(list.length).toBeGreaterThan(100)
})

test('no route leads to the administration of a provider account, or to what is shared in it', () => {
  const forbidden =
    /admin|organi[sz]ation|api_keys|fine.?tun|projects|assistants|threads|skills|evals|pull|push|delete|blobs/i
  expect(list.filter(({ path }) => forbidden.test(path))).toEqual([])
})

test('every call that is forwarded says in which format, and every answer of our own says none', () => {
  for (const { endpoints } of DIALECTS) {
    for (const { kind, wire, metered } of endpoints) {
      expect(wire !== undefined).toBe(kind === 'call')
      if (kind !== 'call') expect(metered).toBe(false)
    }
  }
})

describe('a path finds its dialect', () => {
  const cases: [
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    headers: Caller['headers'],
    expected: string,
  ][] = [
    ['POST', '/v1/chat/completions', {}, 'openai chat.completions'],
    ['POST', '/chat/completions', {}, 'openai chat.completions'],
    ['POST', '/openai/v1/chat/completions', {}, 'openai chat.completions'],
    ['POST', '/v1/responses', {}, 'openai responses'],
    ['POST', '/responses', {}, 'openai responses'],
    ['POST', '/v1/completions', {}, 'openai completions'],
    ['POST', '/v1/embeddings', {}, 'openai embeddings'],
    ['POST', '/v1/images/generations', {}, 'openai images.generations'],
    ['POST', '/v1/images/edits', {}, 'openai images.edits'],
    ['POST', '/v1/audio/speech', {}, 'openai audio.speech'],
    ['POST', '/v1/audio/transcriptions', {}, 'openai audio.transcriptions'],
    ['POST', '/v1/audio/translations', {}, 'openai audio.translations'],
    ['POST', '/v1/moderations', {}, 'openai moderations'],
    ['GET', '/v1/models', {}, 'openai models.list'],
    ['GET', '/v1/models/gpt-5-mini', {}, 'openai models.get'],
    ['GET', '/v1/models/meta-llama/llama-4', {}, 'openai models.get'],
    ['GET', '/models', {}, 'openai models.list'],

    ['POST', '/v1/messages', {}, 'anthropic messages'],
    ['POST', '/v1/v1/messages', {}, 'anthropic messages'],
    ['POST', '/anthropic/messages', {}, 'anthropic messages'],
    ['POST', '/anthropic/v1/messages', {}, 'anthropic messages'],
    ['POST', '/v1/messages/count_tokens', {}, 'anthropic messages.countTokens'],
    ['GET', '/v1/models', { 'anthropic-version': '2023-06-01' }, 'anthropic models.list'],
    ['GET', '/v1/models/claude', { 'anthropic-version': '2026-10-21' }, 'anthropic models.get'],
    ['GET', '/anthropic/v1/models', {}, 'anthropic models.list'],

    ['POST', '/v1/models/gemini-3-flash:generateContent', {}, 'gemini generateContent'],
    ['POST', '/v1beta/models/g:streamGenerateContent?alt=sse', {}, 'gemini streamGenerateContent'],
    ['POST', '/v1beta/models/g:countTokens', {}, 'gemini countTokens'],
    ['POST', '/v1beta/models/g:embedContent', {}, 'gemini embedContent'],
    ['POST', '/v1/models/g:batchEmbedContents', {}, 'gemini batchEmbedContents'],
    ['POST', '/v1beta/tunedModels/mine:generateContent', {}, 'gemini generateContent'],
    ['POST', '/v1beta/v1/models/g:generateContent', {}, 'gemini generateContent'],
    ['POST', '/gemini/v1/models/g:generateContent', {}, 'gemini generateContent'],
    ['GET', '/v1beta/models', {}, 'gemini models.list'],
    ['GET', '/v1/models', { 'x-goog-api-key': 'x' }, 'gemini models.list'],
    ['GET', '/v1/models?key=x', {}, 'gemini models.list'],

    ['POST', '/openai/deployments/d/chat/completions?api-version=1', {}, 'azure chat.completions'],
    ['POST', '/openai/deployments/d/embeddings?api-version=1', {}, 'azure embeddings'],
    ['POST', '/azure/openai/deployments/d/chat/completions', {}, 'azure chat.completions'],
    ['POST', '/openai/v1/chat/completions', { 'api-key': 'x' }, 'azure chat.completions'],
    ['POST', '/openai/responses?api-version=1', {}, 'azure responses'],
    ['POST', '/openai/responses', { 'api-key': 'x' }, 'azure responses'],
    ['POST', '/azure/openai/v1/responses', {}, 'azure responses'],
    ['POST', '/openai/chat/completions', {}, 'openai chat.completions'],

    [
      'POST',
      '/v1/chat/completions',
      { 'user-agent': 'mistral-client-typescript/2.7.0' },
      'mistral chat.completions',
    ],
    ['POST', '/v1/embeddings', { 'user-agent': 'mistral-client-python/1' }, 'mistral embeddings'],
    ['GET', '/v1/models', { 'user-agent': 'mistral-client-python/1' }, 'mistral models.list'],
    ['POST', '/v1/fim/completions', {}, 'mistral fim.completions'],
    ['POST', '/mistral/v1/chat/completions', {}, 'mistral chat.completions'],

    ['POST', '/v1/files', {}, 'openai files.create'],
    ['GET', '/files?limit=2', {}, 'openai files.list'],
    ['DELETE', '/v1/files/file-1', {}, 'openai files.delete'],
    ['GET', '/openai/v1/files/file-1/content', {}, 'openai files.content'],
    ['GET', '/openai/v1/files/file-1', { 'api-key': 'x' }, 'azure files.get'],
    ['POST', '/openai/batches?api-version=1', {}, 'azure batches.create'],
    ['GET', '/v1/responses/resp_1', {}, 'openai responses.get'],
    ['POST', '/v1/responses/resp_1/cancel', {}, 'openai responses.cancel'],
    ['GET', '/v1/conversations/conv_1/items/msg_1', {}, 'openai conversations.items.get'],
    ['GET', '/v1/chat/completions', {}, 'openai chat.completions.list'],

    ['POST', '/api/chat', {}, 'ollama chat'],
    ['POST', '/api/generate', {}, 'ollama generate'],
    ['POST', '/api/embed', {}, 'ollama embed'],
    ['GET', '/api/tags', {}, 'ollama tags'],
    ['GET', '/ollama/api/tags', {}, 'ollama tags'],

    ['POST', '/v2/chat', {}, 'cohere chat'],
    ['POST', '/v2/embed', {}, 'cohere embed'],
    ['POST', '/v2/rerank', {}, 'cohere rerank'],
    ['POST', '/cohere/v2/chat', {}, 'cohere chat'],
    ['GET', '/v1/models', { 'x-client-name': 'team' }, 'cohere models.list'],
  ]
  for (const [method, url, headers, expected] of cases) {
    test(`${method} ${url} ${JSON.stringify(headers)} → ${expected}`, async () => {
      expect(await chosen(method, url, headers)).toBe(expected)
    })
  }

  test('a verb that nobody knows has nobody to answer', async () => {
    expect(await chosen('POST', '/v1beta/models/g:predict')).toBe('nobody')
  })
})

describe('a path that does not exist is refused in the dialect its caller most likely speaks', () => {
  const cases: [path: string, headers: Caller['headers'], expected: string][] = [
    ['/v1/files', {}, 'openai'],
    ['/anthropic/v1/files', {}, 'anthropic'],
    ['/v1/messages/batches', {}, 'anthropic'],
    ['/v1/files', { 'anthropic-version': '2023-06-01' }, 'anthropic'],
    ['/v1beta/files', {}, 'gemini'],
    ['/v1/models/x:predict', {}, 'gemini'],
    ['/openai/deployments/d/other', {}, 'azure'],
    ['/openai/assistants', {}, 'openai'],
    ['/api/pull', {}, 'ollama'],
    ['/v2/classify', {}, 'cohere'],
    ['/v1/fim/other', {}, 'mistral'],
    ['/v1/ocr', { 'user-agent': 'mistral-client-typescript/2.7.0' }, 'mistral'],
    ['/favicon.ico', {}, 'openai'],
  ]
  for (const [path, headers, expected] of cases) {
    test(`${path} ${JSON.stringify(headers)} → ${expected}`, () => {
      const caller = { path, headers, query: new URLSearchParams() }
      expect(dialectForPath(caller).name).toBe(expected)
    })
  }
})
