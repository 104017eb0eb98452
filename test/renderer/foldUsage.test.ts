import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  foldSeries,
  foldWhole,
  MOST_SERIES,
  splitBuckets,
  topGroups,
  unpricedAt,
} from '../../renderer/pages/analytics/foldUsage.ts'
import { METRICS, without } from '../../renderer/pages/analytics/metrics.ts'
import { usageLine, usageReport } from './usage.ts'

const { cost, calls, errors, firstP95 } = METRICS
const model = (name: string, costNanoUsd: number, at: number | null = null) =>
  usageLine({ groups: [name], at, costNanoUsd })

test('the largest get a colour, and a ninth alone is not hidden behind the rest', () => {
  const lines = Array.from({ length: 8 }, (_, index) => model(`m${index}`, index + 1))
  expect(topGroups(lines, cost).top.map(({ labels }) => labels[0])[0]).toBe('m7')
  expect(topGroups(lines, cost).others).toBe(0)
  const many = [...lines, ...lines.map((line) => ({ ...line, groups: [`${line.groups}x`] }))]
  expect(topGroups(many, cost)).toMatchObject({ others: 9, top: { length: 7 } })
})

test('percentiles have no rest, and their groups are ranked by calls', () => {
  const lines = Array.from({ length: 20 }, (_, index) =>
    usageLine({
      groups: [`m${index}`],
      calls: index,
      firstByteMs: { p50: 1, p95: 2, p99: 3, sum: 9 },
    }),
  )
  const { top, others } = topGroups(lines, firstP95)
  expect([top.length, others, top[0]?.groups[0]]).toEqual([MOST_SERIES, 12, 'm19'])
})

test('groups of nothing take no colour where values add up', () => {
  expect(topGroups([model('a', 0), model('b', 5)], cost).top).toHaveLength(1)
  expect(topGroups([usageLine({ groups: ['a'], unpriced: 1 })], cost).top).toHaveLength(1)
})

test('an hour without calls is zero, one of unpriced calls unknown, one that has not come is nothing', () => {
  const lines = [
    usageLine({ at: 0, groups: ['a'], costNanoUsd: 7 }),
    usageLine({ at: 20, groups: ['a'], unpriced: 2, calls: 2 }),
  ]
  const report = usageReport(lines)
  const groups = { top: [model('a', 7)], others: 0 }
  const steps = [0, 10, 20, 30]
  const of = { groups, steps, byStep: report, whole: report, now: 25 }
  expect(foldSeries({ ...of, metric: cost })[0]?.values).toEqual([7, 0, null, null])
  // A share of no calls is not zero.
  expect(foldSeries({ ...of, metric: errors })[0]?.values).toEqual([0, null, 0, null])
  expect(foldWhole(report, steps, calls, 25)).toEqual([1, 0, 2, null])
  expect(unpricedAt(report, steps)).toEqual([0, 0, 2, 0])
})

test('the series and their rest add up to the whole, whatever the calls were', () => {
  const group = fc.constantFrom(...Array.from({ length: 14 }, (_, index) => `m${index}`))
  const call = fc.record({ at: fc.constantFrom(0, 10, 20), name: group, costNanoUsd: fc.nat(1000) })
  fc.assert(
    fc.property(fc.array(call, { minLength: 1 }), (made) => {
      const by = (key: (one: (typeof made)[number]) => string) =>
        [...Map.groupBy(made, key).values()].map((all) => ({
          first: all[0] ?? { at: 0, name: '' },
          costNanoUsd: all.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0),
          calls: all.length,
        }))
      const table = by(({ name }) => name).map(({ first, ...sums }) =>
        usageLine({ groups: [first.name], ...sums }),
      )
      const byStep = by(({ at, name }) => `${at} ${name}`).map(({ first, ...sums }) =>
        usageLine({ at: first.at, groups: [first.name], ...sums }),
      )
      const whole = by(({ at }) => `${at}`).map(({ first, ...sums }) =>
        usageLine({ at: first.at, ...sums }),
      )
      const groups = topGroups(table, cost)
      const steps = [0, 10, 20]
      const reports = { byStep: usageReport(byStep), whole: usageReport(whole) }
      const series = foldSeries({ groups, steps, ...reports, metric: cost, now: 99 })
      expect(series.length).toBeLessThanOrEqual(MOST_SERIES)
      const sums = steps.map((_, step) =>
        series.reduce((sum, { values }) => sum + (values[step] ?? 0), 0),
      )
      expect(sums).toEqual(foldWhole(reports.whole, steps, cost, 99))
    }),
  )
})

test('a whole without some of its lines keeps every sum apart', () => {
  const whole = usageLine({ calls: 9, failed: 3, refused: 2, costNanoUsd: 50, usage: { input: 8 } })
  const some = usageLine({ calls: 4, failed: 1, refused: 2, costNanoUsd: 20, usage: { input: 3 } })
  expect(without(whole, [some])).toMatchObject({
    ...{ calls: 5, failed: 2, refused: 0, costNanoUsd: 30 },
    usage: { input: 5, output: 0 },
  })
})

test('speed is what was written in the time of the calls, waiting included', () => {
  const totalMs = { p50: 1, p95: 1, p99: 1, sum: 4000 }
  expect(METRICS.speed.of(usageLine({ totalMs, usage: { output: 150, reasoning: 50 } }))).toBe(50)
  expect(METRICS.speed.of(usageLine({ usage: { output: 5 } }))).toBeNull()
})

test('tokens are told apart by what they were, and kinds that nobody used are left out', () => {
  const usage = { input: 5, cachedRead: 3, output: 2, images: 4 }
  const report = usageReport([usageLine({ at: 0, usage })], { totals: usageLine({ usage }) })
  const split = splitBuckets(report, (bucket) => bucket.toUpperCase())
  expect(split.lines.map(({ labels, ...line }) => [labels[0], METRICS.tokens.of(line)])).toEqual([
    ['INPUT', 5],
    ['CACHEDREAD', 3],
    ['OUTPUT', 2],
  ])
})
