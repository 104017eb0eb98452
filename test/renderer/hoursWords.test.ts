import { expect, test } from 'vitest'
import { clock, daysWords, hoursText, minutesOf } from '../../renderer/pages/access/hoursWords.ts'

test('days that follow each other are told as a run', () => {
  expect(daysWords([1, 2, 3, 4, 5])).toBe('Mon–Fri')
  expect(daysWords([7, 6])).toBe('Sat, Sun')
  expect(daysWords([1, 2, 3, 5])).toBe('Mon–Wed, Fri')
  expect(daysWords([4])).toBe('Thu')
})

test('times of the day go to minutes and back', () => {
  for (const minutes of [0, 1, 59, 60, 510, 1439, 1440])
    expect(minutesOf(clock(minutes))).toBe(minutes)
  expect(minutesOf('24:01')).toBeUndefined()
  expect(minutesOf('08:60')).toBeUndefined()
  expect(minutesOf('noon')).toBeUndefined()
})

test('open hours in words', () => {
  expect(hoursText({ days: [1, 2, 3, 4, 5], from: 480, to: 1140 })).toBe('Mon–Fri 08:00–19:00')
})
