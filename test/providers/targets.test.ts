import { describe, expect, test } from 'vitest'
import type { ProviderName } from '../../proxy/contract/providers.ts'
import type { Wire } from '../../proxy/contract/wires.ts'
import { DIALECTS } from '../../proxy/dialects/index.ts'
import { providers } from '../../proxy/providers/index.ts'

const SECRET = 'sk-canary-0000000000000000'

function url(
  name: ProviderName,
  baseUrl: string,
  wire: Wire,
  query = '',
  version?: string,
  model = 'm',
) {
  return providers[name].url(baseUrl, { wire, model, version, query: new URLSearchParams(query) })
    .href
}

describe('where a call goes', () => {
  const cases: [ProviderName, base: string, Wire, query: string, expected: string][] = [
    ['openai', 'https://h/v1', 'openai.chat', 'x=1', 'https://h/v1/chat/completions'],
    ['openai', 'https://h/v1', 'openai.responses', '', 'https://h/v1/responses'],
    ['openai', 'https://h/v1', 'openai.imageEdits', '', 'https://h/v1/images/edits'],
    ['openai', 'https://h/v1', 'openai.transcriptions', '', 'https://h/v1/audio/transcriptions'],
    [
      'compatible',
      'https://h/openai/v1',
      'openai.embeddings',
      '',
      'https://h/openai/v1/embeddings',
    ],
    ['qianfan', 'https://h/v2', 'openai.images', '', 'https://h/v2/images/generations'],
    ['anthropic', 'https://h', 'anthropic.messages', '', 'https://h/v1/messages'],
    [
      'anthropic',
      'https://h',
      'anthropic.messages',
      'beta=true&x=1',
      'https://h/v1/messages?beta=true',
    ],
    [
      'anthropic',
      'https://h/a',
      'anthropic.countTokens',
      '',
      'https://h/a/v1/messages/count_tokens',
    ],
    ['mistral', 'https://h', 'openai.chat', '', 'https://h/v1/chat/completions'],
    ['mistral', 'https://h', 'mistral.fim', '', 'https://h/v1/fim/completions'],
    ['ollama', 'http://h', 'ollama.chat', '', 'http://h/api/chat'],
    ['ollama', 'http://h', 'ollama.embed', '', 'http://h/api/embed'],
    ['ollama', 'http://h/x', 'openai.chat', '', 'http://h/x/v1/chat/completions'],
    ['ollama', 'http://h', 'anthropic.messages', '', 'http://h/v1/messages'],
    ['cohere', 'https://h', 'cohere.rerank', '', 'https://h/v2/rerank'],
    [
      'gemini',
      'https://h',
      'gemini.generate',
      'key=x',
      'https://h/v1beta/models/m:generateContent',
    ],
    [
      'gemini',
      'https://h',
      'gemini.stream',
      'alt=sse&key=x&$x=1',
      'https://h/v1beta/models/m:streamGenerateContent?alt=sse',
    ],
    [
      'azure',
      'https://h',
      'azure.chat',
      'api-version=2025-01-01&x=1',
      'https://h/openai/deployments/m/chat/completions?api-version=2025-01-01',
    ],
    [
      'azure',
      'https://h',
      'azure.embeddings',
      '',
      'https://h/openai/deployments/m/embeddings?api-version=2024-10-21',
    ],
    ['azure', 'https://h', 'openai.responses', 'api-version=1', 'https://h/openai/v1/responses'],
  ]
  for (const [name, base, wire, query, expected] of cases) {
    test(`${name} ${wire} ?${query} → ${expected}`, () => {
      expect(url(name, base, wire, query)).toBe(expected)
    })
  }

  test("Gemini's version is the client's, and tuned models keep their own collection", () => {
    expect(url('gemini', 'https://h', 'gemini.embed', '', 'v1')).toBe(
      'https://h/v1/models/m:embedContent',
    )
    expect(url('gemini', 'https://h', 'gemini.generate', '', 'v1', 'tunedModels/mine')).toBe(
      'https://h/v1/tunedModels/mine:generateContent',
    )
  })

  test('a model that climbs reaches no other endpoint', () => {
    for (const model of ['..', '../../admin', 'a/../..', 'x?y=1', 'x#y', '%2e%2e']) {
      for (const [name, wire] of [
        ['azure', 'azure.chat'],
        ['gemini', 'gemini.generate'],
      ] as const) {
        let href: string
        try {
          href = url(name, 'https://h/base', wire, '', 'v1', model)
        } catch {
          continue
        }
        expect(href).toMatch(/^https:\/\/h\/base\/(?:openai\/deployments|v1\/models)\/[^/?#]+/)
        expect(href).not.toContain('y=1&')
        expect(new URL(href).hash).toBe('')
      }
    }
  })

  test('every format a provider answers has an address, and some dialect speaks it', () => {
    const spoken = new Set(DIALECTS.flatMap(({ endpoints }) => endpoints.map(({ wire }) => wire)))
    for (const [name, { wires }] of Object.entries(providers)) {
      for (const wire of wires) {
        expect(spoken).toContain(wire)
        // What lies at a provider goes by its own path instead.
        if (wire.endsWith('.objects')) continue
        const href = url(name as ProviderName, 'https://h', wire)
        expect(href).toMatch(/^https:\/\/h\/[\w/.:-]+(?:\?api-version=[\d-]+)?$/)
        expect(href).not.toContain('//h//')
      }
    }
  })

  test('what lies at a provider goes below its version, each part of the path escaped', () => {
    const target = { model: '', version: 'v1beta', query: new URLSearchParams() }
    const places: [ProviderName, string, Wire, string][] = [
      ['openai', 'https://h/v1', 'openai.objects', 'https://h/v1/files/a%2Fb'],
      ['compatible', 'https://h/v1', 'openai.objects', 'https://h/v1/files/a%2Fb'],
      ['azure', 'https://h', 'openai.objects', 'https://h/openai/v1/files/a%2Fb'],
      ['anthropic', 'https://h', 'anthropic.objects', 'https://h/v1/files/a%2Fb'],
      ['mistral', 'https://h', 'mistral.objects', 'https://h/v1/files/a%2Fb'],
      ['gemini', 'https://h', 'gemini.objects', 'https://h/v1beta/files/a%2Fb'],
    ]
    for (const [name, base, wire, expected] of places) {
      expect(providers[name].wires).toContain(wire)
      const at = (path: string[]) => providers[name].url(base, { ...target, wire, path }).href
      expect(at(['files', 'a/b'])).toBe(expected)
      expect(() => at(['files', '..'])).toThrow(/climbs/)
    }
  })

  test('every format a dialect speaks is answered by some provider', () => {
    const answered = new Set(Object.values(providers).flatMap(({ wires }) => [...wires]))
    for (const { endpoints } of DIALECTS)
      for (const { wire } of endpoints) if (wire) expect(answered).toContain(wire)
  })
})

describe('how the key is shown', () => {
  test('in one header only, the one that the provider documents', () => {
    const headers = Object.entries(providers).map(([name, { authHeaders }]) => [
      name,
      authHeaders(SECRET, {}),
    ])
    const bearer = { authorization: `Bearer ${SECRET}` }
    expect(Object.fromEntries(headers)).toEqual({
      openai: bearer,
      compatible: bearer,
      qianfan: bearer,
      mistral: bearer,
      ollama: bearer,
      cohere: bearer,
      anthropic: { 'x-api-key': SECRET },
      gemini: { 'x-goog-api-key': SECRET },
      azure: { 'api-key': SECRET },
    })
  })

  test('never in an address', () => {
    for (const provider of Object.values(providers))
      expect(provider.modelsUrl('https://h').href).not.toMatch(/key|canary/i)
  })

  test('not at all where there is none', () => {
    for (const { authHeaders } of Object.values(providers))
      expect(authHeaders(undefined, {})).toEqual({})
  })

  test('tenant selectors come from the key, and only where the provider knows them', () => {
    const options = { organization: 'org-1', project: 'proj_1', appid: 'app-1' }
    expect(providers.openai.authHeaders(SECRET, options)).toMatchObject({
      'openai-organization': 'org-1',
      'openai-project': 'proj_1',
    })
    expect(providers.qianfan.authHeaders(SECRET, options)).toMatchObject({ appid: 'app-1' })
    expect(providers.compatible.authHeaders(SECRET, options)).not.toHaveProperty('appid')
  })
})

describe('which models a key can see', () => {
  const cases: [ProviderName, body: unknown, models: string[]][] = [
    ['openai', { object: 'list', data: [{ id: 'gpt-5' }, { id: 'o3' }] }, ['gpt-5', 'o3']],
    ['compatible', [{ id: 'meta/llama' }, { id: 'meta/llama' }], ['meta/llama']],
    ['mistral', { data: [{ id: 'mistral-large', name: null }] }, ['mistral-large']],
    [
      'anthropic',
      { data: [{ id: 'claude-sonnet-4-5-20250929', type: 'model' }], has_more: false },
      ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
    ],
    [
      'gemini',
      { models: [{ name: 'models/gemini-3-flash' }, { name: 'tunedModels/mine' }] },
      ['gemini-3-flash', 'tunedModels/mine'],
    ],
    [
      'ollama',
      { models: [{ name: 'llama3.2:latest' }, { name: 'qwen3:8b' }] },
      ['llama3.2:latest', 'llama3.2', 'qwen3:8b'],
    ],
    ['cohere', { models: [{ name: 'command-a' }] }, ['command-a']],
    ['azure', { data: [{ id: 'our-gpt', model: 'gpt-4o', status: 'succeeded' }] }, ['our-gpt']],
    ['qianfan', { data: [{ id: 'ernie-5.0' }] }, ['ernie-5.0']],
    ['openai', { data: [] }, []],
  ]
  for (const [name, body, models] of cases) {
    test(`${name}: ${models.join(', ') || 'none'}`, () => {
      expect(providers[name].readModels(body)).toEqual(models)
    })
  }

  test('an answer that is no list is refused', () => {
    for (const { readModels } of Object.values(providers))
      for (const body of [null, 'x', 7, {}, { data: 'x' }, { error: { message: 'no' } }])
        expect(() => readModels(body)).toThrow()
  })
})
