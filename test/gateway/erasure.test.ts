import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataFiles } from '../../proxy/base/paths.ts'
import type { Job } from '../../proxy/contract/jobs.ts'
import type { Certificate } from '../../proxy/contract/personal.ts'
import { certificateText } from '../../proxy/contract/personalWords.ts'
import { usageDimension } from '../../proxy/contract/usage.ts'
import { insertAlarm } from '../../proxy/store/alarms.ts'
import { openDb } from '../../proxy/store/db.ts'
import { insertDelivery } from '../../proxy/store/deliveries.ts'
import { filesBelow } from '../sdk/leaks.ts'
import { addCall } from '../store/support.ts'
import { type Service, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'
import { unzip } from './unzip.ts'
import { patiently } from './withAna.ts'

/** What must be in no file afterwards. */
const NAME = 'Zephyrine Quillfeather'
const EMAIL = 'zephyrine.q@canary.example'
const NOTE = 'Works from the lighthouse on Tuesdays'
const ADDRESS = '10.99.88.77'
const BROWSER = 'QuillfeatherScript/4.2 (lighthouse-laptop)'
const PROMPT = 'my-secret-canary-prompt-about-otters'
const REASON = 'I need the larger model for my otter thesis'
const CANARIES = [NAME, EMAIL, NOTE, ADDRESS, BROWSER, 'QuillfeatherScript', PROMPT, REASON]
const DAY = 86_400_000

let folder: string
let dataDir: string
let service: Service
let vendor: Vendor
let zephyrine: { memberId: string; tokenId: string; token: string }
let ben: typeof zephyrine
let before: unknown
let certificate: Certificate

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyrack-erasure-'))
  dataDir = join(folder, 'data')
  vendor = await startVendor('openai', { seed: 'erasure' })
  service = await startService({ dataDir })
  const { admin } = service
  await admin.keys.add.mutate({
    ...{ provider: 'openai', label: 'Main', secret: vendor.secret },
    ...{ baseUrl: vendor.baseUrl, allowLocal: true },
  })
  const { id: memberId } = await admin.members.add.mutate({ name: NAME, email: EMAIL, note: NOTE })
  zephyrine = {
    memberId,
    ...tokenOf(await admin.tokens.create.mutate({ memberId, label: 'boat' })),
  }
  ben = await service.addMember('Ben')
  await admin.members.change.mutate({ id: ben.memberId, note: `Sits beside ${NAME}.` })
  await admin.bodies.keep.mutate({ memberId, keep: 'on' })
  await admin.limits.add.mutate({
    ...{ level: 'member', subjectId: memberId, metric: 'requests', size: 50, note: `for ${NAME}` },
    window: { kind: 'fixed', every: 'month' },
  })
  await admin.limits.add.mutate({
    ...{ level: 'workspace', metric: 'requests', size: 5000, note: `asked for by ${EMAIL}` },
    window: { kind: 'never' },
  })
  await admin.views.save.mutate({
    ...{ page: 'activity', name: 'the otter one', params: `f=member:"${NAME}"`, starred: false },
  })
  for (const who of [zephyrine, ben, zephyrine]) await chat(who.token)
  await ask(zephyrine.token)
  await service.stop()
  plantPast()
  service = await startService({ dataDir })
})
afterAll(async () => {
  await service?.stop()
  await vendor?.stop()
  rmSync(folder, { recursive: true })
})

const tokenOf = ({ id, token }: { id: string; token: string }) => ({ tokenId: id, token })

async function chat(token: string): Promise<void> {
  const answer = await fetch(`${service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      'user-agent': token === ben.token ? 'curl/8.5.0' : BROWSER,
    },
    body: JSON.stringify({
      ...{ model: vendor.models[0], messages: [{ role: 'user', content: PROMPT }] },
    }),
  })
  expect(answer.status).toBe(200)
  await answer.text()
}

async function ask(token: string): Promise<void> {
  const answer = await fetch(`${service.url}/keyrack/requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'prompt', prompt: 'otters', reason: REASON }),
  })
  expect(answer.status, await answer.text()).toBeLessThan(300)
}

/** Calls of last month from elsewhere, an alarm, a message, and a copy from before an update. */
function plantPast(): void {
  const db = openDb(dataFiles(dataDir).database)
  const { memberId, tokenId } = zephyrine
  const now = Date.now()
  for (let day = 1; day <= 40; day++) {
    const called = { memberId, tokenId, costNanoUsd: 1_000_000 * day, input: day, sent: 1 }
    const of = { address: ADDRESS, client: BROWSER, rawUsage: `{"otters":${day}}`, totalMs: day }
    addCall(db, now - day * DAY, { ...called, ...of })
    const other = { memberId: ben.memberId, tokenId: ben.tokenId, address: '10.99.88.7' }
    addCall(db, now - day * DAY, { ...called, ...other, client: 'curl/8.5.0' }, 1)
  }
  insertAlarm(db, {
    ...{ id: 'alm_0000000000000001', kind: 'newAddress', severity: 'low', state: 'open' },
    ...{ cause: `newAddress ${memberId} 10.99.88`, firstAt: now, lastAt: now, count: 1 },
    ...{ memberId, tokenId, keyId: null, teamId: null, address: ADDRESS, action: 'notify' },
    ...{ decidedAt: null, decidedBy: null, resolution: null, note: '' },
    evidence: JSON.stringify({
      ...{ value: 1, unit: 'addresses', windowMs: null, usual: null, score: null },
      ...{ threshold: null, points: [], seen: [ADDRESS], known: [], note: '', calls: [] },
    }),
  })
  db.run(
    db.sql.insertInto('notifyChannels').values({
      ...{ id: 'whk_1', kind: 'webhook', label: 'Chat', config: '{}', sealed: null },
      ...{ sealVersion: 1, isOn: 0, createdAt: now, lastSentAt: null, lastProblem: null },
    }),
  )
  insertDelivery(db, {
    ...{ channelId: 'whk_1', lane: 'low', at: now },
    notice: {
      ...{ occasion: 'alm_0000000000000001', kind: 'newAddress', severity: 'low', at: now },
      ...{ title: `New address of ${NAME}`, lines: [ADDRESS], path: '/alerts' },
    },
  })
  // What an earlier deletion left in pages that are free now.
  db.raw.pragma('secure_delete = OFF')
  const left = { name: 'left', value: `${NAME} `.repeat(10_000) }
  db.run(db.sql.insertInto('settings').values(left))
  db.run(db.sql.deleteFrom('settings').where('name', '=', 'left'))
  db.close()
  writeFileSync(`${dataFiles(dataDir).database}.before-3.backup`, `an old copy: ${NAME}`)
}

/** Every sum that a report shows, without the names by which it is grouped. */
async function sums() {
  const to = Date.now() + DAY
  const { usage, calls, limits } = service.admin
  const by = await Promise.all(
    usageDimension.options.map((dimension) =>
      usage.report.query({ from: to - 60 * DAY, to, step: 'day', by: [dimension] }),
    ),
  )
  const figures = by.map(({ totals, lines }) => ({
    totals: { ...totals, groups: [], labels: [] },
    lines: lines.map(({ labels: _, groups: __, ...line }) => JSON.stringify(line)).sort(),
  }))
  const standings = await limits.standings.query({})
  return {
    figures,
    calls: await calls.totals.query({ filter: {} }),
    used: standings.filter(({ limit }) => limit.level === 'workspace').map(({ used }) => used),
  }
}

async function ended({ id }: Pick<Job, 'id'>): Promise<Job> {
  for (;;) {
    const job = (await service.admin.jobs.list.query()).find((one) => one.id === id)
    if (job && job.state !== 'running') return job
    await new Promise((later) => setTimeout(later, 50))
  }
}

/** Files of the data folder that hold any of the texts. */
function holding(texts: readonly string[]): string[] {
  return filesBelow(dataDir).flatMap(({ name, bytes }) =>
    texts.filter((text) => bytes.includes(text)).map((text) => `${name}: ${text}`),
  )
}

test('the export holds all of it and nothing of others', async () => {
  const file = join(folder, 'zephyrine.zip')
  const { memberId } = zephyrine
  expect(await ended(await service.admin.personal.export.mutate({ memberId, file }))).toMatchObject(
    { state: 'done', problem: null },
  )
  const files = await unzip(file)
  expect([...files.keys()].filter((name) => !name.startsWith('bodies/')).sort()).toEqual(
    [
      ...['profile', 'tokens', 'limits', 'raises', 'clears', 'accessRules', 'grants', 'requests']
        .concat('alarms', 'objects', 'audit')
        .flatMap((name) => [`${name}.json`, `${name}.csv`]),
      ...['calls.csv', 'calls.jsonl', 'callDetails.jsonl', 'README.txt'],
    ].sort(),
  )
  const read = (name: string) => files.get(name)?.toString() ?? ''
  expect(JSON.parse(read('profile.json'))).toMatchObject([{ name: NAME, email: EMAIL, note: NOTE }])
  expect(read('calls.jsonl').trim().split('\n')).toHaveLength(42)
  expect(read('callDetails.jsonl')).toContain('otters')
  expect(read('requests.csv')).toContain(REASON)
  expect(read('alarms.json')).toContain(ADDRESS)
  expect(read('limits.json')).toContain(`for ${NAME}`)
  expect(JSON.parse(read('audit.json')).length).toBeGreaterThan(4)
  const bodies = [...files].filter(([name]) => name.startsWith('bodies/'))
  expect(bodies).toHaveLength(4)
  expect(bodies.some(([, body]) => body.toString().includes(PROMPT))).toBe(true)
  expect([...files.values()].some((content) => content.includes(ben.memberId))).toBe(false)
  expect([...files.values()].some((content) => content.includes('10.99.88.7,'))).toBe(false)
  expect(readdirSync(folder).sort()).toEqual(['data', 'zephyrine.zip'])
})

test('it is refused while a token works, and when another name is typed', async () => {
  const { admin } = service
  const { memberId } = zephyrine
  const erase = (typedName: string) => admin.personal.erase.mutate({ memberId, typedName })
  expect(await admin.personal.preview.query({ memberId })).toMatchObject({
    ...{ obstacle: 'activeTokens', liveTokens: 1, calls: 42, bodies: 4, requests: 1, alarms: 1 },
    ...{ limits: 1, namesakes: false, copies: 1 },
  })
  await expect(erase(NAME)).rejects.toThrow(/Off-board the member first/)
  await admin.members.offBoard.mutate({ id: memberId })
  await expect(erase('Zephyrine')).rejects.toThrow(/another one\. Nothing was erased/)
  expect(holding([NAME, ADDRESS]).length).toBeGreaterThan(1)
})

test('afterwards no file holds a trace of the person, and every sum is what it was', async () => {
  const { admin } = service
  const { memberId } = zephyrine
  before = await sums()
  const { job, certificateId } = await admin.personal.erase.mutate({ memberId, typedName: NAME })
  expect(await ended(job)).toMatchObject({ state: 'done', problem: null })
  expect(holding(CANARIES)).toEqual([])
  expect(await sums()).toEqual(before)

  certificate = await admin.personal.certificate.query({ id: certificateId })
  expect(certificate).toMatchObject({
    ...{ memberId, mentions: [], namesakes: false, by: { role: 'owner' } },
    removed: {
      ...{ profile: 1, tokens: 1, addresses: 42, bodies: 4, limits: 1, requests: 1, alarms: 1 },
      ...{ messages: 1, views: 1, notes: 2, copies: 1 },
    },
    kept: { calls: 42 },
    proof: { found: [], rewritten: true },
  })
  expect(certificate.removed.details).toBeGreaterThanOrEqual(40)
  expect(certificate.removed.auditDetails).toBeGreaterThan(4)
  expect(certificate.proof?.texts).toBeGreaterThanOrEqual(4)
  const text = certificateText(certificate)
  for (const canary of CANARIES) expect(text).not.toContain(canary)
  expect(text).toContain(`entry ${certificate.audit.seq}, by its SHA-256:`)
  expect(text).toContain(certificate.audit.hash)
})

test('the audit log is whole, and tells that it was done but not of whom', async () => {
  const { admin } = service
  expect((await admin.audit.check.mutate()).broken).toBe(null)
  const act = await admin.audit.get.query({ seq: certificate.audit.seq })
  expect(act).toMatchObject({ action: 'personal.erased', objectId: zephyrine.memberId })
  const { acts } = await admin.audit.list.query({ limit: 500 })
  const ordered = acts.filter(({ action }) => action === 'personal.erase')
  expect(ordered.map(({ result, erased }) => [result, erased])).toContainEqual(['done', true])
  expect(JSON.stringify(acts)).not.toContain(NAME)
  // What others did is told as before.
  expect(acts.some(({ objectName }) => objectName === 'Ben')).toBe(true)
})

test('the person is gone from every list, reports know a pseudonym, and the token is a stranger’s', async () => {
  const { admin } = service
  expect((await admin.members.list.query()).map(({ name }) => name)).toEqual(['Ben'])
  expect(await admin.personal.former.query()).toEqual([])
  const to = Date.now() + DAY
  const report = await admin.usage.report.query({ from: to - 60 * DAY, to, by: ['member'] })
  const labels = report.lines.flatMap(({ labels }) => labels)
  expect(labels.sort()).toEqual(['Ben', certificate.pseudonym].sort())
  const found = await admin.calls.page.query({
    filter: { query: `member:"${certificate.pseudonym}"` },
  })
  expect(found.calls).toHaveLength(42)
  expect(found.calls.every(({ address, client }) => address === null && client === null)).toBe(true)
  expect((await admin.members.list.query())[0]?.note).toBe('Sits beside (erased).')
  const answer = await fetch(`${service.url}/v1/models`, {
    headers: { authorization: `Bearer ${zephyrine.token}` },
  })
  expect(answer.status).toBe(401)
  await chat(ben.token)
})

test('after a kill the data folder is as clean, and the certificate can be read again', async () => {
  await service.kill()
  expect(holding(CANARIES)).toEqual([])
  service = await startService({ dataDir })
  const { id } = certificate
  expect(await service.admin.personal.certificate.query({ id })).toEqual(certificate)
  expect(await service.admin.personal.certificates.query()).toHaveLength(1)
  // The start checks the log as well.
  const checked = await patiently(async () => {
    const { lastCheck } = await service.admin.audit.state.query()
    return lastCheck ?? Promise.reject(new Error('Not checked yet'))
  })
  expect(checked.broken).toBe(null)
})
