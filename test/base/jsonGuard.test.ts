import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../proxy/base/errors.ts'
import { scanJson } from '../../proxy/base/jsonGuard.ts'
import { removeTopLevel, setDeep, setTopLevel, topLevelValues } from '../../proxy/base/jsonPatch.ts'

const LIMITS = { maxDepth: 8, maxKeys: 50 }
const scan = (text: string | Buffer, limits = LIMITS) => scanJson(Buffer.from(text), limits)

/** Objects without the names that are refused on purpose. */
const anyObject = fc
  .dictionary(
    fc.string().filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name)),
    fc.jsonValue({ maxDepth: 3 }),
  )
  .filter(isAccepted)

/** The one name that is refused at any depth; that it is has tests of its own. */
function isAccepted(value: unknown): boolean {
  return !JSON.stringify(value).includes('__proto__')
}

const anyValue = fc.jsonValue().filter(isAccepted)

describe('what is accepted', () => {
  test('every object that JSON.stringify writes, with the values where the scan says', () => {
    fc.assert(
      fc.property(anyObject, fc.constantFrom(0, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space)
        const bytes = Buffer.from(text)
        const { members } = scanJson(bytes, { maxDepth: 64, maxKeys: 100_000 })
        const read = [...members].map(([name, { start, end }]) => [
          name,
          JSON.parse(bytes.subarray(start, end).toString()),
        ])
        expect(Object.fromEntries(read)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('nothing that JSON.parse refuses for its structure', () => {
    const token = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"a"', '"b\\"c"', '1', '-0.5e3', '01', 'true', 'nul', ' '],
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
        const text = `{${tokens.join('')}`
        let parses = true
        try {
          JSON.parse(text)
        } catch {
          parses = false
        }
        const names = [...text.matchAll(/"[^"]*"(?=\s*:)/g)].map(String)
        fc.pre(!parses || new Set(names).size === names.length)
        let accepted = true
        try {
          scan(text)
        } catch {
          accepted = false
        }
        expect(accepted).toBe(parses)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('what is refused', () => {
  const refused: Record<string, string | Buffer> = {
    'bytes that are not UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    'a byte order mark': '\ufeff{"a":1}',
    'an array': '[1]',
    'an empty body': '',
    'a name twice': '{"model":"a","x":1,"model":"b"}',
    'a name twice, once escaped': '{"model":"a","mod\\u0065l":"b"}',
    'nesting beyond the limit': `{"a":${'['.repeat(9)}${']'.repeat(9)}}`,
    'more names than the limit': JSON.stringify(
      Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`n${i}`, 1])),
    ),
    '__proto__ on top': '{"__proto__":{}}',
    '__proto__ further down': '{"a":[{"__proto__":1}]}',
    '__proto__ in disguise': '{"a":{"\\u005f_proto__":1}}',
    'constructor on top': '{"constructor":1}',
    'prototype on top': '{"prototype":1}',
    'a second value': '{"a":1}{"b":2}',
    'garbage behind the end': '{"a":1} x',
    'a form feed as white space': '{"a":\f1}',
    'a trailing comma': '{"a":1,}',
    'a number with a leading zero': '{"a":01}',
    'an unfinished string': '{"a":"b',
    'an unfinished object': '{"a":{',
    'a bracket closed by a brace': '{"a":[1}',
  }
  for (const [what, body] of Object.entries(refused)) {
    test(what, () => {
      expect(() => scan(body)).toThrow(Refusal)
      expect(() => scan(body)).toThrow(/request body cannot be accepted/)
    })
  }

  test('constructor is an ordinary name further down, as in a tool that describes code', () => {
    expect(scan('{"a":{"constructor":1}}').members.size).toBe(1)
  })

  test('a name that stands twice further down is left to the provider', () => {
    expect(scan('{"a":{"b":1,"b":2}}').members.size).toBe(1)
  })

  test('a hundred thousand brackets cost no stack', () => {
    const text = `{"a":${'['.repeat(100_000)}`
    expect(() => scan(text, { maxDepth: 200_000, maxKeys: 5 })).toThrow(Refusal)
  })
})

describe('values and patches', () => {
  test('of a large body only the wanted values are parsed', () => {
    const bytes = Buffer.from(
      `{"model":"m","image":"${'A'.repeat(300 * 1024)}","stream":true,"n":18446744073709551615}`,
    )
    const values = topLevelValues(bytes, scan(bytes), ['model', 'stream', 'absent'])
    expect({ ...values }).toEqual({ model: 'm', stream: true })
  })

  test('of a small body every value is there, and a broken escape is still refused', () => {
    const good = Buffer.from('{"a":1,"b":{"c":2}}')
    expect({ ...topLevelValues(good, scan(good), []) }).toEqual({ a: 1, b: { c: 2 } })
    const bad = Buffer.from('{"a":"\\x"}')
    expect(() => topLevelValues(bad, scan(bad), [])).toThrow(Refusal)
  })

  test('setting a member changes that member and not one other byte', () => {
    const bytes = Buffer.from('{ "seed": 18446744073709551615, "model" : "fast", "é": 1 }')
    expect(setTopLevel(bytes, scan(bytes), 'model', '"real"').toString()).toBe(
      '{ "seed": 18446744073709551615, "model" : "real", "é": 1 }',
    )
    expect(setTopLevel(bytes, scan(bytes), 'new', '{"x":1}').toString()).toBe(
      '{ "new":{"x":1},"seed": 18446744073709551615, "model" : "fast", "é": 1 }',
    )
    expect(setTopLevel(Buffer.from('{ }'), scan('{ }'), 'new', '1').toString()).toBe('{ "new":1}')
  })

  test('set and removed members read back, whatever stands around them', () => {
    fc.assert(
      fc.property(anyObject, fc.constantFrom(0, 2), anyValue, (written, space, added) => {
        // JSON knows no negative zero.
        const value = JSON.parse(JSON.stringify(written))
        const limits = { maxDepth: 64, maxKeys: 100_000 }
        const bytes = Buffer.from(JSON.stringify(value, null, space))
        const text = JSON.stringify(added)
        const set = setTopLevel(bytes, scanJson(bytes, limits), 'added', text)
        expect(JSON.parse(set.toString())).toEqual({ ...value, added: JSON.parse(text) })
        const removed = removeTopLevel(set, scanJson(set, limits), 'added')
        const { added: _, ...rest } = value
        expect(JSON.parse(removed.toString())).toEqual(rest)
      }),
    )
  })
})

describe('a value within objects', () => {
  const set = (text: string, path: string[], value: string) =>
    setDeep(Buffer.from(text), path, value).toString()

  test('is replaced or added, and every other byte stays', () => {
    expect(set('{"a" : { "b":1, "n":9007199254740993 }}', ['a', 'b'], '2')).toBe(
      '{"a" : { "b":2, "n":9007199254740993 }}',
    )
    expect(set('{"a":{}}', ['a', 'b', 'c'], '2')).toBe('{"a":{"b":{"c":2}}}')
    expect(set('{"x":1}', ['a', 'b'], '2')).toBe('{"a":{"b":2},"x":1}')
    expect(set('{}', ['a'], '2')).toBe('{"a":2}')
  })

  test('takes the place of what is no object', () => {
    for (const odd of ['null', '7', '"{}"', '[{}]'])
      expect(set(`{"a":${odd}}`, ['a', 'b'], '2')).toBe('{"a":{"b":2}}')
  })

  test('is found however its name is spelled', () => {
    expect(set('{"\\u0061":{"b":1}}', ['a', 'b'], '2')).toBe('{"\\u0061":{"b":2}}')
  })

  test('is not set in an object that names it twice', () => {
    expect(() => set('{"a":{"b":1,"b":2}}', ['a', 'b'], '2')).toThrow(Refusal)
  })

  test('of any body, only what was meant differs afterwards', () => {
    fc.assert(
      fc.property(anyObject, fc.integer(), (object, value) => {
        const text = JSON.stringify(object)
        // Names that are refused on top are refused on top of an inner object as well.
        fc.pre(!/"(?:constructor|prototype)"/.test(text))
        const after = JSON.parse(set(text, ['p', 'q'], `${value}`))
        // As JSON has it: it knows no negative zero.
        const before = JSON.parse(text)
        const { p } = before
        const inner = typeof p === 'object' && p !== null && !Array.isArray(p) ? p : {}
        expect(after).toEqual({ ...before, p: { ...inner, q: value } })
      }),
    )
  })
})
