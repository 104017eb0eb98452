import { expect, test } from 'vitest'
import { readHours } from '../../proxy/command/openHours.ts'

test.each([
  ['mon-fri 08:00-19:00', [1, 2, 3, 4, 5], 480, 1140],
  ['Sat,Sun 10:00-24:00', [6, 7], 600, 1440],
  ['22:00-06:00', [1, 2, 3, 4, 5, 6, 7], 1320, 360],
  ['friday-monday 0:00-1:30', [1, 5, 6, 7], 0, 90],
  ['mon,wed-thu 9:00-9:01', [1, 3, 4], 540, 541],
])('%s', (text, days, from, to) => {
  expect(readHours(text)).toEqual({ days, from, to })
})

test.each([
  '',
  'mon-fri',
  'mon 8-9',
  'noday 08:00-09:00',
  'mon-tue-wed 08:00-09:00',
  'mon 08:60-09:00',
  'mon 24:00-25:00',
  'mon 24:00-08:00',
  'mon 08:00-00:00',
  'mon 08:00-08:00',
])('"%s" is refused with an example', (text) => {
  expect(() => readHours(text)).toThrow("'mon-fri 08:00-19:00'")
})
