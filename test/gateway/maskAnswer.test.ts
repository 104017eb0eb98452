import { describe, expect, test } from 'vitest'
import type { Wire } from '../../proxy/contract/wires.ts'
import { MaskedAnswer } from '../../proxy/gateway/maskAnswer.ts'
import { compileMasking } from '../../proxy/policy/masking/rules.ts'
import { MaskSession } from '../../proxy/policy/masking/session.ts'
import { PEM } from '../policy/masking/corpus.ts'

const EMAIL = 'ana@example.com'
const CARD = '4111 1111 1111 1111'

interface Stream {
  name: string
  wire: Wire
  asJson?: boolean
  /** Events whose texts are these pieces, with what surrounds them. */
  events(pieces: string[]): string[]
  /** The text in one event, as an SDK reads it. */
  read(event: string): string | undefined
}

const sse = (value: object, name?: string) =>
  `${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(value)}\n\n`
const data = (event: string) => {
  const text = /^data: (\{.*)$/m.exec(event)?.[1]
  return text === undefined ? undefined : JSON.parse(text)
}
const chunk = (delta: object, more: object = {}) =>
  sse({
    id: 'c1',
    created: 1,
    seed: 1,
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  })
const block = (type: string, fields: object) => sse({ type, index: 1, ...fields }, type)
const typed = (type: string, fields: object) =>
  sse({ type, item_id: 'i1', output_index: 0, content_index: 0, ...fields }, type)
const line = (value: object) => `${JSON.stringify(value)}\n`

const STREAMS: Stream[] = [
  {
    name: 'chat',
    wire: 'openai.chat',
    events: (pieces) => [
      chunk({ role: 'assistant', content: '' }),
      ...pieces.map((content) => chunk({ content })),
      chunk({}, { finish_reason: 'stop' }),
      'data: [DONE]\n\n',
    ],
    read: (event) => data(event)?.choices?.[0]?.delta?.content,
  },
  {
    name: 'thoughts of chat',
    wire: 'azure.chat',
    events: (pieces) => [
      ...pieces.map((text) => chunk({ reasoning_content: text })),
      chunk({ content: 'x' }),
      'data: [DONE]\n\n',
    ],
    read: (event) => data(event)?.choices?.[0]?.delta?.reasoning_content,
  },
  {
    name: 'parts of Mistral',
    wire: 'openai.chat',
    events: (pieces) => [
      ...pieces.map((text) => chunk({ content: [{ type: 'text', text }] })),
      chunk({ content: '' }, { finish_reason: 'stop' }),
    ],
    read: (event) => data(event)?.choices?.[0]?.delta?.content?.[0]?.text,
  },
  {
    name: 'tools of chat',
    wire: 'openai.chat',
    asJson: true,
    events: (pieces) => [
      chunk({ content: 'Let me see.' }),
      chunk({ tool_calls: [{ index: 0, id: 't', function: { name: 'f', arguments: '' } }] }),
      ...pieces.map((text) => chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] })),
      chunk({}, { finish_reason: 'tool_calls' }),
    ],
    read: (event) => data(event)?.choices?.[0]?.delta?.tool_calls?.[0]?.function?.arguments,
  },
  {
    name: 'completions',
    wire: 'openai.completions',
    events: (pieces) => pieces.map((text) => sse({ choices: [{ index: 0, text }] })),
    read: (event) => data(event)?.choices?.[0]?.text,
  },
  {
    name: 'Responses',
    wire: 'openai.responses',
    events: (pieces) => [
      ...pieces.map((delta) => typed('response.output_text.delta', { delta })),
      typed('response.output_text.done', { text: pieces.join('') }),
    ],
    read: (event) => data(event)?.delta,
  },
  {
    name: 'tools of Responses',
    wire: 'openai.responses',
    asJson: true,
    events: (pieces) => [
      ...pieces.map((delta) => typed('response.function_call_arguments.delta', { delta })),
      typed('response.function_call_arguments.done', { arguments: pieces.join('') }),
    ],
    read: (event) => data(event)?.delta,
  },
  {
    name: 'Anthropic',
    wire: 'anthropic.messages',
    events: (pieces) => [
      block('content_block_start', { content_block: { type: 'text', text: '' } }),
      ...pieces.map((text) =>
        block('content_block_delta', { delta: { type: 'text_delta', text } }),
      ),
      sse({ type: 'ping' }, 'ping'),
      block('content_block_stop', {}),
    ],
    read: (event) => data(event)?.delta?.text,
  },
  {
    name: 'tools of Anthropic',
    wire: 'anthropic.messages',
    asJson: true,
    events: (pieces) => [
      ...pieces.map((text) =>
        block('content_block_delta', { delta: { type: 'input_json_delta', partial_json: text } }),
      ),
      block('content_block_stop', {}),
    ],
    read: (event) => data(event)?.delta?.partial_json,
  },
  {
    name: 'Gemini',
    wire: 'gemini.stream',
    events: (pieces) =>
      pieces.map((text, i) =>
        sse({
          candidates: [
            {
              content: { parts: [{ text }], role: 'model' },
              ...(i === pieces.length - 1 && { finishReason: 'STOP' }),
            },
          ],
        }),
      ),
    read: (event) => data(event)?.candidates?.[0]?.content?.parts?.[0]?.text,
  },
  {
    name: 'Ollama chat',
    wire: 'ollama.chat',
    events: (pieces) => [
      ...pieces.map((content) => line({ message: { role: 'assistant', content }, done: false })),
      line({ message: { role: 'assistant', content: '' }, done: true }),
    ],
    read: (event) => JSON.parse(event).message.content,
  },
  {
    name: 'Ollama generate',
    wire: 'ollama.generate',
    events: (pieces) => [
      ...pieces.map((response) => line({ response, done: false })),
      line({ response: '', done: true }),
    ],
    read: (event) => JSON.parse(event).response,
  },
  {
    name: 'Cohere',
    wire: 'cohere.chat',
    events: (pieces) => [
      ...pieces.map((text) =>
        sse({ type: 'content-delta', index: 0, delta: { message: { content: { text } } } }),
      ),
      sse({ type: 'content-end', index: 0 }),
    ],
    read: (event) => data(event)?.delta?.message?.content?.text,
  },
  {
    name: 'tools of Cohere',
    wire: 'cohere.chat',
    asJson: true,
    events: (pieces) => [
      ...pieces.map((text) =>
        sse({
          ...{ type: 'tool-call-delta', index: 0 },
          delta: { message: { tool_calls: { function: { arguments: text } } } },
        }),
      ),
      sse({ type: 'tool-call-end', index: 0 }),
    ],
    read: (event) => data(event)?.delta?.message?.tool_calls?.function?.arguments,
  },
]

const rules = compileMasking(
  {
    email: { mode: 'pseudonymise', answers: false },
    privateKey: { mode: 'pseudonymise', answers: false },
    card: { mode: 'mask', answers: true },
  },
  {},
  [],
)

/** A call in which an address and a key were named. */
function answerOf(wire: Wire): MaskedAnswer {
  if (!rules) throw new Error('There are no rules')
  const session = new MaskSession()
  session.hide(`${EMAIL} ${PEM}`, rules.requests)
  return new MaskedAnswer({ rules, session }, wire)
}

function shown({ wire, events, read }: Stream, pieces: string[]) {
  const answer = answerOf(wire)
  const sent = events(pieces)
  const out = sent.flatMap((event) => answer.event(Buffer.from(event), false))
  out.push(...answer.end())
  const texts = out.map((event) => read(event.toString()) ?? '')
  return { sent, out: out.map(String), text: texts.join('') }
}

describe.each(STREAMS)('a stream of $name', (stream) => {
  const { asJson } = stream
  const written = (value: string) => (asJson ? JSON.stringify(value).slice(1, -1) : value)
  const said = (email: string, card: string, key: string) =>
    written(`Ask ${email}; not [EMAIL_7].\nCard: ${card}, "key": ${key}`)
  const upstream = said('[EMAIL_1]', CARD, '[PRIVATE_KEY_1]')
  const expected = said(EMAIL, '[CARD]', PEM)

  test('cut at every place, it reads the same', () => {
    for (let cut = 0; cut <= upstream.length; cut++) {
      const { text } = shown(stream, [upstream.slice(0, cut), upstream.slice(cut)])
      if (text !== expected) expect([cut, text]).toEqual([cut, expected])
    }
    expect(shown(stream, [...upstream]).text).toBe(expected)
  })

  test('its events keep their number and order, and nothing else in them changes', () => {
    const { sent, out } = shown(stream, [...upstream])
    expect(out).toHaveLength(sent.length)
    const texts = new Set(['content', 'text', 'delta', 'arguments', 'partial_json', 'response'])
    const bare = (event: string) => {
      const value = data(event) ?? (event.startsWith('{') ? JSON.parse(event) : event)
      return JSON.stringify(value, (name, part) =>
        (texts.has(name) || name === 'reasoning_content') && typeof part === 'string' ? '' : part,
      )
    }
    expect(out.map(bare)).toEqual(sent.map(bare))
    const plain = stream.events(['Nothing', ' to', ' see.'])
    const answer = answerOf(stream.wire)
    const passed = [
      ...plain.flatMap((event) => answer.event(Buffer.from(event), false)),
      ...answer.end(),
    ]
    expect(passed.map(String)).toEqual(plain)
  })

  test('what was cut off inside a name or a number is not shown', () => {
    const answer = answerOf(stream.wire)
    const pieces = [written('Card: '), '4111 1111', ' 1111 11']
    const out = stream.events(pieces).slice(0, -1).slice(0, 8)
    const before = out.flatMap((event) =>
      (stream.read(event) ?? '') === '' ? [] : answer.event(Buffer.from(event), false),
    )
    expect(before.map(String).join('')).not.toContain('4111')
  })
})

test('texts that are whole, such as the last event of Responses, are put right as well', () => {
  const answer = answerOf('openai.responses')
  const output = [
    { type: 'message', content: [{ type: 'output_text', text: 'Ask [EMAIL_1]' }] },
    { type: 'function_call', arguments: '{"to":"[PRIVATE_KEY_1]"}' },
  ]
  const event = typed('response.completed', { response: { id: 'r', output, seed: 1 } })
  const [out] = answer.event(Buffer.from(event), true)
  const { response } = data(`${out}`)
  expect(response.output[0].content[0].text).toBe(`Ask ${EMAIL}`)
  expect(JSON.parse(response.output[1].arguments)).toEqual({ to: PEM })
})

test('two answers at once do not mix', () => {
  const answer = answerOf('openai.chat')
  const of = (index: number, content: string) => sse({ choices: [{ index, delta: { content } }] })
  const events = [of(0, 'A [EMA'), of(1, 'B [EMAIL'), of(0, 'IL_1] a'), of(1, '_1] b')]
  const out = [...events.flatMap((one) => answer.event(Buffer.from(one), false)), ...answer.end()]
  const texts = ['', '']
  for (const event of out)
    for (const { index, delta } of data(`${event}`).choices) texts[index] += delta.content
  expect(texts).toEqual([`A ${EMAIL} a`, `B ${EMAIL} b`])
})

test('signed thoughts come back as they were, with values for names only', () => {
  const answer = answerOf('anthropic.messages')
  const body = { content: [{ type: 'thinking', thinking: `${CARD} [EMAIL_1]`, signature: 'x' }] }
  expect(JSON.parse(`${answer.body(Buffer.from(JSON.stringify(body)))}`)).toEqual({
    content: [{ type: 'thinking', thinking: `${CARD} ${EMAIL}`, signature: 'x' }],
  })
})

test('large integers and spaces of a whole answer stay as they came', () => {
  const answer = answerOf('openai.chat')
  const body = '{ "seed": 9007199254740993,\n "choices": [{"message":{"content":"Hi [EMAIL_1]"}}]}'
  expect(`${answer.body(Buffer.from(body))}`).toBe(body.replace('[EMAIL_1]', EMAIL))
})
