import { expect, test } from 'vitest'
import { scanJson } from '../../proxy/base/jsonGuard.ts'
import { topLevelValues } from '../../proxy/base/jsonPatch.ts'
import { promptMark, toolMark } from '../../proxy/gateway/promptMarks.ts'

function markOf(body: object) {
  const bytes = Buffer.from(JSON.stringify(body))
  const scan = scanJson(bytes, { maxDepth: 64, maxKeys: 100_000 })
  return toolMark({ json: { bytes, scan }, values: topLevelValues(bytes, scan, ['model']) })
}

const chat = (path: string, result: string, filler = '') => ({
  model: 'gpt-5',
  messages: [
    { role: 'user', content: `Fix it ${filler}` },
    {
      ...{ role: 'assistant', content: null },
      tool_calls: [
        {
          id: 'call_1',
          type: 'function',
          function: { name: 'read_file', arguments: `{"p":"${path}"}` },
        },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: result },
  ],
})

const anthropic = (path: string, result: string) => ({
  messages: [
    { role: 'user', content: 'Fix it' },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'tu_1', name: 'read_file', input: { p: path } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'tu_1', content: result }] },
  ],
})

const responses = (path: string, result: string) => ({
  input: [
    { role: 'user', content: 'Fix it' },
    { type: 'function_call', call_id: 'c1', name: 'read_file', arguments: `{"p":"${path}"}` },
    { type: 'function_call_output', call_id: 'c1', output: result },
  ],
})

const gemini = (path: string, result: string) => ({
  contents: [
    { role: 'user', parts: [{ text: 'Fix it' }] },
    { role: 'model', parts: [{ functionCall: { name: 'read_file', args: { p: path } } }] },
    { role: 'user', parts: [{ functionResponse: { name: 'read_file', response: { result } } }] },
  ],
})

test.for([
  ['OpenAI chat', chat],
  ['Anthropic', anthropic],
  ['OpenAI Responses', responses],
  ['Gemini', gemini],
] as const)(
  '%s: a tool asked the same is the same mark whatever it answered, asked otherwise another',
  ([, body]) => {
    const first = markOf(body('a.ts', 'one'))
    expect(first?.name).toBe('read_file')
    expect(markOf(body('a.ts', 'two'))).toEqual(first)
    expect(markOf(body('b.ts', 'one'))?.mark).not.toBe(first?.mark)
  },
)

test('of a conversation of megabytes only the end is read', () => {
  const long = 'x"],\\'.repeat(500_000)
  expect(markOf(chat('a.ts', 'one', long))).toEqual(markOf(chat('a.ts', 'one')))
  expect(markOf(chat('a.ts', 'y'.repeat(400_000), long))).toBeUndefined()
})

test('what ends with no result has no mark, nor has a result of nothing', () => {
  expect(markOf({ messages: [{ role: 'user', content: 'hello' }] })).toBeUndefined()
  expect(markOf({ input: 'hello' })).toBeUndefined()
  expect(markOf({ messages: [] })).toBeUndefined()
  expect(markOf({ messages: [{ role: 'tool', tool_call_id: 'x', content: 'y' }] })).toBeUndefined()
  expect(markOf({ messages: [null, 3, { role: 'user', content: [null] }] })).toBeUndefined()
})

test('a prompt is told from others by its length, its beginning and its end', () => {
  const marks = [
    '{"a":1}',
    '{"a":2}',
    '{"a":1} ',
    `{"a":"${'x'.repeat(9000)}1"}`,
    `{"a":"${'x'.repeat(9000)}2"}`,
  ]
  expect(new Set(marks.map((text) => promptMark(Buffer.from(text)))).size).toBe(5)
  expect(promptMark(Buffer.from('{"a":1}'))).toBe(promptMark(Buffer.from('{"a":1}')))
})
