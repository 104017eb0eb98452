import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Hearing, LiveFeed } from '../../proxy/admin/live.ts'
import { Outbox } from '../../proxy/admin/outbox.ts'
import type { CallRecord } from '../../proxy/contract/calls.ts'
import type { LiveEvent, OverviewFigures } from '../../proxy/contract/status.ts'
import { subscribe } from './listen.ts'
import { FRAME_SECRET, PASSPHRASE, type Rig, startAdmin } from './support.ts'

const call = (id: string, outcome = 'ok') => ({ id, outcome }) as CallRecord
const EVERYTHING: Hearing = { calls: true, figures: true, nouns: () => true, teamId: undefined }
const figures = (inFlight: number) => ({ at: Date.now(), inFlight }) as OverviewFigures

test('nothing is computed while nobody listens, or nobody who may hear it', () => {
  const feed = new LiveFeed(() => {
    throw new Error('asked for figures')
  })
  const asked = () => {
    throw new Error('asked for a call')
  }
  feed.callChanged(asked)
  feed.figuresChanged()
  const stop = feed.listen({ hear: () => {}, hearing: () => undefined })
  feed.callChanged(asked)
  feed.figuresChanged()
  expect(feed.listening).toBe(false)
  stop()
})

test('calls come at most ten times a second, the newest state of each; figures at most four times', () => {
  vi.useFakeTimers()
  try {
    let inFlight = 0
    const feed = new LiveFeed(() => figures(inFlight++))
    const heard: LiveEvent[] = []
    const stop = feed.listen({
      hear: (event) => heard.push(event as LiveEvent),
      hearing: () => EVERYTHING,
    })
    for (let ms = 0; ms < 1000; ms += 10) {
      feed.callChanged(() => call('a', String(ms)))
      feed.callChanged(() => call('b'))
      vi.advanceTimersByTime(10)
    }
    const calls = heard.filter((event) => event.type === 'calls')
    expect(calls.length).toBeGreaterThan(5)
    expect(calls.length).toBeLessThanOrEqual(10)
    expect(calls[0]?.calls).toEqual([call('a', '90'), call('b')])
    const sent = heard.filter((event) => event.type === 'figures')
    expect(sent.length).toBeGreaterThan(2)
    expect(sent.length).toBeLessThanOrEqual(5)
    stop()
    const before = heard.length
    vi.advanceTimersByTime(10_000)
    expect(heard).toHaveLength(before)
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

test('figures that stay the same are not sent again, those that drift are', () => {
  vi.useFakeTimers()
  try {
    let inFlight = 3
    const feed = new LiveFeed(() => figures(inFlight))
    const heard: unknown[] = []
    const stop = feed.listen({ hear: (event) => heard.push(event), hearing: () => EVERYTHING })
    vi.advanceTimersByTime(5000)
    expect(heard).toHaveLength(1)
    inFlight = 2
    vi.advanceTimersByTime(1000)
    expect(heard).toHaveLength(2)
    stop()
  } finally {
    vi.useRealTimers()
  }
})

test('a window that reads slowly finds the newest state of each thing, and a bounded list of calls', async () => {
  const outbox = new Outbox()
  for (let i = 0; i < 1000; i++) {
    outbox.put({ type: 'calls', calls: [call(`call_${i}`)] })
    outbox.put({ type: 'figures', figures: figures(i) })
    outbox.put({ type: 'changed', noun: 'keys' })
    outbox.put({ type: 'changed', noun: 'members' })
  }
  const leave = new AbortController()
  const found = []
  for await (const event of outbox.events(leave.signal)) {
    found.push(event)
    if (found.length === 4) leave.abort()
  }
  expect(found.map(({ type }) => type)).toEqual(['calls', 'figures', 'changed', 'changed'])
  expect(found[0]?.type === 'calls' && found[0].calls.length).toBe(500)
  expect(found[0]?.type === 'calls' && found[0].calls.at(-1)?.id).toBe('call_999')
  expect(found[1]).toMatchObject({ figures: { inFlight: 999 } })
})

let rig: Rig
beforeEach(async () => {
  rig = await startAdmin()
})
afterEach(() => rig.close())

test('an unlocked window starts with a snapshot and hears what changes', async () => {
  const live = subscribe(rig, rig.session)
  await live.until('calls')
  expect(live.heard.map(({ type }) => type)).toEqual(['status', 'figures', 'calls'])
  await rig.client.members.add.mutate({ name: 'Ana' })
  await live.until('changed', 2)
  expect(live.heard).toContainEqual({ type: 'changed', noun: 'members' })
  rig.services.live.callChanged(() => call('call_1'))
  await live.until('calls', 2)
  expect(live.heard.at(-1)).toEqual({ type: 'calls', calls: [call('call_1')] })
  live.stop()
  await vi.waitFor(() => expect(rig.services.live.listening).toBe(false), { timeout: 20_000 })
})

test('a locked window hears of the status and of nothing else', async () => {
  const live = subscribe(rig, FRAME_SECRET)
  await live.until('status')
  await rig.client.members.add.mutate({ name: 'Ana' })
  rig.services.live.callChanged(() => call('call_1'))
  await rig.client.network.pause.mutate()
  await live.until('status', 2)
  expect(live.heard.map(({ type }) => type)).toEqual(['status', 'status'])
  expect(live.heard.at(-1)).toMatchObject({
    status: { session: false, proxy: { state: 'paused' } },
  })
  await rig.frame.vault.unlock.mutate({ passphrase: PASSPHRASE })
  await live.until('status', 3)
  expect(live.heard.at(-1)).toMatchObject({ status: { session: true } })
  await rig.client.members.add.mutate({ name: 'Ben' })
  await live.until('changed')
  live.stop()
})

test('an open stream falls silent the moment the vault is locked', async () => {
  const live = subscribe(rig, rig.session)
  await live.until('calls')
  await rig.client.vault.lock.mutate()
  await live.until('status', 2)
  rig.services.live.changed('keys')
  rig.services.live.statusChanged()
  await live.until('status', 3)
  expect(live.heard.filter(({ type }) => type === 'changed')).toEqual([])
  expect(live.heard.at(-1)).toMatchObject({ status: { session: false, vault: 'locked' } })
  live.stop()
})
