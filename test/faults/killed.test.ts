import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTeam, type Team } from '../sdk/team.ts'
import { type Service, startService } from '../support/service.ts'
import { callRaw, RAW_DIALECTS, type RawAnswer, type RawDialect } from './rawClient.ts'

const MEMBERS = 4
const WORKERS = 24
const ANSWERED_BEFORE_THE_END = 300

let team: Team
let again: Service | undefined

beforeAll(async () => {
  team = await startTeam()
})
afterAll(async () => {
  await again?.stop()
  await Promise.all(Object.values(team.vendors).map((vendor) => vendor.stop()))
})

test('kill -9 under load loses no answered call and settles those that were cut', async () => {
  const { url, dataDir } = team.service
  const tokens = [team.token]
  for (let i = 1; i < MEMBERS; i++) tokens.push((await team.service.addMember(`M${i}`)).token)
  for (const vendor of Object.values(team.vendors)) vendor.faults.set('*', { kind: 'slow', ms: 3 })

  await beginEndlessCall()
  const answered: RawAnswer[] = []
  const cut: RawAnswer[] = []
  let dead = false
  const work = async (worker: number) => {
    for (let i = worker; !dead; i++) {
      const dialect = RAW_DIALECTS[i % RAW_DIALECTS.length]
      const token = tokens[worker % tokens.length]
      if (!dialect || !token) return
      const answer = await callRaw(url, { dialect, token, streamed: i % 2 === 0 }).catch(() => null)
      if (answer) (answer.whole ? answered : cut).push(answer)
      if (answered.length >= ANSWERED_BEFORE_THE_END && !dead) {
        dead = true
        await team.service.kill()
      }
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, i) => work(i)))
  expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([200]))

  again = await startService({ dataDir })
  const { recovered } = await again.admin.status.get.query()
  const rows = await allRows(again)
  for (const { id } of answered) expect(rows.get(id)).toMatchObject({ outcome: 'ok', status: 200 })
  const interrupted = [...rows.values()].filter(({ outcome }) => outcome === 'interrupted')
  expect(interrupted.length).toBeGreaterThan(0)
  expect(recovered?.interruptedCalls).toBe(interrupted.length)
  expect(recovered?.message).toMatch(new RegExp(`\\b${interrupted.length}\\b.*call`))
  expect(again.output()).toContain(recovered?.message)
  for (const row of interrupted) {
    expect(row).toMatchObject({ usageState: 'estimated' })
    expect(row.usage.input).toBeGreaterThan(0)
    expect(row.endedAt).not.toBeNull()
  }
  for (const { id } of cut) expect(rows.get(id)?.outcome).toMatch(/interrupted|ok/)
  expect([...rows.values()].filter(({ outcome }) => outcome === 'open')).toEqual([])
})

/** Is under way at the end, whatever the others are doing at that moment. */
async function beginEndlessCall(): Promise<void> {
  const [openai] = RAW_DIALECTS
  const { faults, requests } = team.vendors.openai
  if (!openai) throw new Error('no dialect is known')
  const dialect: RawDialect = {
    ...openai,
    body: (streamed, prompt) => ({ ...openai.body(streamed, prompt), model: 'gpt-5.5' }),
  }
  faults.set('gpt-5.5', { kind: 'hang' })
  void callRaw(team.service.url, { dialect, token: team.token, streamed: false }).catch(() => {})
  await vi.waitFor(() => expect(requests).toHaveLength(1), { timeout: 30_000 })
}

test('after an orderly stop the next start has nothing to settle', async () => {
  if (!again) throw new Error('the first test did not get that far')
  const before = await allRows(again)
  const { dataDir } = again
  await again.stop()
  again = await startService({ dataDir })
  expect((await again.admin.status.get.query()).recovered).toBeNull()
  expect(await allRows(again)).toEqual(before)
})

async function allRows({ admin }: Service) {
  const rows = new Map<string, Awaited<ReturnType<typeof page>>['calls'][number]>()
  const page = (before?: string) =>
    admin.calls.page.query({ filter: {}, limit: 1000, ...(before ? { before } : {}) })
  for (let before: string | undefined, more = true; more; ) {
    const part = await page(before)
    for (const row of part.calls) rows.set(row.id, row)
    before = part.calls.at(-1)?.id
    more = part.more
  }
  return rows
}
