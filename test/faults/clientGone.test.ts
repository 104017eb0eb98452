import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTeam, type Team } from '../sdk/team.ts'
import { until } from '../sdk/until.ts'
import { RAW_DIALECTS, type RawDialect, send } from './rawClient.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam()
})
afterAll(() => team.stop())
afterEach(() => {
  for (const vendor of Object.values(team.vendors)) vendor.faults.clear()
})

/** Reads this many bytes of the answer, then hangs up. */
async function leaveAfter(dialect: RawDialect, bytes: number): Promise<void> {
  const { request, head } = send(team.service.url, {
    dialect,
    token: team.token,
    streamed: true,
    prompt: 'Tell me about keys in 60 words',
  })
  const answer = await head
  let read = 0
  for await (const chunk of answer) {
    read += (chunk as Buffer).length
    if (read >= bytes) break
  }
  request.destroy()
}

const MOMENTS = [
  { when: 'at the first byte', after: 1, bytes: 1 },
  { when: 'midway', after: 30, bytes: 2000 },
  { when: 'before the last event', after: 58, bytes: 4000 },
]

describe.for(RAW_DIALECTS)('$family', (dialect) => {
  test.for(MOMENTS)('a client that leaves $when', async ({ after, bytes }) => {
    const vendor = team.vendors[dialect.family]
    const before = (await team.rows()).length
    vendor.faults.set('*', { kind: 'hangMidway', after })
    await leaveAfter(dialect, bytes)
    // The fake never ends this answer: only the gateway's hang-up can.
    expect(await vendor.lastRequest().ended).toBe(false)
    const row = await until(async () => (await team.rows())[before])
    expect(row).toMatchObject({ outcome: 'aborted', usageState: 'estimated', upstreamStatus: 200 })
    expect(row.usage.input).toBeGreaterThan(0)
    if (after > 1) expect(row.usage.output).toBeGreaterThan(5)
  })

  test('a client that leaves before the answer begins', async () => {
    const vendor = team.vendors[dialect.family]
    const seen = vendor.requests.length
    const before = (await team.rows()).length
    vendor.faults.set('*', { kind: 'hang' })
    const { request } = send(team.service.url, { dialect, token: team.token, streamed: true })
    await until(() => vendor.requests[seen])
    request.destroy()
    expect(await vendor.lastRequest().ended).toBe(false)
    const row = await until(async () => (await team.rows())[before])
    expect(row).toMatchObject({ outcome: 'aborted', usageState: 'estimated', upstreamStatus: null })
  })
})

test('a client that leaves while it is still sending costs nothing', async () => {
  const seen = team.vendors.openai.requests.length
  const { hostname, port } = new URL(team.service.url)
  const socket = connect(Number(port), hostname)
  socket.write(
    [
      'POST /v1/chat/completions HTTP/1.1',
      `host: ${hostname}:${port}`,
      `authorization: Bearer ${team.token}`,
      'content-type: application/json',
      'content-length: 1000',
      '',
      '{"model":"gpt-5-mini","messages":[',
    ].join('\r\n'),
  )
  await new Promise((resolve) => socket.once('ready', resolve))
  socket.end()
  await new Promise((resolve) => socket.once('close', resolve).resume())
  expect(team.vendors.openai.requests.length).toBe(seen)
})

test('afterwards nothing is in flight any more', async () => {
  const { inFlight } = await team.service.admin.overview.figures.query()
  expect(inFlight).toBe(0)
})
