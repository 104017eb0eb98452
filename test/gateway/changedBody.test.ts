import { expect, test } from 'vitest'
import { changedBody } from '../../proxy/gateway/changedBody.ts'
import type { RequestBody } from '../../proxy/gateway/requestBody.ts'
import { formBody, jsonBody } from '../dialects/asked/body.ts'

const rest = { textChars: () => 7, discard: async () => {} }
const json = (text: string): RequestBody => {
  const body = jsonBody(text)
  return { ...body, ...rest, open: () => body.json.bytes }
}

test('all that read or send a changed body see the same one', () => {
  const before = json('{"model":"m","n":9,"seed":9007199254740993}')
  const after = changedBody(before, 'openai.chat', 'openai', { outputTokens: 5, choices: 2 })
  const text = '{"max_completion_tokens":5,"model":"m","n":2,"seed":9007199254740993}'
  expect(after.open()?.toString()).toBe(text)
  expect(after.json?.bytes.toString()).toBe(text)
  expect(after.size).toBe(text.length)
  expect(after.values).toMatchObject({ n: 2, max_completion_tokens: 5 })
  const member = after.json?.scan.members.get('n')
  expect(text.slice(member?.start, member?.end)).toBe('2')
  expect(before.open()?.toString()).toContain('"n":9')
})

test('a large body is changed as well, and still parsed only in part', () => {
  const text = JSON.stringify({ n: 9, messages: [{ role: 'user', content: 'x'.repeat(300_000) }] })
  const after = changedBody(json(text), 'openai.chat', 'compatible', { choices: 1 })
  expect(after.open()?.toString()).toBe(text.replace('"n":9', '"n":1'))
  expect(after.values).toEqual({ n: 1 })
})

test('what needs no change is the very same, and a form stays as it is', () => {
  const body = json('{"n":1}')
  expect(changedBody(body, 'openai.chat', 'openai', { choices: 2 })).toBe(body)
  const form: RequestBody = { ...formBody({ n: '9' }), ...rest, open: () => null }
  expect(changedBody(form, 'openai.imageEdits', 'openai', { images: 1 })).toBe(form)
})
