import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closingQuote } from '../../proxy/base/jsonString.ts'

test('the closing quote is found behind any text, short or long, plain or full of escapes', () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('"', '\\', '\\"', '\\\\', 'A'.repeat(130), '\\'.repeat(129), '"'.repeat(127)),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const text = JSON.stringify(parts.join(''))
      const bytes = Buffer.from(`${text}, "more"`)
      expect(closingQuote(bytes, 1)).toBe(Buffer.byteLength(text) - 1)
    }),
  )
})

test('a string without an end has none, also when only an escaped quote follows', () => {
  for (const text of ['', 'abc', '\\"', `${'a'.repeat(200)}\\"`, 'a\\'])
    expect(closingQuote(Buffer.from(text), 0)).toBe(-1)
})
