import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FAMILIES } from '../vendor/family.ts'
import { SDK_CASES } from './cases/all.ts'
import { expectSettled } from './expectSettled.ts'
import { startTeam, type Team } from './team.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam({ tls: 'on' })
})
afterAll(() => team.stop())

/** Runs the cases in a process of its own; with Keyrack's authority trusted, or without. */
async function asTeammate(environment: Record<string, string>) {
  const { stdout } = await promisify(execFile)(process.execPath, ['test/sdk/overTls.ts'], {
    env: {
      ...process.env,
      KEYRACK_URL: team.service.url,
      KEYRACK_TOKEN: team.token,
      ...environment,
    },
    maxBuffer: 16 * 1024 * 1024,
  })
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; problem?: string })
}

test('every official SDK works over HTTPS once it trusts Keyrack’s authority', async () => {
  expect(team.service.url).toMatch(/^https:/)
  const trust = { NODE_EXTRA_CA_CERTS: join(team.service.dataDir, 'tls', 'ca.pem') }
  const results = await asTeammate(trust)
  expect(results.filter(({ problem }) => problem !== undefined)).toEqual([])
  expect(results).toHaveLength(SDK_CASES.length)

  const rows = await team.rows()
  for (const family of FAMILIES) {
    const seen = team.vendors[family].requests
    const theirs = rows.filter(({ keyId }) => keyId === team.keyIds[family])
    expect(theirs).toHaveLength(seen.length)
    for (const [i, row] of theirs.entries()) {
      const request = seen[i]
      if (request) expectSettled(row, request, family)
    }
  }
})

test('without that trust no SDK says a word to it', async () => {
  const rows = await team.rows()
  const results = await asTeammate({ ONLY: ': chat' })
  expect(results).toHaveLength(4)
  for (const { name, problem } of results) {
    expect(`${name}: ${problem}`).toMatch(/certificate|SELF_SIGNED|fetch failed|Connection/i)
  }
  expect(await team.rows()).toEqual(rows)
})
