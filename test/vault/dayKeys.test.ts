import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  type BodyPlace,
  newDayKey,
  openBody,
  openDayKey,
  sealBody,
} from '../../proxy/vault/dayKeys.ts'

const logKey = randomBytes(32)
const place: BodyPlace = {
  ...{ installId: '00ff', day: '2026-11-26', callId: 42, part: 'request' },
}
const body = Buffer.from('the patient in room 4')

test("a day's key opens what it sealed, also after it was unwrapped anew", () => {
  const { key, wrapped } = newDayKey(logKey, place)
  const sealed = sealBody(key, body, place)
  expect(openBody(key, sealed, place)).toEqual(body)
  const again = openDayKey(logKey, wrapped, place)
  expect(again && openBody(again, sealed, place)).toEqual(body)
  expect(sealed.includes('patient')).toBe(false)
})

test('it opens for no other call, part, day or installation, under no other key, and with no bit changed', () => {
  const { key } = newDayKey(logKey, place)
  const sealed = sealBody(key, body, place)
  const elsewhere: Partial<BodyPlace>[] = [
    { callId: 43 },
    { part: 'answer' },
    { day: '2026-11-27' },
    { installId: '00fe' },
  ]
  for (const other of elsewhere)
    expect(openBody(key, sealed, { ...place, ...other })).toBeUndefined()
  expect(openBody(newDayKey(logKey, place).key, sealed, place)).toBeUndefined()
  for (let index = 0; index < sealed.length; index++) {
    const bent = Buffer.from(sealed)
    bent[index] = (bent[index] ?? 0) ^ 1
    expect(openBody(key, bent, place)).toBeUndefined()
  }
})

test('a wrapped key is that of its day, installation and vault', () => {
  const { wrapped } = newDayKey(logKey, place)
  expect(openDayKey(logKey, wrapped, { ...place, day: '2026-11-27' })).toBeUndefined()
  expect(openDayKey(logKey, wrapped, { ...place, installId: '00fe' })).toBeUndefined()
  expect(openDayKey(randomBytes(32), wrapped, place)).toBeUndefined()
})
