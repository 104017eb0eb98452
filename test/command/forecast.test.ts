import { afterAll, beforeAll, expect, test } from 'vitest'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
let service: Served

beforeAll(async () => {
  await keyrack.value(['init'])
  service = await keyrack.serve()
})
afterAll(async () => {
  await service?.end('SIGKILL')
  keyrack.remove()
})

test('a forecast says what it knows, and that it needs a week', async () => {
  expect(await keyrack.value(['usage', 'forecast'])).toMatchObject({
    day: { period: 'day', soFarNanoUsd: 0, estimate: null },
    month: { period: 'month', daysKnown: 0, budget: null },
  })
  const limit = ['limit', 'add', '--money', '500', '--per', 'month']
  const { id } = await keyrack.value(limit)
  expect(await keyrack.value(['usage', 'forecast'])).toMatchObject({
    month: { budget: { limitId: id, sizeNanoUsd: 500e9, usedNanoUsd: 0, reachedAt: null } },
  })
  await keyrack.value(['team', 'add', 'App'])
  expect(await keyrack.value(['usage', 'forecast', '--team', 'app'])).toMatchObject({
    month: { budget: null },
  })
  const unknown = await keyrack.run(['usage', 'forecast', '--team', 'Nobody'])
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('no team "Nobody"')])
})

test('the proxy is reached at its own address, or what is wrong is said', async () => {
  expect(await keyrack.value(['network', 'reach'])).toEqual({
    ...{ url: service.ready.url, ms: expect.any(Number), problem: null },
  })
})
