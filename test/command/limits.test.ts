import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataFiles } from '../../proxy/base/paths.ts'
import { usageOf } from '../../proxy/contract/calls.ts'
import { openDb } from '../../proxy/store/db.ts'
import { addCall } from '../store/support.ts'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

/** One running service; each test goes on where the one before ended. */
const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
const DAY = 86_400_000
const HOUR = 3_600_000
let service: Served | undefined
let ana: string
let daily: string
let pot: string

beforeAll(async () => {
  await keyrack.value(['init'])
  service = await keyrack.serve()
  await keyrack.value(['settings', 'set', 'timeZone', 'Europe/Madrid'])
  ana = String((await keyrack.value(['member', 'add', 'Ana Ruiz'])).id)
  await keyrack.value(['team', 'add', 'App'])
})
afterAll(async () => {
  await service?.end('SIGKILL')
  keyrack.remove()
})

const list = () => keyrack.lines(['limit', 'list'])

test('money is typed in dollars, a member by name, and kept to the nano-dollar', async () => {
  const added = await keyrack.value(
    'limit add --money 0.1 --per day --warn-at 90 --member'.split(' ').concat('ana ruiz'),
  )
  daily = String(added.id)
  expect(added).toMatchObject({
    ...{ level: 'member', subjectId: ana, subjectName: 'Ana Ruiz', each: false },
    ...{ metric: 'money', size: 100_000_000, window: { kind: 'fixed', every: 'day' } },
    ...{ warnAtPercent: 90, action: { kind: 'refuse' } },
  })
})

test('every kind of window, scope and action can be typed', async () => {
  const add = (flags: string) => keyrack.value(`limit add ${flags}`.split(' '))
  expect(await add('--team App --requests 1000 --sliding 3600 --each')).toMatchObject({
    ...{ level: 'team', each: true, size: 1000, window: { kind: 'sliding', seconds: 3600 } },
  })
  expect(await add('--requests 60 --bucket 60 --burst 10 --action warn')).toMatchObject({
    ...{ level: 'workspace', window: { kind: 'bucket', seconds: 60, burst: 10 } },
    action: { kind: 'warn' },
  })
  expect(
    await add(
      '--tokens 2M --per month --model gpt-5* --model o3 --provider openai --endpoint chat.*',
    ),
  ).toMatchObject({
    size: 2_000_000,
    scope: { models: ['gpt-5*', 'o3'], providers: ['openai'], endpoints: ['chat.*'] },
  })
  expect(await add('--seconds 1.5 --per hour')).toMatchObject({ metric: 'seconds', size: 1500 })
  await keyrack.run(['token', 'create', '--member', 'Ana Ruiz', '--label', 'laptop'])
  expect(await add('--images 5 --per day --token-id laptop')).toMatchObject({
    ...{ level: 'token', subjectName: 'Ana Ruiz · laptop' },
  })
  expect(await add('--preset 4')).toMatchObject({ metric: 'concurrent', size: 16, each: true })
  pot = String((await add('--money 100 --prepaid --note pilot')).id)
  expect(await list()).toHaveLength(8)
})

test('what does not make sense is one line on stderr, and nothing is set', async () => {
  const cases: [string, string][] = [
    ['--requests 5', 'Say in which time'],
    ['--money 5 --per day --member Nobody', 'There is no member'],
    ['--requests 5 --per day --endpoint image.*', 'No endpoint is called image.*'],
  ]
  for (const [flags, words] of cases) {
    const answer = await keyrack.run(['limit', 'add', '--json', ...flags.split(' ')])
    expect([flags, answer.code, answer.stdout]).toEqual([flags, 1, ''])
    expect(answer.stderr).toMatch(/^keyrack: [^\n]+\n$/)
    expect(answer.stderr).toContain(words)
  }
  expect(await list()).toHaveLength(8)
})

test('a change names its parts only; the rest stays', async () => {
  const changed = await keyrack.value(
    `limit change ${daily} --money 5 --model gpt-5* --warn-at never`.split(' '),
  )
  expect(changed).toMatchObject({
    ...{ id: daily, size: 5_000_000_000, window: { kind: 'fixed', every: 'day' } },
    ...{ warnAtPercent: null, scope: { models: ['gpt-5*'], providers: [], endpoints: [] } },
  })
  const all = await keyrack.value(['limit', 'change', daily, '--everything', '--per', 'week'])
  expect(all).toMatchObject({
    ...{ size: 5_000_000_000, window: { every: 'week' }, scope: { models: [] } },
  })
  const wrong = await keyrack.run(['limit', 'change', daily, '--requests', '5'])
  expect(wrong.stderr).toContain('This limit counts money, which cannot become requests')
  await keyrack.value(['limit', 'change', daily, '--per', 'day'])
})

test('a raise lasts until the midnight after Friday in the workspace’s zone, and can be ended', async () => {
  const raise = await keyrack.value(`limit raise ${daily} --to 10 --until friday`.split(' '))
  expect(raise).toMatchObject({ limitId: daily, size: 10_000_000_000 })
  const until = Number(raise.until)
  expect(until).toBeGreaterThan(Date.now())
  expect(until).toBeLessThanOrEqual(Date.now() + 7 * DAY + HOUR)
  const inMadrid = new Intl.DateTimeFormat('en', {
    ...{ timeZone: 'Europe/Madrid', weekday: 'short', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  }).format(until)
  expect(inMadrid).toBe('Sat 00:00')
  expect((await list()).find(({ id }) => id === daily)?.raises).toMatchObject([{ id: raise.id }])
  await keyrack.value(['limit', 'end-raise', String(raise.id)])
  expect((await list()).find(({ id }) => id === daily)?.raises).toEqual([])
  const past = await keyrack.run(`limit raise ${daily} --to 10 --until 2020-01-01`.split(' '))
  expect([past.code, past.stderr]).toEqual([1, 'keyrack: --until: this moment is over.\n'])
})

test('a pot is found by its note and topped up, shown with what is left', async () => {
  expect(await keyrack.value(['limit', 'top-up', 'pilot', '25.5'])).toMatchObject({
    ...{ limitId: pot, amount: 25_500_000_000 },
  })
  const standing = (await keyrack.lines(['limit', 'list', '--usage'])).find(
    ({ limit }) => (limit as { id: string }).id === pot,
  )
  expect(standing).toMatchObject({ size: 125_500_000_000, used: 0, left: 125_500_000_000 })
  const shown = await keyrack.run(['limit', 'list', '--usage', '--member', 'Ana Ruiz'])
  expect(shown.stdout).toContain('$125.50 prepaid')
})

test('a preview tells what would have been stopped, and changes nothing', async () => {
  const before = await list()
  const db = openDb(dataFiles(keyrack.dataDir).database)
  for (let i = 0; i < 5; i++) {
    const part = { memberId: ana, tokenId: null, sent: 1, model: 'house-1', priceState: 'unknown' }
    const use = { costNanoUsd: null, ...usageOf({ input: 1_000_000 }) }
    addCall(db, Date.now() - DAY + i, { ...part, ...use })
  }
  db.close()
  const preview = await keyrack.value('limit preview --requests 3 --per month --each'.split(' '))
  expect(preview).toMatchObject({ days: 14, calls: 5, members: [{ name: 'Ana Ruiz' }] })
  const words = await keyrack.run(['limit', 'preview', daily, '--money', '0.000001'])
  expect([words.code, words.stdout]).toEqual([
    0,
    'Of 5 calls that it counts in the last 14 days it would have stopped 0.\n',
  ])
  expect(await list()).toEqual(before)
})

test('past calls are priced anew: first looked at, then done, by a price that begins in the past', async () => {
  const price = 'price set --provider openai --model house-1 --input 0.1 --from 7d'
  expect(await keyrack.value(price.split(' '))).toMatchObject({ source: 'admin' })
  const sums = {
    ...{ calls: 5, changed: 5, beforeNanoUsd: 0, afterNanoUsd: 500_000_000 },
    ...{ unpricedBefore: 5, unpricedAfter: 0 },
  }
  expect(await keyrack.value(['price', 'reprice', '--since', '2d', '--dry-run'])).toMatchObject({
    ...{ ...sums, models: [{ provider: 'openai', model: 'house-1' }] },
  })
  expect(await keyrack.value(['price', 'reprice', '--since', '2d'])).toMatchObject(sums)
  expect(await keyrack.value(['price', 'reprice', '--since', '2d'])).toMatchObject({ changed: 0 })
  const [summary] = await keyrack.lines(['calls', 'summary', '--by', 'member'])
  expect(summary).toMatchObject({ costNanoUsd: 500_000_000, unpriced: 0 })
})

test('a counter is explained down to the calls, and agrees with the ledger', async () => {
  await keyrack.value(['limit', 'change', daily, '--per', 'month'])
  const told = await keyrack.value(['limit', 'explain', daily])
  expect(told).toMatchObject({ agrees: true, standing: { limit: { id: daily } } })
  const { amount } = told.ledger as { amount: number }
  expect((told.standing as { used: number }).used).toBe(amount)
  const words = await keyrack.run(['limit', 'explain', daily])
  expect(words.stdout).toContain('the counter agrees')
  expect(await keyrack.value(['limit', 'check'])).toMatchObject({ disagreeing: [] })
  await keyrack.value(['limit', 'clear', daily])
  expect(await keyrack.value(['limit', 'explain', daily])).toMatchObject({
    ...{ agrees: true, ledger: { calls: 0, amount: 0 }, clearedAt: expect.any(Number) },
  })
})

test('a removed limit can be brought back', async () => {
  expect(await keyrack.value(['limit', 'remove', 'pilot'])).toEqual({ id: pot, removed: true })
  expect(await list()).toHaveLength(7)
  await keyrack.value(['limit', 'restore', pot])
  expect((await list()).find(({ id }) => id === pot)).toMatchObject({ toppedUp: 25_500_000_000 })
})

test('the lists read well on a terminal', async () => {
  const presets = await keyrack.run(['limit', 'presets'])
  expect(presets.stdout).toContain('1,000 requests an hour')
  const limits = await keyrack.run(['limit', 'list'])
  expect(limits.stdout).toMatch(/^ID +FOR +LIMIT +OF/)
  expect(limits.stdout).toContain('each of team App')
  expect(limits.stdout).toContain('gpt-5*, o3, openai, chat.*')
})
