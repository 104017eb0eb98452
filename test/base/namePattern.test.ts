import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyNameMatcher, nameMatcher } from '../../proxy/base/namePattern.ts'

test.each([
  ['gpt-5', ['gpt-5', 'GPT-5'], ['gpt-5-mini', 'xgpt-5', '']],
  ['gpt-5*', ['gpt-5', 'gpt-5-mini', 'GPT-5.1'], ['gpt-4', 'my-gpt-5']],
  ['*-mini', ['gpt-5-mini', '-mini'], ['mini', 'gpt-5-mini-2']],
  ['images.*', ['images.generations'], ['images', 'imagesx']],
  ['*', ['', 'anything'], []],
  ['a*a', ['aa', 'aba'], ['a', 'ab']],
  ['*a*b*', ['ab', 'xaxbx'], ['ba']],
  ['a*bc*bc', ['abcbc', 'axbcxbc'], ['abc']],
  ['ab*ba', ['abba', 'ab-ba'], ['aba']],
  ['a.c[1]?', ['A.C[1]?'], ['abc1', 'a.c1']],
])('%s stands for %j, not for %j', (pattern, matching, others) => {
  const matches = nameMatcher(pattern)
  expect(matching.filter((name) => !matches(name))).toEqual([])
  expect(others.filter(matches)).toEqual([])
})

test('agrees with the regular expression that says the same', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 })
  fc.assert(
    fc.property(text, text, (pattern, name) => {
      const escaped = pattern.split('*').map((part) => part.replaceAll('.', '\\.'))
      expect(nameMatcher(pattern)(name)).toBe(
        new RegExp(`^${escaped.join('.*')}$`, 'is').test(name),
      )
    }),
    { numRuns: 2000 },
  )
})

test('a hundred stars do not make it slow', () => {
  const matches = nameMatcher(`${'a*'.repeat(100)}b`)
  expect(matches('a'.repeat(256))).toBe(false)
})

test('of several patterns one is enough; of none, every name is meant', () => {
  expect(['o3', 'gpt-5', 'claude'].filter(anyNameMatcher(['o*', 'gpt*']))).toEqual(['o3', 'gpt-5'])
  expect(anyNameMatcher([])('x')).toBe(true)
})
