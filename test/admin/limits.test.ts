import { afterEach, beforeEach, expect, test } from 'vitest'
import { LIMIT_PRESETS } from '../../proxy/contract/limits.ts'
import { type Rig, refusalOf, START, startAdmin } from './support.ts'

const DAY = 86_400_000
const MINUTE = 60_000
const PER_DAY = { kind: 'fixed', every: 'day' } as const
const POT = { kind: 'never' } as const
const USD = 1_000_000_000
let rig: Rig
let ana: string

beforeEach(async () => {
  rig = await startAdmin()
  ana = (await rig.client.members.add.mutate({ name: 'Ana Ruiz' })).id
  rig.asked.changed.length = 0
})
afterEach(() => rig.close())

const limits = () => rig.client.limits
const listed = () => rig.client.limits.list.query()
const FIVE = { level: 'workspace', metric: 'money', window: PER_DAY, size: 5 * USD } as const
const add = async (limit: Parameters<Rig['client']['limits']['add']['mutate']>[0] = FIVE) =>
  (await limits().add.mutate(limit)).id

test('a limit is added with everything left out filled in, and the counters hear of it', async () => {
  const id = await add({ ...FIVE, level: 'member', subjectId: ana })
  expect(await listed()).toEqual([
    {
      ...{ ...FIVE, level: 'member', subjectId: ana, each: false, note: '', warnAtPercent: 80 },
      ...{ scope: { models: [], providers: [], endpoints: [] }, action: { kind: 'refuse' } },
      ...{ id, createdAt: START, subjectName: 'Ana Ruiz', raises: [], toppedUp: 0 },
    },
  ])
  expect(rig.asked.changed).toEqual(['limits'])
})

test('every ready-made limit can be added as it is', async () => {
  for (const preset of LIMIT_PRESETS) await add(preset)
  expect(await listed()).toHaveLength(LIMIT_PRESETS.length)
})

test('a token is named with its member', async () => {
  const { id } = await rig.client.tokens.create.mutate({ memberId: ana, label: 'laptop' })
  await add({ ...FIVE, level: 'token', subjectId: id })
  expect(await listed()).toMatchObject([{ subjectName: 'Ana Ruiz · laptop' }])
})

test.each([
  ['member', 'mem_gone'],
  ['team', 'tea_gone'],
  ['token', 'tok_gone'],
] as const)('no limit on a %s that is not there', async (level, subjectId) => {
  const refusal = await refusalOf(add({ ...FIVE, level, subjectId }))
  expect(refusal).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining(level) })
  expect(await listed()).toEqual([])
})

test('nor on a member who was removed', async () => {
  await rig.client.members.remove.mutate({ id: ana })
  expect(await refusalOf(add({ ...FIVE, level: 'member', subjectId: ana }))).toMatchObject({
    code: 'NOT_FOUND',
  })
})

test.each([
  ['an id for the workspace', { subjectId: 'mem_a' }, 'The workspace has no id'],
  [
    'each on a member',
    { level: 'member', subjectId: 'mem_a', each: true },
    'counts that one alone',
  ],
  ['a burst of nothing', { window: { kind: 'bucket', seconds: 60, burst: 0 } }, 'burst'],
  ['half a request', { metric: 'requests', size: 1.5 }, 'size'],
  [
    'a bucket that never fills',
    { size: 0, window: { kind: 'bucket', seconds: 60, burst: 5 } },
    'flow back',
  ],
  ['calls in flight a day', { metric: 'concurrent' }, 'without a window'],
  ['a misspelt endpoint', { scope: { endpoints: ['image.*'] } }, 'No endpoint is called image.*'],
  [
    'a model that no key has',
    { action: { kind: 'downgrade', model: 'gpt-6' } },
    'No provider key here has the model gpt-6',
  ],
])('%s is refused in words', async (_what, part, words) => {
  const refusal = await refusalOf(add({ ...FIVE, ...part } as typeof FIVE))
  expect(refusal.code).toBe('BAD_REQUEST')
  expect(refusal.message).toContain(words)
  expect(await listed()).toEqual([])
})

test('a downgrade goes to a model that some key has', async () => {
  const secret = 'sk-proj-CANARY0notASecret0AAAA0AAAA0AAAA0AAAA9fQ2'
  await rig.client.keys.add.mutate({ provider: 'openai', label: 'Main', secret })
  await add({ ...FIVE, action: { kind: 'downgrade', model: 'gpt-5-mini' } })
  expect(await listed()).toMatchObject([{ action: { kind: 'downgrade', model: 'gpt-5-mini' } }])
})

test('the same limit twice is refused; one that warns beside it is not', async () => {
  await add()
  const twin = await refusalOf(add({ ...FIVE, size: 9 * USD }))
  expect(twin).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('$5.00 a day') })
  await add({ ...FIVE, size: 3 * USD, action: { kind: 'warn' } })
  await add({ ...FIVE, scope: { models: ['gpt-5*'] } })
  expect(await listed()).toHaveLength(3)
})

test('a change keeps what it does not name, and the parts must fit each other', async () => {
  const id = await add({ ...FIVE, note: 'for the pilot' })
  await limits().change.mutate({ id, size: 100_000_000, warnAtPercent: null })
  expect(await listed()).toMatchObject([
    { id, size: 100_000_000, warnAtPercent: null, note: 'for the pilot', window: PER_DAY },
  ])
  const busy = await add({ level: 'workspace', metric: 'concurrent', window: POT, size: 16 })
  expect(await refusalOf(limits().change.mutate({ id: busy, window: PER_DAY }))).toMatchObject({
    code: 'BAD_REQUEST',
  })
  expect(await refusalOf(limits().change.mutate({ id: 'lim_gone', size: 1 }))).toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('a removed limit is gone, and comes back as it was with its pot', async () => {
  const id = await add({ ...FIVE, window: POT })
  await limits().topUp.mutate({ limitId: id, amount: 2 * USD })
  await limits().raise.mutate({ limitId: id, size: 7 * USD, until: START + DAY })
  const before = await listed()
  await limits().remove.mutate({ id })
  expect(await listed()).toEqual([])
  for (const refused of [
    limits().remove.mutate({ id }),
    limits().change.mutate({ id, size: 1 }),
    limits().topUp.mutate({ limitId: id, amount: 1 }),
    limits().raise.mutate({ limitId: id, size: 1, until: START + 1 }),
    limits().clear.mutate({ limitId: id }),
  ])
    expect((await refusalOf(refused)).code).toBe('NOT_FOUND')
  rig.asked.changed.length = 0
  await limits().restore.mutate({ id })
  expect(await listed()).toEqual(before)
  expect(before).toMatchObject([{ toppedUp: 2 * USD, raises: [{ size: 7 * USD }] }])
  expect(rig.asked.changed).toEqual(['limits'])
})

test('a limit does not come back beside one that took its place', async () => {
  const id = await add()
  await limits().remove.mutate({ id })
  await add()
  expect((await refusalOf(limits().restore.mutate({ id }))).code).toBe('CONFLICT')
})

test('a raise lasts until its moment or until it is ended', async () => {
  const limitId = await add()
  const { id } = await limits().raise.mutate({ limitId, size: 10 * USD, until: START + MINUTE })
  const raises = async () => (await listed()).flatMap((limit) => limit.raises)
  expect(await raises()).toEqual([
    {
      ...{ id, limitId, memberId: null, size: 10 * USD, note: '' },
      ...{ until: START + MINUTE, createdAt: START },
    },
  ])
  rig.clock.now += MINUTE
  expect(await raises()).toEqual([])
  const late = limits().raise.mutate({ limitId, size: 1, until: rig.clock.now })
  expect((await refusalOf(late)).message).toContain('is over')
  const { id: next } = await limits().raise.mutate({
    limitId,
    size: 1,
    until: rig.clock.now + MINUTE,
  })
  await limits().endRaise.mutate({ id: next })
  expect(await raises()).toEqual([])
})

test('one member’s counter is raised or cleared only where each has one', async () => {
  const shared = await add()
  const own = await add({ ...FIVE, each: true })
  const until = START + DAY
  const refusal = await refusalOf(
    limits().raise.mutate({ limitId: shared, memberId: ana, size: 1, until }),
  )
  expect(refusal.message).toContain('share one counter')
  await limits().raise.mutate({ limitId: own, memberId: ana, size: 1, until })
  await limits().clear.mutate({ limitId: own, memberId: ana })
  const unknown = limits().clear.mutate({ limitId: own, memberId: 'mem_gone' })
  expect((await refusalOf(unknown)).code).toBe('NOT_FOUND')
  expect(rig.db.all(rig.db.sql.selectFrom('limitClears').selectAll())).toEqual([
    { limitId: own, memberId: ana, at: START },
  ])
})

test('the member whom a limit is about needs not be named', async () => {
  const limitId = await add({ ...FIVE, level: 'member', subjectId: ana })
  await limits().raise.mutate({ limitId, memberId: ana, size: 1, until: START + DAY })
  expect(await listed()).toMatchObject([{ raises: [{ memberId: null }] }])
})

test('only a prepaid pot is topped up, and never beyond what can be counted', async () => {
  const daily = await add()
  expect((await refusalOf(limits().topUp.mutate({ limitId: daily, amount: 1 }))).code).toBe(
    'CONFLICT',
  )
  const pot = await add({ ...FIVE, window: POT })
  await limits().topUp.mutate({ limitId: pot, amount: 1 })
  await limits().topUp.mutate({ limitId: pot, amount: 100_000_000 })
  expect((await listed()).find(({ id }) => id === pot)).toMatchObject({ toppedUp: 100_000_001 })
  const tooMuch = limits().topUp.mutate({ limitId: pot, amount: Number.MAX_SAFE_INTEGER })
  expect((await refusalOf(tooMuch)).message).toContain('more than can be counted')
})

test('calls in flight cannot be cleared', async () => {
  const limitId = await add({ level: 'workspace', metric: 'concurrent', window: POT, size: 16 })
  expect((await refusalOf(limits().clear.mutate({ limitId }))).code).toBe('CONFLICT')
})

test('without the passphrase nothing is seen or changed', async () => {
  expect((await refusalOf(rig.anonymous.limits.list.query())).code).toBe('UNAUTHORIZED')
  expect((await refusalOf(rig.anonymous.limits.add.mutate(FIVE))).code).toBe('UNAUTHORIZED')
})
