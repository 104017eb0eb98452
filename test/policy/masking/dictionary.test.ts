import { expect, test } from 'vitest'
import { Dictionary } from '../../../proxy/policy/masking/dictionary.ts'

const wordsOf = (terms: string[], more: { wholeWord?: boolean; matchCase?: boolean } = {}) =>
  new Dictionary([{ of: 'it', terms, wholeWord: true, matchCase: false, ...more }])

function found(dictionary: Dictionary<string>, text: string): string[] {
  const words: string[] = []
  dictionary.find(text, (start, end) => words.push(text.slice(start, end)))
  return words
}

test('words are found whatever their case, and only as whole words', () => {
  const dictionary = wordsOf(['Falcon', 'Project Heron'])
  expect(found(dictionary, 'FALCON, falcons, the falcon; project heron!')).toEqual([
    'FALCON',
    'falcon',
    'project heron',
  ])
  expect(found(dictionary, 'superfalcon falcon_1 falcon2')).toEqual([])
})

test('any white space counts as one space, and the find is the text as it stands', () => {
  const dictionary = wordsOf(['Project  Heron', 'blue lake'])
  expect(found(dictionary, 'a\n\n Project \n\t Heron. Blue   lake')).toEqual([
    'Project \n\t Heron',
    'Blue   lake',
  ])
})

test('parts of words and exact case are found where a list says so', () => {
  expect(found(wordsOf(['falcon'], { wholeWord: false }), 'superfalcons')).toEqual(['falcon'])
  const exact = wordsOf(['ACME', 'iOS'], { matchCase: true })
  expect(found(exact, 'acme ACME ios iOS')).toEqual(['ACME', 'iOS'])
})

test('scripts without spaces have no whole words, and every script its letters', () => {
  expect(
    found(wordsOf(['王小明', 'Señor Ñandú', 'ÅSA']), '我叫王小明。señor ñandú åsa åsas'),
  ).toEqual(['王小明', 'señor ñandú', 'åsa'])
  // In lower case this letter is two characters long; what stands behind it must not move.
  expect(found(wordsOf(['falcon']), 'İİİ falcon')).toEqual(['falcon'])
})

test('words within words are all found', () => {
  const dictionary = wordsOf(['he', 'she', 'hers', 'his'], { wholeWord: false })
  expect(found(dictionary, 'ushers').sort()).toEqual(['he', 'hers', 'she'])
})

test('twenty thousand words are found as one by one', () => {
  const terms = Array.from({ length: 20_000 }, (_, i) => `name${(i * 7919) % 20_000} of ${i % 97}`)
  const dictionary = wordsOf(terms)
  for (const i of [0, 1, 4_711, 19_999])
    expect(found(dictionary, `It says ${terms[i]}.`)).toEqual([terms[i]])
  expect(found(dictionary, 'It says name20001 of 3.')).toEqual([])
})

test('the end of a text is open from where a word may have begun', () => {
  const dictionary = wordsOf(['project heron'])
  expect(dictionary.openFrom('the project  he')).toBe(4)
  expect(dictionary.openFrom('the project x')).toBe(13)
})
