import { describe, expect, test } from 'vitest'
import { MASK_KINDS, type MaskKind } from '../../../proxy/contract/masking.ts'
import { Scanner } from '../../../proxy/policy/masking/scanner.ts'
import { NEAR_MISSES, TRUE } from './corpus.ts'

const scanner = (kind: MaskKind) => new Scanner({ [kind]: 'mask' })
const everything = new Scanner(Object.fromEntries(MASK_KINDS.map((kind) => [kind, 'mask'])))

/** Words before and after; a secret is one only behind a word that says so. */
const around = (kind: MaskKind) =>
  kind === 'secret'
    ? ([
        ['password: ', ''],
        ['API_KEY="', '"'],
        ['my secret is ', ', keep it'],
        ['Authorization: Bearer ', '\n'],
      ] as const)
    : ([
        ['', ''],
        ['It is ', ', as I said'],
        ['("', '")'],
        ['看', '。'],
        ['line\n', '\nline'],
        ['key: ', ' and more'],
      ] as const)

describe.each(MASK_KINDS)('%s', (kind) => {
  test.each(TRUE[kind])('%s is found, whole and nothing more', (value) => {
    for (const [before, after] of around(kind)) {
      const text = before + value + after
      const found = scanner(kind)
        .find(text)
        .map(({ start, end }) => text.slice(start, end))
      expect([text, found]).toEqual([text, [value]])
    }
  })

  test.each(NEAR_MISSES[kind])('nothing is found in: %s', (text) => {
    expect(scanner(kind).find(`It says ${text} here`)).toEqual([])
    expect(scanner(kind).find(text)).toEqual([])
  })

  test('all of it is found beside everything else', () => {
    for (const value of TRUE[kind]) {
      const text = `${kind === 'secret' ? 'password: ' : ''}${value}`
      const covered = everything.find(text).some(({ end }) => end === text.length)
      expect([value, covered]).toEqual([value, true])
    }
  })
})

test('a social security number of nine plain digits is found where it is called so', () => {
  const found = scanner('usSsn').find('Her SSN is 219456789.')
  expect(found).toMatchObject([{ start: 11, end: 20 }])
})

describe('finds that overlap', () => {
  const find = (modes: ConstructorParameters<typeof Scanner>[0], text: string) =>
    new Scanner(modes, [
      { label: 'CLIENT', mode: 'mask', terms: ['acme'], wholeWord: true, matchCase: false },
    ])
      .find(text)
      .map(({ start, end, treatment }) => [treatment.kind, text.slice(start, end)])

  test('the longer one stays', () => {
    expect(find({ email: 'mask' }, 'bob@acme.com')).toEqual([['email', 'bob@acme.com']])
  })

  test('what is acted on wins over what is only counted, however long', () => {
    expect(find({ email: 'report' }, 'bob@acme.com')).toEqual([['CLIENT', 'acme']])
  })

  test('nothing of a find that lost is left over', () => {
    const text = 'password: AKIAIOSFODNN7EXAMPLE/abcdefghij0123456789+/XyZ'
    expect(find({ secret: 'mask', apiKey: 'mask' }, text)).toEqual([
      ['secret', text.slice('password: '.length)],
    ])
  })
})
