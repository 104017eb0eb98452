import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { CallRecord } from '../../proxy/contract/calls.ts'
import { secretsIn } from '../sdk/leaks.ts'
import { startTeam, type Team } from '../sdk/team.ts'
import type { Fault } from '../vendor/faults.ts'
import { callRaw, RAW_DIALECTS, type RawAnswer, type RawDialect } from './rawClient.ts'

let team: Team

beforeAll(async () => {
  const settings = { firstByteTimeoutMs: 400, idleTimeoutMs: 400, answerBytes: 1024 * 1024 }
  team = await startTeam({ settings })
})
afterAll(() => team.stop())
afterEach(() => {
  for (const vendor of Object.values(team.vendors)) vendor.faults.clear()
})

/** How the client learns of it: a refusal in its dialect, or an answer that had begun and is torn down. */
type Seen = 'refusal' | 'torn'

interface Row {
  what: string
  fault: Fault
  whole: Seen
  streamed: Seen
  /** What the refusal says, by status: Gemini knows no 502. */
  statuses: number[]
  usageState: CallRecord['usageState']
}

const UPSTREAM = [502, 503]
const ROWS: Row[] = [
  {
    what: 'answers 500 and quotes its key',
    fault: { kind: 'status', status: 500, message: 'no luck with {secret}' },
    whole: 'refusal',
    streamed: 'refusal',
    statuses: UPSTREAM,
    usageState: 'none',
  },
  {
    what: 'answers 200 with a page of HTML',
    fault: { kind: 'status', status: 200, body: '<html>Welcome to the hotel network</html>' },
    whole: 'refusal',
    streamed: 'refusal',
    statuses: UPSTREAM,
    usageState: 'estimated',
  },
  {
    what: 'never answers',
    fault: { kind: 'hang' },
    whole: 'refusal',
    streamed: 'refusal',
    statuses: [504],
    usageState: 'estimated',
  },
  {
    what: 'falls silent midway',
    fault: { kind: 'hangMidway', after: 3 },
    whole: 'refusal',
    streamed: 'torn',
    statuses: [502, 503, 504],
    usageState: 'estimated',
  },
  {
    what: 'resets the connection',
    fault: { kind: 'reset' },
    whole: 'refusal',
    streamed: 'refusal',
    statuses: UPSTREAM,
    usageState: 'estimated',
  },
  {
    what: 'cuts its answer',
    fault: { kind: 'cut', after: 3 },
    whole: 'refusal',
    streamed: 'torn',
    statuses: UPSTREAM,
    usageState: 'estimated',
  },
  {
    what: 'ends its answer too early, cleanly',
    fault: { kind: 'earlyEnd', after: 3 },
    whole: 'refusal',
    streamed: 'torn',
    statuses: UPSTREAM,
    usageState: 'estimated',
  },
  {
    what: 'answers garbage',
    fault: { kind: 'garbage' },
    whole: 'refusal',
    streamed: 'torn',
    statuses: UPSTREAM,
    usageState: 'estimated',
  },
  {
    what: 'answers more than is passed on',
    fault: { kind: 'huge', bytes: 8 * 1024 * 1024 },
    whole: 'refusal',
    streamed: 'torn',
    statuses: UPSTREAM,
    usageState: 'estimated',
  },
]

const WAYS = RAW_DIALECTS.flatMap((dialect) =>
  [false, true].map((streamed) => ({
    dialect,
    streamed,
    name: `${dialect.family}, ${streamed ? 'streamed' : 'whole'}`,
  })),
)

async function meet(fault: Fault, dialect: RawDialect, streamed: boolean) {
  team.vendors[dialect.family].faults.set('*', fault)
  const answer = await callRaw(team.service.url, { dialect, token: team.token, streamed })
  const row = (await team.rows()).find(({ id }) => id === answer.id)
  if (!row) throw new Error(`${answer.id} is in no row of the ledger`)
  return { answer, row }
}

function expectNativeError(answer: RawAnswer, family: RawDialect['family']) {
  const body = JSON.parse(answer.body)
  expect(answer.whole).toBe(true)
  expect(body.error.message).toMatch(/^Keyrack: /)
  if (family === 'anthropic') expect(body.type).toBe('error')
  if (family === 'gemini') expect(body.error.code).toBe(answer.status)
}

describe.for(WAYS)('$name', ({ dialect, streamed }) => {
  test.for(ROWS)('a provider that $what', async (expected) => {
    const { answer, row } = await meet(expected.fault, dialect, streamed)
    if (expected[streamed ? 'streamed' : 'whole'] === 'refusal') {
      expect(expected.statuses).toContain(answer.status)
      expectNativeError(answer, dialect.family)
      expect(row.status).toBe(answer.status)
    } else {
      expect([answer.status, answer.whole]).toEqual([200, false])
    }
    expect(row).toMatchObject({ outcome: 'failed', usageState: expected.usageState })
    expect(row.reason).toMatch(/^[A-Z_]+$/)
    expect(row.usage.input > 0).toBe(expected.usageState === 'estimated')
    expect(secretsIn(answer.body, [team.vendors[dialect.family].secret])).toEqual([])
  })

  test('a redirect is refused and leads nowhere', async () => {
    let visits = 0
    const elsewhere = createServer((_, response) => {
      visits++
      response.end('{}')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/v1/steal`
    const { answer, row } = await meet({ kind: 'redirect', location }, dialect, streamed)
    expect(UPSTREAM).toContain(answer.status)
    expectNativeError(answer, dialect.family)
    expect(row).toMatchObject({ outcome: 'failed', upstreamStatus: 302, usageState: 'none' })
    expect(visits).toBe(0)
    elsewhere.close()
  })
})

describe.for(WAYS.filter(({ streamed }) => streamed))('$name', ({ dialect }) => {
  test('an error reported inside the stream is handed on, and the call has failed', async () => {
    const { answer, row } = await meet({ kind: 'errorEvent', after: 4 }, dialect, true)
    expect(answer.body).toContain('Overloaded')
    expect(row).toMatchObject({ outcome: 'failed', usageState: 'estimated' })
  })
})
