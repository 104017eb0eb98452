import { rm } from 'node:fs/promises'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { dataFiles } from '../../proxy/base/paths.ts'
import type { AlarmKind } from '../../proxy/contract/alarmRules.ts'
import { openDb } from '../../proxy/store/db.ts'
import { addCall } from '../store/support.ts'
import { type Service, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const DAY = 86_400_000
let vendor: Vendor
let service: Service
let ana: Awaited<ReturnType<Service['addMember']>>

beforeAll(async () => {
  vendor = await startVendor('openai', { seed: 'alarms' })
  const first = await startService()
  ana = await first.addMember('Ana')
  await first.admin.keys.add.mutate({
    ...{ provider: 'openai', label: 'Main', secret: vendor.secret, baseUrl: vendor.baseUrl },
    allowLocal: true,
  })
  await first.kill()
  // Ana has worked from one place for ten days.
  const db = openDb(dataFiles(first.dataDir).database)
  for (let day = 1; day <= 10; day++)
    addCall(db, Date.now() - day * DAY, {
      ...{ memberId: ana.memberId, tokenId: ana.tokenId, address: '127.0.0.1', sent: 1 },
    })
  db.close()
  service = await startService({ dataDir: first.dataDir })
})
afterAll(async () => {
  await service?.stop()
  await rm(service.dataDir, { recursive: true, force: true })
  await vendor.stop()
})

/** A call from one of this computer's own addresses. */
async function call(token: string, body: object, localAddress = '127.0.0.1') {
  const { hostname, port } = new URL(service.url)
  return new Promise<{ status: number; text: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const sent = request(
        {
          ...{ hostname, port, localAddress, method: 'POST', path: '/v1/chat/completions' },
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        },
        (answer) => {
          let text = ''
          answer.on('data', (chunk) => {
            text += chunk
          })
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }),
          )
        },
      )
      sent.on('error', reject)
      sent.end(JSON.stringify({ model: vendor.models[0], messages: [], ...body }))
    },
  )
}

const say = (content: string) => ({ messages: [{ role: 'user', content }] })

async function alarmOf(kind: AlarmKind) {
  return vi.waitFor(
    async () => {
      const [alarm] = (await service.admin.alarms.list.query({ kind })).alarms
      if (!alarm) throw new Error(`There is no alarm ${kind} yet`)
      return alarm
    },
    { timeout: 60_000, interval: 200 },
  )
}

test('a call from a network that was never seen is told, with those that are known', async () => {
  expect((await call(ana.token, say('hello'), '127.0.7.1')).status).toBe(200)
  expect(await alarmOf('newAddress')).toMatchObject({
    ...{ memberName: 'Ana', severity: 'low', state: 'open', address: '127.0.7.1' },
    evidence: { seen: ['127.0.7.0/24'], known: ['127.0.0.0/24'] },
  })
})

test('whoever tries tokens is told, and is put off where that was chosen; good tokens pass from there', async () => {
  await service.admin.alarms.setRule.mutate({ kind: 'tokenSpray', action: 'throttle' })
  const wrong = (i: number) => call(`krk_m_wrong${i}`, say('hello'), '127.0.0.9')
  for (let i = 0; i < 12; i++) expect([401, 429]).toContain((await wrong(i)).status)
  const alarm = await alarmOf('tokenSpray')
  expect(alarm).toMatchObject({
    ...{ address: '127.0.0.9', action: 'throttle', measures: [{ kind: 'throttle' }] },
    evidence: { unit: 'wrongTokens' },
  })
  const late = await wrong(99)
  expect(late.status).toBe(429)
  expect(Number(late.headers['retry-after'])).toBeGreaterThan(600)
  expect((await call(ana.token, say('hello'), '127.0.0.9')).status).toBe(200)
})

test('more than half of a month’s quota in an hour is told with the figures, and stops the member where that was chosen', async () => {
  const { memberId, token } = await service.addMember('Quick')
  await service.admin.alarms.setRule.mutate({ kind: 'quotaSurge', action: 'suspend' })
  const month = { kind: 'fixed', every: 'month' } as const
  await service.admin.limits.add.mutate({
    ...{ level: 'member', subjectId: memberId, metric: 'requests', window: month, size: 6 },
  })
  for (let i = 0; i < 3; i++) expect((await call(token, say('hello'))).status).toBe(200)
  // Half of it is not more than half; the fourth call is.
  expect((await call(token, say('hello'))).status).toBe(200)
  expect(await alarmOf('quotaSurge')).toMatchObject({
    ...{ memberName: 'Quick', severity: 'high', action: 'suspend' },
    ...{ measures: [{ kind: 'suspend', memberId }] },
    evidence: {
      ...{ value: 66, unit: 'percent', threshold: 50 },
      note: '4 requests within an hour, of 6 requests a month that are their own',
    },
  })
  expect((await call(token, say('hello'))).status).toBe(403)
})

test('a decoy looks like a token, answers like a wrong one, and is the loudest alarm there is', async () => {
  const { memberId } = ana
  const decoy = await service.admin.tokens.create.mutate({
    memberId,
    label: 'in the wiki',
    decoy: true,
  })
  expect(decoy.token).toMatch(/^krk_m_/)
  const stolen = await call(decoy.token, say('hello'), '127.0.0.13')
  const unknown = await call(`${decoy.token.slice(0, -6)}aaaaaa`, say('hello'), '127.0.0.14')
  const words = ({ status, text }: { status: number; text: string }) => [
    status,
    JSON.parse(text).error.message.replace(/call_\w+/, ''),
  ]
  expect(words(stolen)).toEqual(words(unknown))
  expect(await alarmOf('decoyToken')).toMatchObject({
    ...{ severity: 'critical', tokenName: 'in the wiki', address: '127.0.0.13' },
    ...{ action: 'throttle', memberName: 'Ana' },
  })
  const [listed] = await service.admin.tokens.list.query({ memberId })
  expect(listed).toMatchObject({ decoy: true })
  const [member] = await service.admin.members.list.query()
  expect(member).toMatchObject({ liveTokens: 1 })
})

test('the brake only tells at first, then pauses the token of an agent in a loop, until it is resumed', async () => {
  const agent = await service.addMember('Agent')
  const thresholds = { samePrompt: 6, sameTool: 4 }
  const rule = { kind: 'runawayAgent', thresholds } as const
  await service.admin.alarms.setRule.mutate(rule)
  for (let i = 0; i < 7; i++) expect((await call(agent.token, say('again'))).status).toBe(200)
  const told = await alarmOf('runawayAgent')
  expect(told).toMatchObject({ action: 'notify', memberName: 'Agent' })
  expect(told.evidence.note).toMatch(/^The same prompt was sent \d times$/)
  expect((await call(agent.token, say('something else'))).status).toBe(200)

  const second = await service.addMember('Second agent')
  await service.admin.alarms.setRule.mutate({ ...rule, action: 'pause' })
  for (let i = 0; i < 5; i++) await call(second.token, toolLoop(i))
  const paused = await vi.waitFor(
    async () => {
      const { alarms } = await service.admin.alarms.list.query({ memberId: second.memberId })
      if (alarms[0]?.action !== 'pause') throw new Error('Not paused yet')
      return alarms[0]
    },
    { timeout: 60_000, interval: 200 },
  )
  expect(paused.evidence.note).toMatch(/^The tool read_file was asked the same \d times$/)
  const refused = await call(second.token, say('more'))
  expect(refused.status).toBe(403)
  expect(refused.headers['x-should-retry']).toBe('false')
  expect(refused.text).toContain('because an agent seemed to run in a loop')
  expect((await call(agent.token, say('others go on'))).status).toBe(200)

  await service.admin.alarms.undo.mutate({ id: paused.id, ignoreHours: 1 })
  for (let i = 0; i < 5; i++) expect((await call(second.token, toolLoop(i + 5))).status).toBe(200)
  await new Promise((later) => setTimeout(later, 2500))
  expect((await call(second.token, say('still working'))).status).toBe(200)
})

/** What an agent sends that reads the same file again and again; the conversation grows with each turn. */
function toolLoop(turn: number) {
  const turns = Array.from({ length: turn + 1 }, (_, i) => [
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        {
          ...{ id: `call_${i}`, type: 'function' },
          function: { name: 'read_file', arguments: '{"path":"a.ts"}' },
        },
      ],
    },
    { role: 'tool', tool_call_id: `call_${i}`, content: `const turn = ${i}` },
  ])
  return { messages: [{ role: 'user', content: 'Fix it' }, ...turns.flat()] }
}

test('alarms, measures and what was learned outlive a restart', async () => {
  const before = await service.admin.alarms.list.query({})
  const { dataDir } = service
  await service.kill()
  service = await startService({ dataDir })
  const after = await service.admin.alarms.list.query({})
  expect(after.alarms.map(({ id, count }) => [id, count])).toEqual(
    before.alarms.map(({ id, count }) => [id, count]),
  )
  // The address is known now, and the one who tried tokens is still put off.
  expect((await call('krk_m_wrong', say('hello'), '127.0.0.9')).status).toBe(429)
  await call(ana.token, say('hello'), '127.0.7.1')
  await new Promise((later) => setTimeout(later, 2500))
  expect((await service.admin.alarms.list.query({ kind: 'newAddress' })).alarms).toHaveLength(1)
})
