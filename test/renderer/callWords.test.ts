import { describe, expect, test } from 'vitest'
import { belongs, callFilterOf } from '../../renderer/pages/activity/callWords.ts'
import { readFilter } from '../../renderer/ui/filterWords.ts'
import { sampleCall } from './sampleCall.ts'

const names = {
  members: [
    { id: 'mem_ana', name: 'Ana Ruiz' },
    { id: 'mem_anton', name: 'Anton' },
    { id: 'mem_bo', name: 'Bo' },
  ],
  keys: [{ id: 'key_main', name: 'Main' }],
  models: ['gpt-5', 'gpt-5-mini', 'claude-sonnet-4-6'],
}
const read = (text: string) => callFilterOf(readFilter(text), names)

describe('the activity filter', () => {
  test('turns names into ids and words into the filter of the service', () => {
    expect(read('member:ruiz key:main status:429 model:gpt-5-mini outcome:Refused')).toEqual({
      filter: {
        memberId: 'mem_ana',
        keyId: 'key_main',
        status: 429,
        model: 'gpt-5-mini',
        outcome: 'refused',
      },
      hints: [],
    })
  })

  test('says which word it could not use and applies the rest', () => {
    expect(read('colour:red status:200')).toEqual({
      filter: { status: 200 },
      hints: [{ kind: 'unknownField', word: 'colour' }],
    })
    expect(read('status:many outcome:fine member:zoe key:x free').hints).toEqual([
      { kind: 'notStatus', word: 'many' },
      { kind: 'notOutcome', word: 'fine' },
      { kind: 'notFound', word: 'zoe' },
      { kind: 'notFound', word: 'x' },
      { kind: 'needsField', word: 'free' },
    ])
    expect(read('-status:200 model:a model:b').hints).toEqual([
      { kind: 'notExcludable', word: 'status' },
      { kind: 'twice', word: 'model' },
    ])
  })

  test('names the members that a part of a name could mean, and prefers the exact name', () => {
    expect(read('member:an').hints).toEqual([
      { kind: 'ambiguous', word: 'an', names: ['Ana Ruiz', 'Anton'] },
    ])
    expect(read('member:anton').filter).toEqual({ memberId: 'mem_anton' })
  })

  test('takes a part of a model name, and a name nobody called yet as it is', () => {
    expect(read('model:sonnet').filter).toEqual({ model: 'claude-sonnet-4-6' })
    expect(read('model:gpt-5').filter).toEqual({ model: 'gpt-5' })
    expect(read('model:o9').filter).toEqual({ model: 'o9' })
    expect(read('model:gpt').hints).toEqual([
      { kind: 'ambiguous', word: 'gpt', names: ['gpt-5', 'gpt-5-mini'] },
    ])
  })

  test('judges a live call as the service would', () => {
    const call = sampleCall({ startedAt: 1000, status: 429, memberId: 'mem_bo' })
    expect(belongs(call, {})).toBe(true)
    expect(belongs(call, { status: 429, memberId: 'mem_bo', since: 1000 })).toBe(true)
    expect(belongs(call, { status: 200 })).toBe(false)
    expect(belongs(call, { since: 1001 })).toBe(false)
    expect(belongs(call, { until: 1000 })).toBe(false)
  })
})
