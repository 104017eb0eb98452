import { describe, expect, test } from 'vitest'
import {
  completeFilter,
  passesFilter,
  readFilter,
  unknownFields,
  withWord,
} from '../../renderer/filterWords.ts'

describe('the filter of lists in the window', () => {
  test('ignores a field whose value is still to be typed', () => {
    expect(readFilter('status: ')).toEqual([])
    expect(readFilter('-')).toEqual([])
  })

  test('sets one word and leaves the others as they were typed', () => {
    expect(withWord('status:4xx,500 member:bo', 'member', 'Ana Ruiz')).toBe(
      'status:4xx,500 member:"Ana Ruiz"',
    )
    expect(withWord('"big spender" -model:x member:bo', 'member', null)).toBe(
      '"big spender" -model:x',
    )
  })

  test('lets a row pass only when every word holds, by any of its values', () => {
    const passes = (text: string) =>
      passesFilter(readFilter(text), { provider: 'openai', state: 'paused' }, 'Team EU sk-…4f2A')
    expect(passes('team provider:open')).toBe(true)
    expect(passes('team -state:paused')).toBe(false)
    expect(passes('provider:mistral')).toBe(false)
    expect(passes('provider:mistral,openai')).toBe(true)
    expect(passes('provider:"open"')).toBe(false)
    expect(passes('-provider:pen')).toBe(true)
  })

  test('names the fields a list does not know', () => {
    expect(unknownFields(readFilter('provider:x colour:red team'), ['provider'])).toEqual([
      'colour',
    ])
  })
})

describe('completions', () => {
  const fields = { member: ['Ana Ruiz', 'Bo'], model: ['gpt-5', 'gpt-5-mini'], status: [] }
  const texts = (text: string) => completeFilter(text, fields).map((one) => one.text)

  test('offer fields first, also after a minus and a blank', () => {
    expect(texts('status:200 m')).toEqual(['status:200 member:', 'status:200 model:'])
    expect(texts('-me')).toEqual(['-member:'])
    expect(texts('-')).toEqual(['-member:', '-model:', '-status:'])
    expect(completeFilter('a ', fields).map(({ offered }) => offered)).toEqual([
      ...['member:', 'model:', 'status:'],
    ])
  })

  test('then the values of the field, in quotation marks where they would mean more or end early', () => {
    expect(texts('member:an')).toEqual(['member:"Ana Ruiz" '])
    expect(texts('-model:')).toEqual(['-model:"gpt-5" ', '-model:gpt-5-mini '])
    expect(texts('member:"an')).toEqual(['member:"Ana Ruiz" '])
    expect(texts('member:bo,')).toEqual(['member:bo,"Ana Ruiz" ', 'member:bo,Bo '])
    expect(texts('member:bo,a')).toEqual(['member:bo,"Ana Ruiz" '])
  })

  test('offer nothing inside of free text in quotation marks', () => {
    expect(texts('"m')).toEqual([])
  })
})
