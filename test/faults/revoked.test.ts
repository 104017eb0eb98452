import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTeam, type Team } from '../sdk/team.ts'
import { callRaw, RAW_DIALECTS, readAll, send } from './rawClient.ts'

let team: Team

beforeAll(async () => {
  // Every deed here ends in a call with a dead token, all from one address.
  team = await startTeam({ settings: { failedTokens: 1000 } })
})
afterAll(() => team.stop())
afterEach(() => {
  for (const vendor of Object.values(team.vendors)) vendor.faults.clear()
})

type Deed = (ids: { memberId: string; tokenId: string }) => Promise<unknown>
const DEEDS: [string, number, Deed][] = [
  ['revoking the token', 401, ({ tokenId: id }) => team.service.admin.tokens.revoke.mutate({ id })],
  [
    'suspending the member',
    403,
    ({ memberId: id }) => team.service.admin.members.suspend.mutate({ id }),
  ],
  [
    'removing the member',
    401,
    ({ memberId: id }) => team.service.admin.members.remove.mutate({ id }),
  ],
  [
    'off-boarding the member',
    401,
    ({ memberId: id }) => team.service.admin.members.offBoard.mutate({ id }),
  ],
]

describe.for(RAW_DIALECTS)('$family', (dialect) => {
  test.for(DEEDS)('%s cuts an open stream at once', async ([, status, deed]) => {
    const vendor = team.vendors[dialect.family]
    const { memberId, tokenId, token } = await team.service.addMember('Bruno')
    vendor.faults.set('*', { kind: 'hangMidway', after: 5 })
    const answer = await send(team.service.url, { dialect, token, streamed: true }).head
    await new Promise((resolve) => answer.once('readable', resolve))
    await deed({ memberId, tokenId })
    const { whole, id } = await readAll(answer)
    expect(whole).toBe(false)
    expect(await vendor.lastRequest().ended).toBe(false)
    const row = (await team.rows()).find((call) => call.id === id)
    expect(row).toMatchObject({ reason: 'TOKEN_REVOKED', usageState: 'estimated' })
    expect(row?.outcome).toMatch(/aborted|failed|refused/)

    vendor.faults.clear()
    const next = await callRaw(team.service.url, { dialect, token, streamed: false })
    expect(next.status).toBe(status)
  })
})

test('another member’s stream goes on', async () => {
  const [dialect] = RAW_DIALECTS
  if (!dialect) throw new Error('no dialect')
  const other = await team.service.addMember('Chiara')
  team.vendors.openai.faults.set('*', { kind: 'slow', ms: 40 })
  const answer = await send(team.service.url, { dialect, token: team.token, streamed: true }).head
  await team.service.admin.tokens.revoke.mutate({ id: other.tokenId })
  expect(await readAll(answer)).toMatchObject({ status: 200, whole: true })
})
