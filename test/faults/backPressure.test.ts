import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTeam, type Team } from '../sdk/team.ts'
import { RAW_DIALECTS, send } from './rawClient.ts'

const MiB = 1024 * 1024
const ANSWER = 96 * MiB
// What kernel and stream buffers on the way may hold; far below the answer.
const ROOM = 32 * MiB

let team: Team

beforeAll(async () => {
  team = await startTeam()
})
afterAll(() => team.stop())

test('a client that does not read holds the provider back, and gets everything once it does', async () => {
  const [dialect] = RAW_DIALECTS
  if (!dialect) throw new Error('no dialect')
  const vendor = team.vendors.openai
  vendor.faults.set('*', { kind: 'huge', bytes: ANSWER })
  const answer = await send(team.service.url, { dialect, token: team.token, streamed: true }).head
  const seen = vendor.lastRequest()
  let sent = -1
  while (sent !== seen.sentBytes) {
    sent = seen.sentBytes
    await sleep(300)
  }
  expect(sent).toBeLessThan(ROOM)

  let read = 0
  try {
    for await (const chunk of answer) read += (chunk as Buffer).length
  } catch {
    // This stream never says that it is whole, so it is torn down in the end.
  }
  expect(seen.sentBytes).toBeGreaterThanOrEqual(ANSWER)
  expect(read).toBeGreaterThan(ANSWER - 4 * MiB)
})
