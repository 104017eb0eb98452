import { expect, test } from 'vitest'
import { callIds } from '../../proxy/base/ids.ts'
import { defaultSettings } from '../../proxy/contract/settings.ts'
import { BodyKeeper, type KeptCall } from '../../proxy/gateway/bodies/bodyKeeper.ts'
import { BodyTap } from '../../proxy/gateway/bodies/bodyTap.ts'
import { bodySummaries, findBody, wrappedDayKey } from '../../proxy/store/bodies.ts'
import { openDb } from '../../proxy/store/db.ts'
import { madeVault } from '../vault/newVault.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 10, 26, 12)

async function startKeeper() {
  const { vault } = await madeVault()
  const db = openDb(':memory:')
  const clock = { at: START }
  const settings = defaultSettings()
  const faults: unknown[] = []
  const keeper = new BodyKeeper({
    ...{ db, vault, now: () => clock.at, settings: () => settings },
    onFault: (error) => faults.push(error),
  })
  const nextId = callIds(() => clock.at, 0)
  const keep = (text: string | Buffer, limit = 1000): KeptCall => {
    const tap = new BodyTap(limit)
    tap.push(Buffer.from(text))
    const call = { id: nextId(), startedAt: clock.at, memberId: 'mem_a', teamId: null }
    keeper.keep(call, [{ part: 'request', contentType: 'text/plain', tap }])
    return call
  }
  return { vault, db, clock, settings, faults, keeper, keep }
}

test('a tap keeps the beginning, counts all, and holds no piece of what the network gave', () => {
  const tap = new BodyTap(5)
  const chunk = Buffer.from('abc')
  tap.push(chunk)
  chunk.fill('x')
  tap.push(Buffer.from('defgh'))
  tap.push(Buffer.from('ijk'))
  expect(tap.bytes).toBe(11)
  expect(tap.take().toString()).toBe('abcde')
})

test('an empty body leaves nothing; a cut one says how long it was', async () => {
  const { db, keeper, keep } = await startKeeper()
  const none = keep('')
  const cut = keep('a'.repeat(3000))
  await keeper.settled()
  expect(bodySummaries(db, none.id)).toEqual([])
  expect(bodySummaries(db, cut.id)).toMatchObject([{ bytes: 3000, keptBytes: 1000 }])
})

test('beyond their size the oldest go first', async () => {
  const { db, settings, keeper, keep } = await startKeeper()
  settings.bodiesTotalBytes = 1200
  const random = (letter: number) => Buffer.alloc(500).map((_, i) => (i * 7919 * letter) % 251)
  const calls = [1, 2, 3, 4].map((letter) => keep(Buffer.from(random(letter))))
  await keeper.settled()
  const left = calls.map(({ id }) => bodySummaries(db, id).length)
  expect(left[0]).toBe(0)
  expect(left[3]).toBe(1)
  const total = calls.reduce(
    (sum, { id }) => sum + (findBody(db, id, 'request')?.sealed.length ?? 0),
    0,
  )
  expect(total).toBeLessThanOrEqual(1200)
})

test('what is too old goes with the key of its day, and newer days stay', async () => {
  const { db, clock, settings, keeper, keep } = await startKeeper()
  settings.bodyDays = 2
  const old = Array.from({ length: 30 }, () => keep('old'))
  await keeper.settled()
  clock.at = START + 2 * DAY
  const fresh = keep('fresh')
  await keeper.settled()
  // The edge goes through the first day: its key stays until all of it is too old.
  expect(keeper.dropOld()).toBe(false)
  expect(wrappedDayKey(db, '2026-11-26')).toBeDefined()
  clock.at = START + 3 * DAY
  expect(keeper.dropOld()).toBe(true)
  expect(wrappedDayKey(db, '2026-11-26')).toBeUndefined()
  expect(keeper.dropOld()).toBe(false)
  expect(old.flatMap(({ id }) => bodySummaries(db, id))).toEqual([])
  expect(bodySummaries(db, fresh.id)).toHaveLength(1)
})

test('a vault that is locked meanwhile loses bodies and says so once; open again, it keeps them', async () => {
  const { db, vault, faults, keeper, keep } = await startKeeper()
  vault.lock()
  keeper.forget()
  const lost = [keep('one'), keep('two')]
  await keeper.settled()
  expect(lost.flatMap(({ id }) => bodySummaries(db, id))).toEqual([])
  expect(faults).toHaveLength(1)
  expect(keeper.lost).toBe(2)
  await vault.unlock('plum canoe seventeen lantern')
  const kept = keep('three')
  await keeper.settled()
  expect(bodySummaries(db, kept.id)).toHaveLength(1)
})

test('what may not be read is taken out before it is sealed', async () => {
  const { vault } = await madeVault()
  const db = openDb(':memory:')
  const seen: string[] = []
  const keeper = new BodyKeeper({
    ...{ db, vault, now: () => START, settings: () => defaultSettings() },
    onFault: (error) => seen.push(String(error)),
    clean(text, call, isCut) {
      seen.push(`${call.memberId} ${isCut} ${text}`)
      return Buffer.from('[EMAIL]')
    },
  })
  const tap = new BodyTap(100)
  tap.push(Buffer.from('ana@example.com'))
  keeper.keep({ id: 1024, startedAt: START, memberId: 'mem_a', teamId: null }, [
    { part: 'answer', contentType: '', tap },
  ])
  await keeper.settled()
  expect(seen).toEqual(['mem_a false ana@example.com'])
  expect(bodySummaries(db, 1024)).toMatchObject([{ part: 'answer', bytes: 15, keptBytes: 7 }])
})
