import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { auditPage } from '../../../proxy/store/reports/auditPage.ts'
import { buildHouse, type House } from './house.ts'

let house: House
beforeEach(async () => {
  house = await buildHouse()
})
afterEach(() => house.close())

const page = () => auditPage(house.db, { limit: 1000, filter: { terms: [] } }).acts

test('what was begun when Keyrack was killed is told as such at the next start', async () => {
  house.act(1)
  const act = { action: 'keys.remove', source: 'window' as const }
  house.audit.log.begin(act)
  // Killed: nothing is closed in order.
  await house.audit.close()
  house.db.close()
  await house.start()
  house.audit.log.settleInterrupted()
  house.audit.log.settleInterrupted()
  await house.unlock()
  expect(page().slice(0, 2)).toMatchObject([
    { action: 'keys.remove', result: 'interrupted' },
    { action: 'members.add', result: 'done' },
  ])
  house.audit.log.settleInterrupted()
  expect(page()).toHaveLength(2)
  expect(await house.found()).toBeNull()
})

test('an act that is begun locked and ended unlocked, or the other way round, keeps its outcome', async () => {
  house.vault.lock()
  const act = { action: 'vault.unlock', source: 'command' as const }
  const open = house.audit.log.begin(act)
  const failed = house.audit.log.begin(act)
  house.audit.log.end(failed, act, { result: 'failed', reason: 'That was wrong.' })
  await house.vault.unlock('violin tram lagoon seventeen')
  house.audit.log.end(open, act, { result: 'done' })
  const lock = { action: 'vault.lock', source: 'command' as const }
  const locking = house.audit.log.begin(lock)
  house.vault.lock()
  house.audit.log.end(locking, lock, { result: 'done' })
  expect(page()).toMatchObject([
    { action: 'vault.lock', result: 'begun' },
    { action: 'vault.unlock', result: 'failed', origin: 'locked', reason: 'That was wrong.' },
    { action: 'vault.unlock', result: 'done', origin: 'locked' },
  ])
  await house.unlock()
  expect(page()[0]).toMatchObject({ action: 'vault.lock', result: 'done', origin: 'live' })
  expect(await house.found()).toBeNull()
})

test('no act is written inside of a transaction that may be undone', () => {
  const note = () => house.audit.log.note({ action: 'x.y', source: 'service' })
  expect(() => house.db.transaction(note)).toThrow('in a transaction')
})

test('a check can be cancelled, and says so; two at a time are refused', async () => {
  house.act(3000)
  const first = house.audit.checks.check('all')
  await expect(house.audit.checks.check('all')).rejects.toThrow('being checked already')
  house.audit.checks.cancel()
  await expect(first).rejects.toThrow('cancelled')
  expect(house.audit.checks.running).toBeNull()
  expect(await house.audit.checks.check('latest')).toMatchObject({ checked: 6000, broken: null })
})

test('whoever asks for a check at a start comes after the look that every start takes', async () => {
  house.act(3000)
  const atStart = house.audit.checks.check('latest')
  const asked = house.audit.checks.check('all')
  expect(house.audit.checks.running).not.toBeNull()
  const [latest, all] = await Promise.all([atStart, asked])
  expect([latest.scope, all.scope, all.broken]).toEqual(['latest', 'all', null])
  expect(all.at).toBeGreaterThanOrEqual(latest.at)
})

test('whatever is done in whatever order, the chain holds and every act keeps its outcome', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('begin' as const), text: fc.string({ unit: 'binary' }) }),
    fc.record({ kind: fc.constant('end' as const), which: fc.nat(5) }),
    fc.record({ kind: fc.constant('note' as const), text: fc.string({ unit: 'binary' }) }),
    fc.record({ kind: fc.constantFrom('lock', 'unlock', 'restart', 'checkpoint') }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const other = await buildHouse()
      try {
        const open: {
          act: { action: string; source: 'command' }
          at: ReturnType<typeof other.audit.log.begin>
        }[] = []
        const expected = { done: 0, begun: 0, interrupted: 0 }
        for (const one of steps) {
          other.clock.now += 100_000
          if (one.kind === 'begin' || one.kind === 'note') {
            const act = { action: 'a.b', source: 'command' as const, asked: { text: one.text } }
            if (one.kind === 'begin') open.push({ act, at: other.audit.log.begin(act) })
            else other.audit.log.note(act)
            expected[one.kind === 'begin' ? 'begun' : 'done']++
          } else if (one.kind === 'end') {
            const [ended] = open.splice(one.which % Math.max(1, open.length), 1)
            if (!ended) continue
            other.audit.log.end(ended.at, ended.act, { result: 'done' })
            expected.begun--
            expected.done++
          } else if (one.kind === 'lock') other.vault.lock()
          else if (one.kind === 'unlock') await other.unlock()
          else if (one.kind === 'checkpoint') other.audit.log.checkpoint({ always: true })
          else {
            await other.stop()
            await other.start()
            other.audit.log.settleInterrupted()
            other.audit.log.note({ action: 'service.start', source: 'service' })
            expected.done++
            expected.interrupted += open.splice(0).length
            expected.begun = 0
          }
        }
        await other.unlock()
        const check = await other.audit.checks.check('all')
        expect(check.broken).toBeNull()
        const acts = auditPage(other.db, { limit: 1000, filter: { terms: [] } }).acts
        const count = (result: string) => acts.filter((act) => act.result === result).length
        expect({
          ...{ done: count('done'), begun: count('begun'), interrupted: count('interrupted') },
        }).toEqual(expected)
        expect(other.bent).toEqual([])
      } finally {
        await other.close()
      }
    }),
    { numRuns: 25 },
  )
})
