import fc from 'fast-check'
import { expect, test } from 'vitest'
import { namePatterns } from '../../proxy/policy/namePatterns.ts'

test('a name is itself, in either case; a star is any run of characters', () => {
  const isMeant = namePatterns(['gpt-5', 'Claude-*', '*-mini-*-x'])
  expect(['gpt-5', 'GPT-5', 'claude-opus', 'CLAUDE-', 'a-mini-b-x'].filter(isMeant)).toHaveLength(5)
  expect(['gpt-5-mini', 'gpt', '', 'xclaude-1', 'a-mini-x'].filter(isMeant)).toEqual([])
})

test('no pattern means nobody; dots, brackets and the like are only themselves', () => {
  expect(namePatterns([])('gpt-5')).toBe(false)
  expect(namePatterns(['gpt.5', '[a-z]+', 'a|b', '^'])('gpt-5')).toBe(false)
  expect(namePatterns(['[a-z]+'])('[a-z]+')).toBe(true)
})

test('two ends of one pattern never share a character', () => {
  expect(namePatterns(['ab*ba'])('aba')).toBe(false)
  expect(namePatterns(['ab*ba'])('abba')).toBe(true)
})

test('it answers as the slow and obvious reading does, whatever pattern and name', () => {
  const slow = (name: string, pattern: string): boolean => {
    if (pattern === '') return name === ''
    const [head, tail] = [pattern[0], pattern.slice(1)]
    if (head !== '*') return name[0] === head && slow(name.slice(1), tail)
    return slow(name, tail) || (name !== '' && slow(name.slice(1), pattern))
  }
  const letters = (alphabet: string, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...alphabet), maxLength })
  fc.assert(
    fc.property(letters('ab-', 10), letters('ab-*', 8), (name, pattern) => {
      expect(namePatterns([pattern])(name)).toBe(slow(name, pattern))
    }),
    { numRuns: 2000 },
  )
})

test('a pattern made to hang a matcher is answered all the same', () => {
  expect(namePatterns([`${'a*'.repeat(120)}b`])('a'.repeat(250))).toBe(false)
})
