import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageOf } from '../../proxy/contract/calls.ts'
import { filesWithSecrets, secretsIn } from '../sdk/leaks.ts'
import { startTeam, type Team } from '../sdk/team.ts'
import type { Fault } from '../vendor/faults.ts'
import { callRaw, RAW_DIALECTS } from './rawClient.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam()
})
afterAll(() => team.stop())

/** Careless providers: they say the key they were given, whole, in pieces, or in an error. */
const ECHOES: [string, Fault][] = [
  ['in one piece', { kind: 'echo', bytes: 1_000_000 }],
  ['in pieces of five bytes', { kind: 'echo', bytes: 5 }],
  ['byte by byte', { kind: 'echo', bytes: 1 }],
  ['in a refused request', { kind: 'status', status: 400, message: 'key {secret} says no' }],
  ['in a refused key', { kind: 'status', status: 401, message: 'Incorrect key: {secret}' }],
  ['in a page of HTML', { kind: 'status', status: 500, body: '<pre>{secret}</pre>' }],
]

describe.for(RAW_DIALECTS)('$family', (dialect) => {
  test.for(ECHOES)('a key that the provider says %s reaches nobody', async ([, fault]) => {
    const vendor = team.vendors[dialect.family]
    for (const streamed of [false, true]) {
      vendor.faults.set('*', fault)
      const answer = await callRaw(team.service.url, { dialect, token: team.token, streamed })
      expect(secretsIn(answer.body, [vendor.secret])).toEqual([])
      expect(answer.whole).toBe(true)
      if (fault.kind !== 'echo') continue
      const row = (await team.rows()).find(({ id }) => id === answer.id)
      const usage = usageOf(vendor.lastRequest().told?.usage)
      expect(row).toMatchObject({ outcome: 'ok', usageState: 'reported', usage })
      // What stood around it is still there.
      expect(answer.body).toContain('Keys')
      expect(answer.body).toContain('rack,')
    }
  })
})

test('nor does it stand in the log, in any file of the data folder, or in what the window sees', async () => {
  const { admin, dataDir, output } = team.service
  const secrets = [...Object.values(team.vendors).map(({ secret }) => secret), team.token]
  const seen = await Promise.all([
    admin.keys.list.query(),
    admin.members.list.query(),
    admin.tokens.list.query({}),
    admin.settings.list.query(),
    admin.overview.attention.query(),
    admin.members.card.query({ memberId: team.memberId }),
    ...(await team.rows()).map(({ id }) => admin.calls.get.query({ id })),
  ])
  expect(secretsIn(JSON.stringify(seen), secrets)).toEqual([])
  expect(secretsIn(output(), secrets)).toEqual([])
  expect(filesWithSecrets(dataDir, secrets)).toEqual([])
})
