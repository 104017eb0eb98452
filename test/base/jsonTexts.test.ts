import { expect, test } from 'vitest'
import { changeTexts } from '../../proxy/base/jsonTexts.ts'

/** Every string with the path on which it stands; `change` puts something in its place. */
function walk(
  json: string,
  change: (text: string, path: string) => string | undefined = () => undefined,
) {
  const seen: [string, string][] = []
  const bytes = Buffer.from(json)
  const out = changeTexts<string>(bytes, '', {
    named: (path, name) => (name === 'skip' ? undefined : `${path}/${name}`),
    element: (path, index) => `${path}/${index}`,
    text(text, path, from, to) {
      expect(bytes[from - 1]).toBe(0x22)
      expect(bytes[to]).toBe(0x22)
      seen.push([path, text])
      return change(text, path)
    },
  })
  return { seen, out: out.toString(), isSame: out === bytes }
}

const JSON_TEXT = String.raw`{ "a" : "x\né", "list":[1, "two", ["three", {"d\u0065ep" : "\\"}], "", null],
  "skip": {"b": "not seen", "c": ["nor this"]}, "big":9007199254740993, "end":"\"e\"" }`

test('every string value is seen once with its path, and names are not', () => {
  expect(walk(JSON_TEXT).seen).toEqual([
    ['/a', 'x\né'],
    ['/list/1', 'two'],
    ['/list/2/0', 'three'],
    ['/list/2/1/deep', '\\'],
    ['/list/3', ''],
    ['/end', '"e"'],
  ])
})

test('what is not changed stays the very buffer, and around a change every byte stays', () => {
  expect(walk(JSON_TEXT).isSame).toBe(true)
  const { out } = walk(JSON_TEXT, (text) => (text === 'two' ? 'a "new"\none' : undefined))
  expect(out).toBe(JSON_TEXT.replace('"two"', String.raw`"a \"new\"\none"`))
})

test('it agrees with the parser on made-up values', () => {
  let seed = 3
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  const make = (depth: number): unknown => {
    const kind = random(depth > 4 ? 4 : 6)
    if (kind < 2) return ['a', 'quote " and \\ slash', '', 'é😀\u0007', '[{,:}]'][random(5)]
    if (kind === 2) return [0, -1.5e9, true, null][random(4)]
    if (kind === 3) return 'x'.repeat(random(300))
    if (kind === 4) return Array.from({ length: random(4) }, () => make(depth + 1))
    return Object.fromEntries(
      Array.from({ length: random(4) }, (_, i) => [`k${i}"`.slice(random(2)), make(depth + 1)]),
    )
  }
  const mark = (value: unknown): unknown =>
    typeof value === 'string'
      ? `<${value}>`
      : Array.isArray(value)
        ? value.map(mark)
        : value && typeof value === 'object'
          ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mark(inner)]))
          : value
  for (let i = 0; i < 500; i++) {
    const value = { root: make(0), more: [make(1)] }
    const text = JSON.stringify(value, null, random(3))
    expect(JSON.parse(walk(text, (one) => `<${one}>`).out)).toEqual(mark(value))
  }
})
