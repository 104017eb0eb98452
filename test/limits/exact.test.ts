import { afterEach, expect, test, vi } from 'vitest'
import { readAll, send } from '../faults/rawClient.ts'
import type { Team } from '../sdk/team.ts'
import type { Fault } from '../vendor/faults.ts'
import {
  addLimit,
  ask,
  chatOf,
  costOfAll,
  errorOf,
  MOST_WORDS,
  numbers,
  sentRows,
  startRoomyTeam,
} from './support.ts'

// Thousands of calls: on a busy machine they take their time.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

let team: Team

afterEach(() => team.stop())

const times = <T>(count: number, one: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => one(index)))

test('of 500 calls at once on a limit of 120 requests exactly 120 are answered', async () => {
  team = await startRoomyTeam()
  const { service, token, vendors } = team
  await addLimit(service, { metric: 'requests', size: 120 })
  const answers = await times(500, (index) => ask(service.url, token, 1 + (index % 9)))
  const refused = answers.filter(({ status }) => status !== 200)
  expect(answers.length - refused.length).toBe(120)
  expect(vendors.openai.requests.length).toBe(120)
  for (const answer of refused) {
    expect(answer.status).toBe(429)
    expect(errorOf(answer)).toMatchObject({
      code: 'insufficient_quota',
      type: 'insufficient_quota',
    })
    expect(errorOf(answer).message).toMatch(
      /^Keyrack: the whole workspace used its 120 requests for this month/,
    )
  }
  const [standing] = await service.admin.limits.standings.query({})
  expect(standing).toMatchObject({ used: 120, reserved: 0, left: 0 })
  expect(await service.admin.limits.selfCheck.query()).toMatchObject({ disagreeing: [] })
})

test('200 streams of unequal cost at a time never spend more than a limit on money', async () => {
  team = await startRoomyTeam()
  const { service, token } = team
  const size = 40_000_000
  await addLimit(service, { metric: 'money', size })
  const random = numbers(7)
  const words = Array.from({ length: 200 }, () => 1 + random(MOST_WORDS))
  let isSpent = false
  while (!isSpent) {
    const answers = await times(200, (index) => ask(service.url, token, words[index] ?? 1))
    const refused = answers.filter(({ status }) => status === 429)
    expect(answers.filter(({ status }) => status === 200).length + refused.length).toBe(200)
    const spent = costOfAll(await sentRows(service))
    expect(spent).toBeLessThanOrEqual(size)
    // Not only what others hold stands in the way: it is used up, and trying again is of no use.
    isSpent = refused.some((answer) => errorOf(answer).code === 'insufficient_quota')
  }
  const rows = await sentRows(service)
  const [standing] = await service.admin.limits.standings.query({})
  expect(standing).toMatchObject({ used: costOfAll(rows), reserved: 0 })
  // What is left would not have paid for the dearest of these calls, but the limit was made use of.
  expect(costOfAll(rows)).toBeGreaterThan(size * 0.95)
  expect(new Set(rows.map(({ costNanoUsd }) => costNanoUsd)).size).toBeGreaterThan(50)
  expect(await service.admin.limits.selfCheck.query()).toMatchObject({ disagreeing: [] })
})

test('the same while clients leave and the provider fails', async () => {
  team = await startRoomyTeam()
  const { service, token, vendors } = team
  const size = 30_000_000
  await addLimit(service, { metric: 'money', size })
  await addLimit(service, { metric: 'tokens', size: 90_000, each: true })
  await addLimit(service, { metric: 'concurrent', size: 60, window: { kind: 'never' } })
  const random = numbers(11)
  const dialect = chatOf(MOST_WORDS + 20)
  const leave = async () => {
    const prompt = `Say it in ${1 + random(MOST_WORDS)} words`
    const { request, head } = send(service.url, { dialect, token, streamed: true, prompt })
    const most = random(3000)
    const answer = await head
    let read = 0
    try {
      for await (const chunk of answer) {
        read += (chunk as Buffer).length
        if (read > most) break
      }
    } catch {
      // Torn down from the other side.
    }
    request.destroy()
    return undefined
  }
  const FAULTS: Fault[] = [
    { kind: 'status', status: 500 },
    { kind: 'reset' },
    { kind: 'cut', after: 9 },
    { kind: 'errorEvent', after: 5 },
    { kind: 'noUsage' },
    { kind: 'garbage' },
  ]
  for (const fault of FAULTS) {
    vendors.openai.faults.set('*', fault, 12)
    await times(60, (index) =>
      index % 3 === 0 ? leave() : ask(service.url, token, 1 + random(MOST_WORDS)),
    )
    expect(costOfAll(await sentRows(service))).toBeLessThanOrEqual(size)
  }
  const standings = await service.admin.limits.standings.query({})
  for (const standing of standings) {
    expect(standing.reserved).toBe(0)
    expect(standing.used).toBeLessThanOrEqual(standing.size)
  }
  expect(standings.find(({ limit }) => limit.metric === 'money')?.used).toBe(
    costOfAll(await sentRows(service)),
  )
  expect(await service.admin.limits.selfCheck.query()).toMatchObject({ disagreeing: [] })
})

test('limits of the workspace, teams, members and tokens hold together', async () => {
  team = await startRoomyTeam()
  const { service } = team
  const { admin, url } = service
  const teamIds: string[] = []
  for (const name of ['App', 'Research']) teamIds.push((await admin.teams.add.mutate({ name })).id)
  const members: { memberId: string; tokenId: string; token: string }[] = []
  for (let index = 0; index < 4; index++) {
    const member = await service.addMember(`Member ${index}`)
    const teamId = teamIds[index % 2] ?? null
    await admin.teams.moveMember.mutate({ memberId: member.memberId, teamId })
    members.push(member)
  }
  const requests = { metric: 'requests' as const }
  const ids = {
    all: await addLimit(service, { ...requests, size: 70 }),
    each: await addLimit(service, { ...requests, size: 30, each: true }),
    app: await addLimit(service, {
      ...requests,
      size: 45,
      level: 'team',
      subjectId: teamIds[0] ?? '',
    }),
    one: await addLimit(service, {
      ...{ ...requests, size: 12, level: 'token', subjectId: members[1]?.tokenId ?? '' },
    }),
    sliding: await addLimit(service, {
      ...{ ...requests, size: 66, window: { kind: 'sliding', seconds: 3600 } },
    }),
  }
  const answers = await times(400, (index) => ask(url, members[index % 4]?.token ?? '', 2))
  const passed = answers.filter(({ status }) => status === 200).length
  const standings = await admin.limits.standings.query({})
  const usedOf = (id: string) =>
    standings.filter(({ limit }) => limit.id === id).map(({ used }) => used)
  // 45 of the first team, 12 of the token; the last member takes what the sliding window leaves.
  expect(passed).toBe(66)
  expect(usedOf(ids.all)).toEqual([66])
  expect(usedOf(ids.sliding)).toEqual([66])
  expect(usedOf(ids.one)[0]).toBeLessThanOrEqual(12)
  expect(usedOf(ids.app)[0]).toBeLessThanOrEqual(45)
  expect(Math.max(...usedOf(ids.each))).toBeLessThanOrEqual(30)
  expect(usedOf(ids.each).reduce((sum, used) => sum + used, 0)).toBe(66)
  const stopped = answers
    .filter(({ status }) => status === 429)
    .map((answer) => errorOf(answer).message)
  expect(stopped.length).toBe(400 - 66)
  expect(stopped.every((message) => message.startsWith('Keyrack: '))).toBe(true)
  expect(await admin.limits.selfCheck.query()).toMatchObject({ disagreeing: [] })
})

test('a bucket lets its burst pass, and the waiting it asks for is enough', async () => {
  team = await startRoomyTeam()
  const { service, token } = team
  await addLimit(service, {
    ...{ metric: 'requests', size: 3600, window: { kind: 'bucket', seconds: 3600, burst: 5 } },
  })
  const answers = await times(40, () => ask(service.url, token, 1))
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5)
  const refused = answers.find(({ status }) => status === 429)
  if (!refused) throw new Error('all passed')
  expect(errorOf(refused)).toMatchObject({ code: 'rate_limit_exceeded' })
  const { head } = send(service.url, { dialect: chatOf(9), token, streamed: false })
  const answer = await head
  await readAll(answer)
  if (answer.statusCode === 429) {
    await new Promise((later) => setTimeout(later, Number(answer.headers['retry-after']) * 1000))
    expect((await ask(service.url, token, 1)).status).toBe(200)
  }
  expect(await service.admin.limits.selfCheck.query()).toMatchObject({ disagreeing: [] })
})
