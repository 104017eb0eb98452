import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PRESETS, PROVIDERS, type ProviderName } from '../../proxy/contract/providers.ts'
import { BaseUrlProblem, joinUrl } from '../../proxy/providers/baseUrl.ts'
import { providers } from '../../proxy/providers/index.ts'

describe('a base URL is taken as people paste it', () => {
  const cases: Partial<Record<ProviderName, [typed: string, stored: string][]>> = {
    openai: [
      ['https://api.openai.com', 'https://api.openai.com/v1'],
      ['https://api.openai.com/', 'https://api.openai.com/v1'],
      ['https://api.openai.com/v1/', 'https://api.openai.com/v1'],
      ['api.openai.com/v1', 'https://api.openai.com/v1'],
      ['  HTTPS://API.OpenAI.com/v1  ', 'https://api.openai.com/v1'],
      ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1'],
      ['https://gate.example//team///openai/', 'https://gate.example/team/openai'],
      ['https://gate.example/team/../v1', 'https://gate.example/v1'],
      ['http://127.0.0.1:9999', 'http://127.0.0.1:9999/v1'],
    ],
    compatible: [
      ['https://api.groq.com/openai/v1', 'https://api.groq.com/openai/v1'],
      ['localhost:1234', 'http://localhost:1234/v1'],
      ['192.168.1.7:8000/v1', 'http://192.168.1.7:8000/v1'],
      ['[::1]:8000', 'http://[::1]:8000/v1'],
      ['llm.example:8443', 'https://llm.example:8443/v1'],
      ['https://api.perplexity.ai/chat/completions', 'https://api.perplexity.ai/v1'],
    ],
    qianfan: [
      ['https://qianfan.baidubce.com', 'https://qianfan.baidubce.com/v2'],
      ['https://qianfan.baidubce.com/v2/', 'https://qianfan.baidubce.com/v2'],
    ],
    anthropic: [
      ['https://api.anthropic.com/v1', 'https://api.anthropic.com'],
      ['https://api.anthropic.com/v1/messages', 'https://api.anthropic.com'],
      ['https://api.deepseek.com/anthropic', 'https://api.deepseek.com/anthropic'],
    ],
    gemini: [
      [
        'https://generativelanguage.googleapis.com/v1beta/',
        'https://generativelanguage.googleapis.com',
      ],
      [
        'https://generativelanguage.googleapis.com/v1beta/models',
        'https://generativelanguage.googleapis.com',
      ],
    ],
    mistral: [['https://api.mistral.ai/v1', 'https://api.mistral.ai']],
    cohere: [
      ['https://api.cohere.com/v2', 'https://api.cohere.com'],
      ['https://api.cohere.com/v2/chat', 'https://api.cohere.com'],
    ],
    ollama: [
      ['localhost:11434', 'http://localhost:11434'],
      ['http://127.0.0.1:11434/api', 'http://127.0.0.1:11434'],
      ['http://127.0.0.1:11434/v1/', 'http://127.0.0.1:11434'],
      ['https://office.example/ollama/api/chat', 'https://office.example/ollama'],
    ],
    azure: [
      ['https://team.openai.azure.com/', 'https://team.openai.azure.com'],
      [
        'https://team.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
        'https://team.openai.azure.com',
      ],
      ['https://team.openai.azure.com/openai/v1/', 'https://team.openai.azure.com'],
      ['https://apim.example/ai/openai', 'https://apim.example/ai'],
    ],
  }
  for (const [name, list] of Object.entries(cases)) {
    for (const [typed, stored] of list) {
      test(`${name}: ${typed}`, () => {
        const { normaliseBaseUrl } = providers[name as ProviderName]
        expect(normaliseBaseUrl(typed)).toBe(stored)
        // What is stored stays as it is when it is saved again.
        expect(normaliseBaseUrl(stored)).toBe(stored)
      })
    }
  }

  test('every address we ship is already in the stored form', () => {
    for (const { name, baseUrl } of PROVIDERS)
      if (baseUrl) expect(providers[name].normaliseBaseUrl(baseUrl)).toBe(baseUrl)
    for (const { baseUrl } of PRESETS)
      expect(providers.compatible.normaliseBaseUrl(baseUrl)).toBe(baseUrl)
  })
})

describe('a base URL that could lead a secret astray is refused with a sentence', () => {
  const hostile: [typed: string, sentence: RegExp][] = [
    ['https://api.openai.com@evil.example/v1', /user name or password/],
    ['https://user:pass@api.openai.com', /user name or password/],
    ['https://api.openai.com/v1?target=evil', /\?query/],
    ['https://api.openai.com/v1#x', /#fragment/],
    ['file:///etc/passwd', /must begin with https/],
    ['ftp://host/x', /must begin with https/],
    ['javascript://host/%0aalert(1)', /must begin with https/],
    ['https://', /not a web address/],
    ['not a url at all', /not a web address/],
    ['https://host:99999/', /not a web address/],
    ['https://host/a%2f..%2fb', /escaped slash/],
    ['', /not a web address/],
  ]
  for (const [typed, sentence] of hostile) {
    test(JSON.stringify(typed), () => {
      expect(() => providers.openai.normaliseBaseUrl(typed)).toThrow(BaseUrlProblem)
      expect(() => providers.openai.normaliseBaseUrl(typed)).toThrow(sentence)
    })
  }

  test('of every provider, and never with what was typed in the message', () => {
    for (const { normaliseBaseUrl } of Object.values(providers)) {
      const typed = 'https://sk-canary-000000@api.example/v1'
      expect(() => normaliseBaseUrl(typed)).toThrow(BaseUrlProblem)
      expect(() => normaliseBaseUrl(typed)).not.toThrow(/canary/)
    }
  })
})

describe('joining', () => {
  test('stays on the host and below the path, whatever the segments are', () => {
    const segment = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom('..', '.', '%2e%2e', '//evil.example', '\\..\\x', '?a=b', '#x', '@evil', 'é'),
    )
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
        let url: URL
        try {
          url = joinUrl('https://host.example:8443/base/v1', segments)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
          return
        }
        expect(url.origin).toBe('https://host.example:8443')
        expect(url.search).toBe('')
        expect(url.hash).toBe('')
        expect(url.pathname.startsWith('/base/v1/')).toBe(true)
        expect(url.pathname.split('/')).toHaveLength(3 + segments.length)
      }),
    )
  })

  test('a segment that climbs is refused', () => {
    for (const segment of ['', '.', '..', '%2e%2e', '.%2E'])
      expect(() => joinUrl('https://host/v1', ['a', segment])).toThrow(/climbs/)
  })
})
