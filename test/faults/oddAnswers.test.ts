import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { usageOf } from '../../proxy/contract/calls.ts'
import { startTeam, type Team } from '../sdk/team.ts'
import type { Fault } from '../vendor/faults.ts'
import { callRaw, RAW_DIALECTS, type RawDialect } from './rawClient.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam()
})
afterAll(() => team.stop())
afterEach(() => {
  for (const vendor of Object.values(team.vendors)) vendor.faults.clear()
})

async function meet(fault: Fault | undefined, dialect: RawDialect, streamed: boolean) {
  const vendor = team.vendors[dialect.family]
  vendor.faults.clear()
  if (fault) vendor.faults.set('*', fault)
  const answer = await callRaw(team.service.url, { dialect, token: team.token, streamed })
  const row = (await team.rows()).find(({ id }) => id === answer.id)
  if (!row) throw new Error(`${answer.id} is in no row of the ledger`)
  return { answer, row, told: vendor.lastRequest().told }
}

/** Unusual, but right: what arrives and what is counted must be the same as ever. */
const HARMLESS: [string, Fault][] = [
  ['pieces of one byte', { kind: 'shred', bytes: 1 }],
  ['pieces of seven bytes', { kind: 'shred', bytes: 7 }],
  ['pauses', { kind: 'slow', ms: 5 }],
  ['an interim answer first', { kind: 'informational' }],
]

describe.for(RAW_DIALECTS)('$family', (dialect) => {
  test.for(HARMLESS)('%s change nothing', async ([, fault]) => {
    for (const streamed of [false, true]) {
      const usual = await meet(undefined, dialect, streamed)
      const odd = await meet(fault, dialect, streamed)
      expect(odd.answer).toEqual({ ...usual.answer, id: odd.answer.id })
      expect(odd.row).toMatchObject({
        outcome: 'ok',
        usageState: 'reported',
        usage: usageOf(odd.told?.usage),
        costNanoUsd: usual.row.costNanoUsd,
      })
    }
  })

  test('CRLF and comments are handed on, and the usage is read all the same', async () => {
    const { answer, row, told } = await meet({ kind: 'crlf' }, dialect, true)
    expect(answer.body).toContain(': keep-alive\r\n\r\n')
    expect(row).toMatchObject({ usageState: 'reported', usage: usageOf(told?.usage) })
  })

  test('an answer without usage is charged by an estimate that says so', async () => {
    const { row, answer } = await meet({ kind: 'noUsage' }, dialect, false)
    expect(answer.status).toBe(200)
    expect(row).toMatchObject({ outcome: 'ok', usageState: 'estimated' })
    expect(row.usage.input).toBeGreaterThan(0)
    expect(row.usage.output).toBeGreaterThan(0)
  })

  test.for([
    ['below zero', { fresh: -50, output: -7 }],
    ['beyond what a number holds', { fresh: 1e300, output: 1e300 }],
    ['no integer', { fresh: 1.5, output: 2.5 }],
  ] as const)('usage that is %s never reaches the ledger', async ([, parts]) => {
    for (const streamed of [false, true]) {
      const { row, answer } = await meet({ kind: 'usage', parts }, dialect, streamed)
      expect(answer.status).toBe(200)
      for (const amount of Object.values(row.usage)) {
        expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true)
      }
      expect(row.costNanoUsd === null || Number.isSafeInteger(row.costNanoUsd)).toBe(true)
      expect(row.costNanoUsd ?? 0).toBeGreaterThanOrEqual(0)
    }
  })
})
