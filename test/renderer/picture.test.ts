import { expect, test } from 'vitest'
import {
  cellsOf,
  cellWords,
  type Grid,
  moveCell,
  movePoint,
  type Picture,
  pointWords,
  totalOf,
} from '../../renderer/ui/chart/picture.ts'

const picture: Picture = {
  kind: 'bars',
  steps: ['Mon', 'Tues', 'Wednes'].map((label, index) => ({
    ...{ label, long: `${label}day`, iso: `2026-11-0${index + 2}`, isRunning: index === 1 },
    ...(index === 1 && { missing: '3 calls have no price' }),
  })),
  series: [
    { id: 'a', name: 'gpt', values: [1, null, null] },
    { id: 'b', name: 'opus', values: [2, 0, null] },
  ],
  before: { name: 'Before', values: [4, 5, 6] },
  ...{ stepName: 'Day', value: (value) => (value === null ? '—' : `$${value}`), axis: String },
  ...{ plain: Number, csvUnit: 'USD', leastInterval: 1, total: 'Total' },
}

test('a sum of nothing but unknown parts is unknown, not zero', () => {
  expect([0, 1, 2].map((step) => totalOf(picture, step))).toEqual([3, null, null])
})

test('arrow keys begin where something is known, walk the steps and the series, and stop at the ends', () => {
  const at = movePoint(picture, undefined, 'ArrowLeft')
  expect(at).toEqual({ step: 1, series: null })
  expect(movePoint(picture, undefined, 'Home')).toEqual({ step: 0, series: null })
  expect(movePoint(picture, at, 'ArrowDown')).toEqual({ step: 1, series: 0 })
  expect(movePoint(picture, { step: 1, series: 1 }, 'ArrowDown')).toEqual({ step: 1, series: null })
  expect(movePoint(picture, { step: 0, series: 0 }, 'ArrowLeft')).toEqual({ step: 0, series: 0 })
  expect(movePoint(picture, { step: 0, series: 0 }, 'ArrowUp')).toEqual({ step: 0, series: null })
  expect(movePoint(picture, at, 'Enter')).toBeUndefined()
  expect(movePoint({ ...picture, series: [] }, undefined, 'Home')).toBeUndefined()
})

test('a point says what it is, and what is missing in it', () => {
  expect(pointWords(picture, { step: 0, series: 1 })).toBe('Monday: opus $2')
  expect(pointWords(picture, { step: 1, series: null })).toBe(
    'Tuesday: Total —; Before $5; 3 calls have no price',
  )
})

test('the table holds plain numbers, and nothing where nothing is known', () => {
  expect(cellsOf(picture)).toEqual([
    ['Day', 'gpt (USD)', 'opus (USD)', 'Total (USD)', 'Before (USD)'],
    ['2026-11-02', 1, 2, 3, 4],
    ['2026-11-03', null, 0, null, 5],
    ['2026-11-04', null, null, null, 6],
  ])
})

test('arrow keys walk the cells of a grid from the one that holds most, and stop at its edges', () => {
  const grid: Grid = {
    ...{ kind: 'grid', columns: ['00', '01', '02'], rows: ['Mon', 'Tue'], rowName: 'Day' },
    cells: [
      [1, null, 3],
      [9, 0, 2],
    ],
    value: (value) => (value === null ? '—' : `${value} calls`),
    ...{ plain: Number, csvUnit: 'calls' },
    cellName: (row, column) => `${['Monday', 'Tuesday'][row]} 0${column}:00`,
  }
  const most = moveCell(grid, undefined, 'ArrowDown')
  expect(most).toEqual({ step: 0, series: 1 })
  expect(cellWords(grid, { step: 0, series: 1 })).toBe('Tuesday 00:00: 9 calls')
  expect(cellWords(grid, { step: 1, series: 0 })).toBe('Monday 01:00: —')
  expect(moveCell(grid, most, 'ArrowRight')).toEqual({ step: 1, series: 1 })
  expect(moveCell(grid, most, 'ArrowLeft')).toEqual(most)
  expect(moveCell(grid, most, 'ArrowDown')).toEqual(most)
  expect(moveCell(grid, most, 'ArrowUp')).toEqual({ step: 0, series: 0 })
  expect(moveCell(grid, most, 'End')).toEqual({ step: 2, series: 1 })
  expect(moveCell(grid, undefined, 'Home')).toEqual({ step: 0, series: 0 })
  expect(moveCell(grid, most, 'Enter')).toBeUndefined()
  expect(moveCell({ ...grid, rows: [] }, undefined, 'ArrowUp')).toBeUndefined()
})
