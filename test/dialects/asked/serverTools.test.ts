import { describe, expect, test } from 'vitest'
import type { Wire } from '../../../proxy/contract/wires.ts'
import { ask } from './body.ts'

const tools = (wire: Wire, body: object, model?: string) => ask(wire, body, model).tools
/** Tool, most uses, whether the call says so. */
const brief = (wire: Wire, body: object, model?: string) =>
  tools(wire, body, model).map(({ tool, uses, usesAreNamed }) => [tool, uses, usesAreNamed])
const typed = (...types: string[]) => ({ tools: types.map((type) => ({ type })) })

test('what the client runs itself is none', () => {
  expect(tools('openai.chat', typed('function', 'custom'))).toEqual([])
  expect(
    tools('openai.responses', typed('function', 'custom', 'local_shell', 'shell', 'apply_patch')),
  ).toEqual([])
  expect(
    tools('anthropic.messages', {
      tools: [
        { name: 'mine', input_schema: {} },
        { type: 'bash_20250124' },
        { type: 'text_editor_20250728' },
        { type: 'memory_20250818' },
      ],
    }),
  ).toEqual([])
  expect(tools('gemini.generate', { tools: [{ functionDeclarations: [] }] })).toEqual([])
  expect(tools('cohere.chat', typed('function'))).toEqual([])
})

test('a kind that nobody knows is one, and may cost anything', () => {
  expect(brief('openai.responses', typed('time_machine'))).toEqual([['other', 10, false]])
  expect(brief('anthropic.messages', typed('time_machine_20300101'))).toEqual([
    ['other', 10, false],
  ])
  expect(brief('gemini.generate', { tools: [{ timeMachine: {} }] })).toEqual([['other', 10, false]])
})

describe('Responses', () => {
  test('each tool, as often as the call allows', () => {
    const types = [
      ...['web_search', 'web_search_preview_2025_03_11', 'file_search', 'code_interpreter'],
      ...['image_generation', 'mcp', 'computer_use_preview'],
    ]
    expect(brief('openai.responses', { ...typed(...types), max_tool_calls: 3 })).toEqual([
      ['webSearch', 3, true],
      ['webSearch', 3, true],
      ['fileSearch', 3, true],
      ['codeExecution', 3, true],
      ['imageGeneration', 3, true],
      ['remoteMcp', 3, true],
      ['computerUse', 1, true],
    ])
    expect(brief('openai.responses', typed('web_search'))).toEqual([['webSearch', 10, false]])
  })

  test('with what each costs', () => {
    const [search, container, shell, picture] = tools('openai.responses', {
      tools: [
        { type: 'web_search' },
        { type: 'code_interpreter', container: { type: 'auto', memory_limit: '4g' } },
        { type: 'shell', environment: { type: 'container_auto' } },
        { type: 'image_generation', quality: 'high', size: '1024x1024' },
      ],
    })
    expect(search?.nanoUsdPerUse).toBe(10_000_000)
    expect(container).toMatchObject({ nanoUsdPerUse: 0, nanoUsdOnce: 120_000_000 })
    expect(shell).toMatchObject({ tool: 'codeExecution', nanoUsdOnce: 30_000_000 })
    expect(picture?.nanoUsdPerUse).toBe((6292 + 10_000) * 40_000)
  })
})

describe('chat and its relatives', () => {
  test('search by an option, by a model, by a source, by a plugin', () => {
    expect(brief('openai.chat', { web_search_options: {} })).toEqual([['webSearch', 1, true]])
    expect(brief('openai.chat', {}, 'gpt-4o-search-preview')).toEqual([['webSearch', 1, true]])
    expect(brief('openai.chat', {}, 'openai/gpt-4o:online')).toEqual([['webSearch', 1, true]])
    expect(brief('openai.chat', { search_parameters: { mode: 'auto' } })).toEqual([
      ['webSearch', 20, true],
    ])
    expect(
      brief('openai.chat', { search_parameters: { mode: 'on', max_search_results: 5 } }),
    ).toEqual([['webSearch', 5, true]])
    expect(tools('openai.chat', { search_parameters: { mode: 'off' } })).toEqual([])
    expect(brief('openai.chat', { plugins: [{ id: 'web' }, { id: 'file-parser' }] })).toEqual([
      ['webSearch', 1, true],
      ['other', 1, true],
    ])
    expect(brief('azure.chat', { data_sources: [{ type: 'azure_search' }] })).toEqual([
      ['fileSearch', 1, true],
    ])
  })
})

describe('Anthropic', () => {
  test('search, fetching, code, advice and remote servers', () => {
    const body = {
      tools: [
        { type: 'web_search_20260318', max_uses: 4 },
        { type: 'web_fetch_20260318', max_uses: 2, max_content_tokens: 5000 },
        { type: 'code_execution_20260521' },
        { type: 'advisor_20260301', max_uses: 1 },
        { type: 'computer_20251124' },
      ],
      mcp_servers: [{ url: 'https://x' }],
    }
    expect(brief('anthropic.messages', body)).toEqual([
      ['webSearch', 4, true],
      ['webFetch', 2, true],
      ['codeExecution', 10, false],
      ['advisor', 1, true],
      ['computerUse', 1, true],
      ['remoteMcp', 10, false],
    ])
    expect(tools('anthropic.messages', body)[1]?.tokensPerUse).toBe(5000)
  })

  test('a remote server counts once, whether in a set or in the list', () => {
    const body = { ...typed('mcp_toolset'), mcp_servers: [{ url: 'https://x' }] }
    expect(brief('anthropic.messages', body)).toEqual([['remoteMcp', 10, false]])
  })

  test('an odd number of uses is no bound', () => {
    for (const max_uses of [0, -1, 'x', null, [], {}])
      expect(
        brief('anthropic.messages', { tools: [{ type: 'web_search_20250305', max_uses }] }),
      ).toEqual([['webSearch', 10, false]])
  })
})

test('Gemini names its tools as members, in either spelling, in a list or alone', () => {
  expect(
    brief('gemini.generate', {
      tools: [{ googleSearch: {}, url_context: {} }, { code_execution: {} }, { google_maps: {} }],
    }),
  ).toEqual([
    ['webSearch', 10, false],
    ['webFetch', 10, false],
    ['codeExecution', 10, false],
    ['maps', 10, false],
  ])
  expect(brief('gemini.stream', { tools: { google_search: {} } })).toEqual([
    ['webSearch', 10, false],
  ])
  expect(tools('gemini.stream', { tools: [{ googleSearch: null }] })).toEqual([])
})
