import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { entryHash } from '../../proxy/base/auditChain.ts'
import type { Job } from '../../proxy/contract/jobs.ts'
import { entryAt, entryOf } from '../../proxy/store/audit/entries.ts'
import { findErasure, saveErasure } from '../../proxy/store/personal/erasures.ts'
import { RollUp } from '../../proxy/store/rollups/rollUp.ts'
import { addCall } from '../store/support.ts'
import { actingAs, type Rig, refusalOf, START, startAdmin } from './support.ts'

const HOUR = 3_600_000
let rig: Rig
let folder: string
let ana: string

beforeEach(async () => {
  rig = await startAdmin()
  folder = mkdtempSync(join(tmpdir(), 'keyrack-personal-'))
  ana = (await rig.client.members.add.mutate({ name: 'Ana Ruiz', email: 'ana@team.example' })).id
})
afterEach(async () => {
  await rig.services.jobs.stop()
  await rig.close()
  rmSync(folder, { recursive: true })
})

async function ended({ id }: Job): Promise<Job> {
  for (;;) {
    const found = (await rig.client.jobs.list.query()).find((one) => one.id === id)
    if (found && found.state !== 'running') return found
    await new Promise((later) => setTimeout(later, 20))
  }
}

async function erase(memberId: string, typedName: string) {
  const { job, certificateId } = await rig.client.personal.erase.mutate({ memberId, typedName })
  expect(await ended(job)).toMatchObject({ state: 'done', problem: null })
  return rig.client.personal.certificate.query({ id: certificateId })
}

const texts = (query: string) => rig.db.raw.prepare<[], string>(query).pluck().all()

test('owners erase, admins export, auditors look; leads and viewers do nothing of it', async () => {
  const file = join(folder, 'ana.zip')
  const order = { memberId: ana, typedName: 'Ana Ruiz' }
  for (const role of ['admin', 'teamLead', 'auditor', 'viewer'] as const)
    expect((await refusalOf(actingAs(rig, role).personal.erase.mutate(order))).code).toBe(
      'FORBIDDEN',
    )
  for (const role of ['teamLead', 'auditor', 'viewer'] as const)
    expect(
      (await refusalOf(actingAs(rig, role).personal.export.mutate({ memberId: ana, file }))).code,
    ).toBe('FORBIDDEN')
  expect(await actingAs(rig, 'auditor').personal.certificates.query()).toEqual([])
  expect((await refusalOf(actingAs(rig, 'viewer').personal.former.query())).code).toBe('FORBIDDEN')
})

test('where somebody or something else has the name, only what is keyed to the person goes', async () => {
  const { client } = rig
  const team = await client.teams.add.mutate({ name: 'ana ruiz', note: 'Led by Ana Ruiz.' })
  await client.members.change.mutate({ id: ana, note: 'a note about Ana' })
  expect(await client.personal.preview.query({ memberId: ana })).toMatchObject({
    ...{ namesakes: true, obstacle: null, mentions: [] },
  })
  const certificate = await erase(ana, 'Ana Ruiz')
  expect(certificate).toMatchObject({ namesakes: true, removed: { notes: 0 } })
  expect(texts('SELECT note FROM teams')).toEqual(['Led by Ana Ruiz.'])
  const { acts } = await client.audit.list.query({})
  expect(acts.find(({ objectId }) => objectId === team.id)?.objectName).toBe('ana ruiz')
  expect(acts.filter(({ objectId }) => objectId === ana).every(({ asked }) => !asked)).toBe(true)
  expect(texts('SELECT detail FROM auditDetails').join()).not.toContain('a note about Ana')
})

test('names in notes are taken out; names of teams and settings are told and left', async () => {
  const { client } = rig
  await client.teams.add.mutate({ name: 'Friends of Ana Ruiz', note: 'Ask Ana Ruiz (Banana).' })
  const stays = [{ place: 'teams.name', count: 1 }]
  expect((await client.personal.preview.query({ memberId: ana })).mentions).toEqual(stays)
  const { mentions, removed, proof, audit } = await erase(ana, 'Ana Ruiz')
  const entry = entryAt(rig.db, audit.seq)
  expect(entry?.object).toBe(ana)
  expect(entry && entryHash(entryOf(entry)).toString('hex')).toBe(audit.hash)
  expect(mentions).toEqual(stays)
  expect(removed.notes).toBe(1)
  expect(texts('SELECT note FROM teams')).toEqual(['Ask (erased) (Banana).'])
  expect(proof?.found).toEqual([])
})

test('a program and an address of the person alone go, those of others stay', async () => {
  const ben = (await rig.client.members.add.mutate({ name: 'Ben' })).id
  const mine = { memberId: ana, address: '10.0.0.7', client: 'AnasTool/1.0' }
  addCall(rig.db, START - 3 * HOUR, mine)
  addCall(rig.db, START - 3 * HOUR, { ...mine, address: '10.0.0.8', client: 'curl/8.5' }, 1)
  addCall(rig.db, START - 3 * HOUR, { memberId: ben, address: '10.0.0.8', client: 'curl/8.5' }, 2)
  const rollUp = new RollUp(rig.db, () => START)
  while (rollUp.step()) {
    // Until nothing is left.
  }
  addCall(rig.db, START - HOUR, mine)
  const range = { from: START - 24 * HOUR, to: START, by: ['client' as const] }
  const before = await rig.client.usage.report.query(range)
  await erase(ana, 'Ana Ruiz')
  const names = texts('SELECT text FROM names')
  expect(names).toContain('10.0.0.8')
  expect(names).toContain('curl/8.5')
  expect(names.join()).not.toMatch(/AnasTool|10\.0\.0\.7/)
  const after = await rig.client.usage.report.query(range)
  expect(after.totals).toEqual(before.totals)
  const labels = after.lines.map(({ labels: [label], calls }) => [label, calls])
  expect(labels).toContainEqual(['curl', 2])
  expect(labels).toContainEqual([expect.stringMatching(/^Program \w{6}$/), 2])
  expect(texts('SELECT address FROM calls WHERE address IS NOT NULL')).toEqual(['10.0.0.8'])
})

test('calls of nobody from the person’s own address lose it, those from anybody else’s do not', async () => {
  const ben = (await rig.client.members.add.mutate({ name: 'Ben' })).id
  const refused = { outcome: 'refused', reason: 'TOKEN_REVOKED', status: 401 }
  for (const [place, address] of ['10.0.0.7', '10.0.0.8'].entries()) {
    addCall(rig.db, START - HOUR, { memberId: ana, address, client: 'AnasTool' }, place)
    addCall(
      rig.db,
      START - HOUR,
      { ...refused, address: '10.0.0.7', client: 'AnasTool' },
      10 + place,
    )
    addCall(rig.db, START - HOUR, { ...refused, address: '10.0.0.8' }, 30 + place)
  }
  addCall(rig.db, START - HOUR, { memberId: ben, address: '10.0.0.8' }, 20)
  const { removed, kept } = await erase(ana, 'Ana Ruiz')
  expect([removed.addresses, kept.calls]).toEqual([4, 2])
  expect(texts('SELECT text FROM names').join()).not.toMatch(/10\.0\.0\.7|AnasTool/)
  expect(texts('SELECT address FROM calls WHERE memberId IS NULL AND address <> 0')).toEqual([
    '10.0.0.8',
    '10.0.0.8',
  ])
})

test('somebody who was removed is still found, and nobody is erased twice', async () => {
  const { client } = rig
  await client.members.remove.mutate({ id: ana })
  expect(await client.personal.former.query()).toEqual([
    { id: ana, name: 'Ana Ruiz', removedAt: START },
  ])
  const { pseudonym } = await erase(ana, ' Ana Ruiz ')
  expect(await client.personal.former.query()).toEqual([])
  const again = { memberId: ana, typedName: 'Ana Ruiz' }
  expect((await refusalOf(client.personal.erase.mutate(again))).code).toBe('NOT_FOUND')
  const [standIn] = texts(`SELECT id FROM members WHERE name = '${pseudonym}'`)
  const second = { memberId: standIn ?? '', typedName: pseudonym }
  expect((await refusalOf(client.personal.erase.mutate(second))).code).toBe('NOT_FOUND')
})

test('a cancelled erasure leaves the member, and can be ordered again', async () => {
  for (let call = 0; call < 1500; call++) addCall(rig.db, START - HOUR, { memberId: ana }, call)
  const order = { memberId: ana, typedName: 'Ana Ruiz' }
  const { job, certificateId } = await rig.client.personal.erase.mutate(order)
  expect((await refusalOf(rig.client.personal.erase.mutate(order))).message).toMatch(
    /being erased at this moment/,
  )
  await rig.client.jobs.cancel.mutate({ id: job.id })
  expect((await ended(job)).state).toBe('cancelled')
  expect((await refusalOf(rig.client.personal.certificate.query({ id: certificateId }))).code).toBe(
    'NOT_FOUND',
  )
  expect((await rig.client.members.list.query()).map(({ id }) => id)).toEqual([ana])
  expect((await erase(ana, 'Ana Ruiz')).kept.calls).toBe(1500)
})

test('what a sudden end left over is removed once the vault is open again', async () => {
  const certificate = await erase(ana, 'Ana Ruiz')
  const row = findErasure(rig.db, certificate.id)
  if (!row) throw new Error('The certificate is gone')
  // As it stands right after the pseudonym was put in the person's place.
  const cutOff = { ...certificate, finishedAt: null, proof: null }
  saveErasure(rig.db, { ...row, finishedAt: null, certificate: cutOff })
  rig.services.audit.log.note({
    ...{ action: 'members.change', source: 'window', asked: { name: 'Ana Ruiz' } },
    object: { type: 'member', id: ana, name: 'Ana Ruiz' },
  })
  rig.clock.now += HOUR
  await rig.services.eraser.finishInterrupted()
  expect(await rig.client.personal.certificate.query({ id: certificate.id })).toMatchObject({
    ...{ finishedAt: START + HOUR, proof: null, pseudonym: certificate.pseudonym },
  })
  expect(texts('SELECT detail FROM auditDetails WHERE detail IS NOT NULL').join()).not.toContain(
    'Ana Ruiz',
  )
  expect((await rig.client.audit.check.mutate()).broken).toBe(null)
})

test('an export that cannot be written leaves nothing behind', async () => {
  const order = (file: string) => rig.client.personal.export.mutate({ memberId: ana, file })
  expect((await refusalOf(order(join(folder, 'ana.txt')))).message).toMatch(/ends in \.zip/)
  expect((await refusalOf(order(join(rig.folder, 'ana.zip')))).code).toBe('BAD_REQUEST')
  const file = join(folder, 'ana.zip')
  for (let call = 0; call < 3000; call++) addCall(rig.db, START - HOUR, { memberId: ana }, call)
  const job = await order(file)
  await rig.client.jobs.cancel.mutate({ id: job.id })
  expect((await ended(job)).state).toBe('cancelled')
  expect(readdirSync(folder)).toEqual([])
  expect(await ended(await order(file))).toMatchObject({ state: 'done', file })
  expect(existsSync(file)).toBe(true)
  expect(readdirSync(folder)).toEqual(['ana.zip'])
})
