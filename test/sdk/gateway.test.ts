import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SDK_CASES } from './cases/all.ts'
import { expectSettled } from './expectSettled.ts'
import { filesWithSecrets, secretsIn } from './leaks.ts'
import { keyrackPlace, mountedPlace } from './place.ts'
import type { SdkCase } from './sdkCase.ts'
import { startTap, type Tap } from './tap.ts'
import { startTeam, type Team } from './team.ts'

let team: Team
let tap: Tap

beforeAll(async () => {
  team = await startTeam()
  tap = await startTap(team.service.url)
})
afterAll(async () => {
  await tap.stop()
  await team.stop()
})

async function check(sdkCase: SdkCase, place: ReturnType<typeof keyrackPlace>) {
  const { family, model, endpoint, streamed, calls = 1, gives, run } = sdkCase
  const vendor = team.vendors[family]
  const seenBefore = vendor.requests.length
  const rowsBefore = new Set((await team.rows()).map(({ id }) => id))

  expect(await run(place)).toEqual(gives)

  const seen = vendor.requests.slice(seenBefore)
  const rows = (await team.rows()).filter(({ id }) => !rowsBefore.has(id))
  expect([seen.length, rows.length]).toEqual([calls, calls])
  for (const [i, row] of rows.entries()) {
    const request = seen[i]
    if (!request) continue
    expect(row).toMatchObject({ endpoint, model, streamed, keyId: team.keyIds[family] })
    expect(row).toMatchObject({ memberId: team.memberId, tokenId: team.tokenId })
    expectSettled(row, request, family)
    expectNothingOfTheClient(request.rawHeaders)
  }
}

/** The vendor learns nothing of who called, and nothing the client chose for it. */
function expectNothingOfTheClient(rawHeaders: string[]) {
  const head = rawHeaders.join('\n').toLowerCase()
  expect(secretsIn(head, [team.token.toLowerCase()])).toEqual([])
  for (const name of ['cookie', 'x-stainless', 'openai-organization', 'openai-project', 'sec-']) {
    expect(head).not.toMatch(new RegExp(`^${name}`, 'm'))
  }
}

describe('official SDKs through Keyrack at its root', () => {
  test.for(SDK_CASES)('$name', (sdkCase) => check(sdkCase, keyrackPlace(tap.url, team.token)))
})

describe('official SDKs through Keyrack at the mounts', () => {
  const some = SDK_CASES.filter(({ name }) => !name.startsWith('ai sdk'))
  test.for(some)('$name', (sdkCase) => check(sdkCase, mountedPlace(tap.url, team.token)))
})

test('the providers’ keys and accounts show in no answer, log line or file', () => {
  const keys = Object.values(team.vendors).map(({ secret }) => secret)
  const secrets = [...keys, team.token]
  expect(tap.heard().length).toBeGreaterThan(100_000)
  expect(secretsIn(tap.heard(), secrets)).toEqual([])
  expect(secretsIn(tap.heard(), ['canary'])).toEqual([])
  expect(secretsIn(team.service.output(), secrets)).toEqual([])
  expect(filesWithSecrets(team.service.dataDir, secrets)).toEqual([])
})
