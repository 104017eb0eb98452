import { expect, test } from 'vitest'
import { mergeCalls } from '../../renderer/pages/overview/latest.ts'
import { sampleCall } from './sampleCall.ts'

const call = (id: string, startedAt: number, endedAt: number | null) =>
  sampleCall({ id, startedAt, endedAt })
const ids = (calls: { id: string }[]) => calls.map(({ id }) => id)

test('the newest stands first and the oldest falls out', () => {
  const merged = mergeCalls([call('b', 2, 3), call('a', 1, 2)], [call('c', 3, null)], 2)
  expect(ids(merged)).toEqual(['c', 'b'])
})

test('a call that ends replaces its running line', () => {
  const merged = mergeCalls([call('a', 1, null)], [call('a', 1, 9)], 5)
  expect(merged).toHaveLength(1)
  expect(merged[0]?.endedAt).toBe(9)
})

test('a late message cannot make an ended call run again', () => {
  expect(mergeCalls([call('a', 1, 9)], [call('a', 1, null)], 5)[0]?.endedAt).toBe(9)
})
