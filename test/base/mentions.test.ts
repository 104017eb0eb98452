import { expect, test } from 'vitest'
import { mentionPattern } from '../../proxy/base/mentions.ts'

const gone = (text: string, words: string[], exact: string[] = []) =>
  text.replace(mentionPattern({ words, exact }) ?? /$^/, '…')

test('a name is found where it stands alone, and not inside of another word', () => {
  expect(gone('Ana, (Ana) Ana. Banana Anatol Ana_2 Àna', ['Ana'])).toBe(
    '…, (…) …. Banana Anatol Ana_2 Àna',
  )
  expect(gone('Zoë Zoëlle', ['Zoë'])).toBe('… Zoëlle')
})

test('it is found as JSON writes it, behind an escape as well', () => {
  const name = 'Ana "Q" Ruiz'
  expect(gone(JSON.stringify({ note: `one\n${name}\tis here` }), [name])).toBe(
    '{"note":"one\\n…\\tis here"}',
  )
})

test('signs of patterns mean themselves, and an address is not a part of a longer one', () => {
  expect(gone('a.b a+b (c) 10.0.0.7 10.0.0.77 10x0.0.7', [], ['a.b', '10.0.0.7'])).toBe(
    '… a+b (c) … 10.0.0.77 10x0.0.7',
  )
})

test('of two that begin alike the longer one is taken whole', () => {
  expect(gone('tok_1 tok_12', [], ['tok_1', 'tok_12'])).toBe('… …')
  expect(gone('Ana Ruiz Ana', ['Ana', 'Ana Ruiz'])).toBe('… …')
})

test('what is too short to mean anybody is not looked for', () => {
  expect(mentionPattern({ words: ['Al'], exact: [] })).toBe(undefined)
  expect(mentionPattern({ words: [], exact: [] })).toBe(undefined)
})
