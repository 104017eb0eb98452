import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dropLeastUsed, lastUsedFirst } from '../../../proxy/policy/alarms/lastUsed.ts'

const same = (at: number) => at

test('the entry that was used longest ago goes, whatever the order in which they came', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 30 }), (times) => {
      const entries = new Map(times.map((at, index) => [`n${index}`, at]))
      dropLeastUsed(entries, same)
      expect([...entries.values()]).toEqual(times.filter((at) => at !== Math.min(...times)))
      expect(lastUsedFirst(entries, same).map((key) => entries.get(key))).toEqual(
        [...entries.values()].sort((a, b) => b - a),
      )
    }),
  )
})

test('of nothing nothing goes', () => {
  const none = new Map<string, number>()
  dropLeastUsed(none, same)
  expect(none.size).toBe(0)
})
