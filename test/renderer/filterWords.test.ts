import { describe, expect, test } from 'vitest'
import {
  completeFilter,
  passesFilter,
  readFilter,
  unknownFields,
  withWord,
} from '../../renderer/ui/filterWords.ts'

describe('the filter language', () => {
  test('reads fields, exclusions, quoted values and free text', () => {
    expect(readFilter('member:"Ana Ruiz" -model:gemini 429 "two words"')).toEqual([
      { field: 'member', value: 'Ana Ruiz', negated: false },
      { field: 'model', value: 'gemini', negated: true },
      { field: null, value: '429', negated: false },
      { field: null, value: 'two words', negated: false },
    ])
  })

  test('ignores a field whose value is still to be typed', () => {
    expect(readFilter('status: ')).toEqual([])
    expect(readFilter('-')).toEqual([])
  })

  test('keeps colons inside a value', () => {
    expect(readFilter('model:llama3:8b')).toEqual([
      { field: 'model', value: 'llama3:8b', negated: false },
    ])
  })

  test('sets one word and leaves the others as they were', () => {
    expect(withWord('status:429 member:bo', 'member', 'Ana Ruiz')).toBe(
      'status:429 member:"Ana Ruiz"',
    )
    expect(withWord('"big spender" -model:x member:bo', 'member', null)).toBe(
      '"big spender" -model:x',
    )
  })

  test('lets a row pass only when every word holds', () => {
    const passes = (text: string) =>
      passesFilter(readFilter(text), { provider: 'openai', state: 'paused' }, 'Team EU sk-…4f2A')
    expect(passes('team provider:open')).toBe(true)
    expect(passes('team -state:paused')).toBe(false)
    expect(passes('provider:mistral')).toBe(false)
  })

  test('names the fields a list does not know', () => {
    expect(unknownFields(readFilter('provider:x colour:red team'), ['provider'])).toEqual([
      'colour',
    ])
  })

  test('completes fields first, then their values, quoted where they hold blanks', () => {
    const values = { member: ['Ana Ruiz', 'Bo'], model: ['gpt-5-mini'] }
    expect(completeFilter('status:200 m', values)).toEqual([
      'status:200 member:',
      'status:200 model:',
    ])
    expect(completeFilter('member:an', values)).toEqual(['member:"Ana Ruiz" '])
    expect(completeFilter('-model:', values)).toEqual(['-model:gpt-5-mini '])
  })
})
