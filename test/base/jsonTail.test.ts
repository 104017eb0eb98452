import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lastElements } from '../../proxy/base/jsonTail.ts'

const ENOUGH = 1_000_000
const tailOf = (text: string, count: number, most = ENOUGH) => {
  const bytes = Buffer.from(text)
  return lastElements(bytes, { start: 0, end: bytes.length }, count, most)
}

test('the last elements of any array are what parsing it whole gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ noUnicodeString: false }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 15 }),
      fc.constantFrom(0, 2),
      (elements, count, indent) => {
        const text = JSON.stringify(elements, null, indent)
        expect(tailOf(text, count)).toEqual(JSON.parse(text).slice(-count))
      },
    ),
  )
})

test('brackets, commas and escaped quotes within strings are no structure', () => {
  const elements = ['],[', 'a\\', '\\"', '"', '{"x":[', { 'a,"]': ['\\\\"', ','] }]
  const text = JSON.stringify(elements)
  for (let count = 1; count <= 6; count++)
    expect(tailOf(text, count)).toEqual(elements.slice(-count))
})

test('an array within more bytes is found where it stands', () => {
  const bytes = Buffer.from('{"a":[1,2,3],"b":4}')
  expect(lastElements(bytes, { start: 5, end: 12 }, 2, ENOUGH)).toEqual([2, 3])
})

test('no more is read than allowed: what fits is given, or nothing', () => {
  const text = JSON.stringify(['x'.repeat(5000), 'end'])
  expect(tailOf(text, 2, 100)).toEqual(['end'])
  expect(tailOf(JSON.stringify(['end', 'x'.repeat(5000)]), 2, 100)).toBeUndefined()
})

test('however little may be read, what is given is the end of the array', () => {
  const strings = fc.string({ unit: fc.constantFrom('"', '\\', ',', '[', ']', '{', 'a', 'é') })
  fc.assert(
    fc.property(
      fc.array(fc.oneof(strings, fc.array(strings), fc.dictionary(strings, strings)), {
        maxLength: 8,
      }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 120 }),
      (elements, count, most) => {
        const found = tailOf(JSON.stringify(elements), count, most)
        if (found)
          expect(found).toEqual(
            JSON.parse(JSON.stringify(elements)).slice(elements.length - found.length),
          )
      },
    ),
    { numRuns: 2000 },
  )
})

test('what is no array gives nothing, an empty one no element', () => {
  expect(tailOf('{"a":1}', 2)).toBeUndefined()
  expect(tailOf('[ ]', 2)).toEqual([])
})
