import { describe, expect, test } from 'vitest'
import { scanJson } from '../../proxy/base/jsonGuard.ts'
import type { Wire } from '../../proxy/contract/wires.ts'
import { referencesIn, referringNames } from '../../proxy/dialects/asked/references.ts'

/** What a body refers to, as `kind id`. */
const refs = (wire: Wire, body: unknown) =>
  referencesIn(wire, body).found.map(({ kind, id }) => `${kind} ${id}`)

describe('OpenAI', () => {
  const cases: [what: string, body: object, expected: string[]][] = [
    ['a plain prompt', { model: 'm', input: 'file-abc' }, []],
    ['the response before', { previous_response_id: 'resp_1' }, ['response resp_1']],
    ['a conversation by its id', { conversation: 'conv_1' }, ['conversation conv_1']],
    ['a conversation as an object', { conversation: { id: 'conv_1' } }, ['conversation conv_1']],
    [
      'files and pictures in the input',
      {
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_file', file_id: 'file-1' },
              { type: 'input_image', file_id: 'file-2', detail: 'auto' },
            ],
          },
        ],
      },
      ['file file-1', 'file file-2'],
    ],
    [
      'a file in a chat message',
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] },
      ['file file-1'],
    ],
    [
      'tools that search and compute',
      {
        tools: [
          { type: 'file_search', vector_store_ids: ['vs_1', 'vs_2'] },
          { type: 'code_interpreter', container: 'cntr_1' },
          { type: 'code_interpreter', container: { type: 'auto', file_ids: ['file-3'] } },
          { type: 'shell', environment: { type: 'container_reference', container_id: 'cntr_2' } },
        ],
      },
      [
        'vectorStore vs_1',
        'vectorStore vs_2',
        'container cntr_1',
        'file file-3',
        'container cntr_2',
      ],
    ],
    [
      'items fetched by their id, with and without a type',
      {
        input: [
          { type: 'item_reference', id: 'msg_1' },
          { id: 'msg_2' },
          { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'so' }] },
          { type: 'image_generation_call', id: 'ig_1' },
          { type: 'computer_call', id: 'cu_1', status: 'completed' },
        ],
      },
      ['item msg_1', 'item msg_2', 'item rs_1', 'item ig_1', 'item cu_1'],
    ],
    [
      'items that carry what they are',
      {
        input: [
          { type: 'message', id: 'msg_1', role: 'assistant', content: [] },
          { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' },
          { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'f', arguments: '{}' },
          { type: 'image_generation_call', id: 'ig_1', result: 'aGk=' },
        ],
      },
      [],
    ],
    [
      'sound of an earlier answer',
      { messages: [{ role: 'assistant', audio: { id: 'audio_1' } }] },
      ['audio audio_1'],
    ],
    [
      'fields of the member’s own tools',
      {
        tools: [
          {
            type: 'function',
            function: {
              name: 'f',
              parameters: {
                properties: { file_id: { type: 'string', default: 'x' } },
                default: { file_id: 'x' },
              },
            },
          },
        ],
        messages: [
          { role: 'assistant', tool_calls: [{ id: 'call_1', type: 'function', function: {} }] },
        ],
        metadata: { conversation: 'mine' },
      },
      [],
    ],
    ['what is no text', { previous_response_id: 7, file_ids: [true] }, ['response 7', 'file true']],
    ['nothing', { previous_response_id: null, conversation: null }, []],
  ]
  test.each(cases)('%s', (_what, body, expected) => {
    expect(refs('openai.responses', body)).toEqual(expected)
  })
})

test('Anthropic: files, containers, custom skills, threads; never the arguments of tools', () => {
  const body = {
    container: { id: 'container_1', skills: [{ type: 'custom', skill_id: 'skill_1' }] },
    thread: { type: 'continue', previous_message_id: 'msg_1' },
    messages: [
      {
        role: 'user',
        content: [
          { type: 'document', source: { type: 'file', file_id: 'file_1' } },
          { type: 'container_upload', file_id: 'file_2' },
        ],
      },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'f', input: { file_id: 'own' } }],
      },
    ],
    tools: [{ name: 'f', input_schema: { properties: { file_id: {} } } }],
  }
  expect(refs('anthropic.messages', body)).toEqual([
    'container container_1',
    'shared skill_1',
    'message msg_1',
    'file file_1',
    'file file_2',
  ])
  const skills = { container: { skills: [{ type: 'anthropic', skill_id: 'pptx' }] } }
  expect(refs('anthropic.messages', skills)).toEqual([])
})

test('Gemini: caches and files in both spellings; pages elsewhere are nobody’s', () => {
  const file = (fileUri: string) => ({ contents: [{ parts: [{ fileData: { fileUri } }] }] })
  const base = 'https://generativelanguage.googleapis.com/v1beta'
  expect(refs('gemini.generate', { cachedContent: 'cachedContents/1' })).toEqual([
    'cache cachedContents/1',
  ])
  expect(refs('gemini.stream', { cached_content: 'x' })).toEqual(['cache x'])
  expect(refs('gemini.generate', file(`${base}/files/abc`))).toEqual(['file files/abc'])
  expect(refs('gemini.generate', file(`${base}/%66iles/abc`))).toEqual(['file files/abc'])
  expect(refs('gemini.generate', file('files/abc'))).toEqual(['file files/abc'])
  expect(refs('gemini.generate', file('https://x.example/v1beta/files/abc'))).toHaveLength(1)
  expect(refs('gemini.generate', file('https://www.youtube.com/watch?v=1'))).toEqual([])
  expect(refs('gemini.generate', file('https://x.example/files/a.pdf'))).toEqual([])
})

test('what keeps nothing refers to nothing', () => {
  expect(refs('ollama.chat', { file_id: 'x', container: 'y' })).toEqual([])
  expect(refs('cohere.chat', { file_id: 'x' })).toEqual([])
})

test('a name that stands twice, or is spelled with escapes, is counted where it stands', () => {
  const watched = (wire: Wire, text: string) =>
    scanJson(Buffer.from(text), { maxDepth: 64, maxKeys: 1000 }, referringNames(wire)).watched
  const once = '{"input":[{"content":[{"file_id":"mine"}]}]}'
  const twice = '{"input":[{"content":[{"file_id":"other","file\\u005fid":"mine"}]}]}'
  expect(watched('openai.responses', once)).toBe(1)
  expect(referencesIn('openai.responses', JSON.parse(once)).names).toBe(1)
  expect(watched('openai.responses', twice)).toBe(2)
  expect(referencesIn('openai.responses', JSON.parse(twice)).names).toBe(1)
  expect(watched('ollama.chat', twice)).toBe(0)
})
