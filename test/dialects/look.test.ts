import fc from 'fast-check'
import { expect, test } from 'vitest'
import { look, nameTable } from '../../proxy/dialects/readers/bytes.ts'

const table = nameTable(['usage', 'error'], ['text', 'content'])
const see = (text: string) => look(Buffer.from(text), table)

test('a name is telling when it stands with a value that is not null', () => {
  expect(see('data: {"usage":{"a":1}}').isTelling).toBe(true)
  expect(see('data: {"a":[{"usage" :\n7}]}').isTelling).toBe(true)
  expect(see('data: {"usage":null}').isTelling).toBe(false)
  expect(see('data: {"usage": null,"error":"x"}').isTelling).toBe(true)
})

test('a value or a text that reads like the name tells nothing', () => {
  expect(see('data: {"type":"usage"}').isTelling).toBe(false)
  expect(see('data: ["usage","error"]').isTelling).toBe(false)
  expect(see(`data: ${JSON.stringify({ a: '{"usage":{"x":1}}' })}`).isTelling).toBe(false)
  expect(see('data: {"usage_more":1,"sage":2}').isTelling).toBe(false)
})

test('characters are counted as people count them, escapes as one', () => {
  expect(see('{"text":"Hé\\n\\"x\\"\\u00e9"}').characters).toBe(7)
  expect(see('{"text":7,"content":"","other":"abc"}').characters).toBe(0)
  expect(see('{"content":"ab","b":{"text":"c"}}').characters).toBe(3)
})

test('cut and broken events end the look, and nothing else', () => {
  for (const text of ['{"text":"abc', '{"usage"', '{"te', '"', '', 'data: [DONE]', '{"text":"a\\'])
    expect(see(text).isTelling).toBe(false)
})

test('what is found is what parsing would find', () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.string({ maxLength: 400, minLength: 100 }),
  )
  const name = fc.constantFrom('usage', 'error', 'text', 'content', 'a', '"', 'é\\')
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(name, tie('any'), { maxKeys: 4 }),
    ),
  })).any
  const found = (node: unknown): [telling: boolean, characters: number] => {
    if (typeof node !== 'object' || node === null) return [false, 0]
    let telling = false
    let characters = 0
    for (const [key, child] of Object.entries(node)) {
      const [below, count] = found(child)
      telling ||= below
      characters += count
      if (Array.isArray(node)) continue
      if (key === 'usage' || key === 'error') telling ||= child !== null
      if ((key === 'text' || key === 'content') && typeof child === 'string')
        characters += [...child].length
    }
    return [telling, characters]
  }
  fc.assert(
    fc.property(value, fc.constantFrom(0, 1), (node, space) => {
      const seen = see(`data: ${JSON.stringify(node, null, space)}\n\n`)
      expect([seen.isTelling, seen.characters]).toEqual(found(node))
    }),
  )
})
