import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serveAdmin } from '../../proxy/admin/onSocket.ts'
import { adminRouter } from '../../proxy/admin/router.ts'
import { insertKey } from '../../proxy/store/keys.ts'
import { keyRow } from '../store/support.ts'
import { clientOf, fetchOnSocket, PASSPHRASE, type Rig, refusalOf, startAdmin } from './support.ts'

let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
})
afterEach(() => rig.close())

/** What somebody without the passphrase may call; everything else must be refused. */
const OPEN = [
  ...['status.get', 'status.live', 'administrators.accept'],
  ...['vault.create', 'vault.unlock', 'vault.recover'],
]

interface Described {
  _def: { type: 'query' | 'mutation' | 'subscription' }
}
const procedures = Object.entries(
  adminRouter._def.procedures as unknown as Record<string, Described>,
)

/** Asks without valid input: whoever may not call must hear so before their input is even looked at. */
async function callWithout(session: string | undefined, name: string, type: string) {
  const headers = {
    'content-type': 'application/json',
    ...(session && { authorization: `Bearer ${session}` }),
  }
  const answer = await fetchOnSocket(rig.socket, `http://keyrack/trpc/${name}`, {
    headers,
    ...(type === 'mutation' && { method: 'POST', body: '{}' }),
  })
  return {
    status: answer.status,
    body: (await answer.json()) as { error?: { data: { code: string } } },
  }
}

test('without an unlocked session every procedure but the named five is refused', async () => {
  expect(procedures.length).toBeGreaterThan(50)
  for (const session of [
    undefined,
    'made-up',
    rig.session.slice(0, -1),
    'frame-secret-handed-over-at-start',
  ]) {
    for (const [name, { _def }] of procedures) {
      if (OPEN.includes(name)) continue
      const { status, body } = await callWithout(session, name, _def.type)
      expect([name, status, body.error?.data.code]).toEqual([name, 401, 'UNAUTHORIZED'])
    }
  }
})

test('the five are what they are said to be', () => {
  expect(procedures.map(([name]) => name)).toEqual(expect.arrayContaining(OPEN))
})

test('the frame’s session waits for the passphrase, opens with it, and locks alone', async () => {
  expect(await refusalOf(rig.frame.keys.list.query())).toMatchObject({ code: 'UNAUTHORIZED' })
  const { session } = await rig.frame.vault.unlock.mutate({ passphrase: PASSPHRASE })
  expect(session).toBe('frame-secret-handed-over-at-start')
  expect(await rig.frame.keys.list.query()).toEqual([])
  await rig.frame.session.lock.mutate()
  expect(await refusalOf(rig.frame.keys.list.query())).toMatchObject({ code: 'UNAUTHORIZED' })
  expect(await rig.client.keys.list.query()).toEqual([])
  expect(rig.vault.state).toBe('unlocked')
})

test('locking the vault ends every session and stops serving', async () => {
  await rig.frame.vault.unlock.mutate({ passphrase: PASSPHRASE })
  await rig.client.vault.lock.mutate()
  expect(rig.vault.state).toBe('locked')
  expect(rig.asked.changed).toEqual(['locked'])
  for (const client of [rig.client, rig.frame]) {
    expect(await refusalOf(client.keys.list.query())).toMatchObject({ code: 'UNAUTHORIZED' })
  }
  const { session } = await rig.anonymous.vault.unlock.mutate({ passphrase: PASSPHRASE })
  expect(session).not.toBe(rig.session)
  expect(await clientOf(rig.socket, session).keys.list.query()).toEqual([])
  expect(rig.asked.changed).toEqual(['locked', 'unlocked'])
  expect(await refusalOf(rig.client.keys.list.query())).toMatchObject({ code: 'UNAUTHORIZED' })
})

test('a session of the command line ends twelve hours after its last use', async () => {
  rig.clock.now += 11 * 3_600_000
  await rig.client.keys.list.query()
  rig.clock.now += 11 * 3_600_000
  await rig.client.keys.list.query()
  rig.clock.now += 12 * 3_600_000 + 1
  expect(await refusalOf(rig.client.keys.list.query())).toMatchObject({ code: 'UNAUTHORIZED' })
})

test('a session that locks itself on the command line is gone', async () => {
  await rig.client.session.lock.mutate()
  expect(await refusalOf(rig.client.keys.list.query())).toMatchObject({ code: 'UNAUTHORIZED' })
})

test('a wrong passphrase opens nothing, says how many tries are left, and then makes the caller wait', async () => {
  const wrong = () => refusalOf(rig.anonymous.vault.unlock.mutate({ passphrase: randomUUID() }))
  const first = await wrong()
  expect(first).toMatchObject({ code: 'FORBIDDEN' })
  expect(first.message).toContain('4 tries left')
  for (let i = 0; i < 4; i++) await wrong()
  expect(await wrong()).toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  const right = rig.anonymous.vault.unlock.mutate({ passphrase: PASSPHRASE })
  expect(await refusalOf(right)).toMatchObject({ code: 'TOO_MANY_REQUESTS' })
})

test('a second vault is never made over the first, and none at all over keys of a lost one', async () => {
  const create = () => rig.anonymous.vault.create.mutate({ passphrase: PASSPHRASE })
  expect(await refusalOf(create())).toMatchObject({ code: 'CONFLICT' })
  const lost = await startAdmin({ withVault: false })
  insertKey(lost.db, keyRow({ id: 'key_a', label: 'Main' }))
  expect(
    await refusalOf(lost.anonymous.vault.create.mutate({ passphrase: PASSPHRASE })),
  ).toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('vault.json'),
  })
  expect(lost.vault.state).toBe('none')
  await lost.close()
})

test('a weak passphrase is refused with the reason', async () => {
  const fresh = await startAdmin({ withVault: false })
  const refusal = await refusalOf(fresh.anonymous.vault.create.mutate({ passphrase: 'short' }))
  expect(refusal).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('12') })
  await fresh.close()
})

test('the recovery key opens the vault with a new passphrase and is followed by a new one', async () => {
  const fresh = await startAdmin({ withVault: false })
  const made = await fresh.anonymous.vault.create.mutate({ passphrase: PASSPHRASE })
  await clientOf(fresh.socket, made.session).vault.recoverySaved.mutate()
  await clientOf(fresh.socket, made.session).vault.lock.mutate()
  const next = 'another four words entirely'
  const recovered = await fresh.anonymous.vault.recover.mutate({
    recoveryKey: made.recoveryKey,
    passphrase: next,
  })
  expect(recovered.recoveryKey).not.toBe(made.recoveryKey)
  const again = { recoveryKey: made.recoveryKey, passphrase: next }
  expect(await refusalOf(fresh.anonymous.vault.recover.mutate(again))).toMatchObject({
    code: 'FORBIDDEN',
  })
  const status = await clientOf(fresh.socket, recovered.session).status.get.query()
  expect(status).toMatchObject({ session: true, vault: 'unlocked', recoverySaved: false })
  await fresh.anonymous.vault.unlock.mutate({ passphrase: next })
  await fresh.close()
})

test('the key store keeps a key that opens the vault, and none where it cannot be trusted', async () => {
  await rig.client.vault.enableKeyStore.mutate({ passphrase: PASSPHRASE })
  expect((await rig.client.status.get.query()).keyStore.enabled).toBe(true)
  const kek = rig.asked.kept
  rig.vault.lock()
  await rig.vault.unlockWithKeyStore(kek ?? Buffer.alloc(0))
  await rig.client.vault.disableKeyStore.mutate()
  expect(rig.asked.kept).toBeUndefined()
  Object.assign(rig.services.keyStore, { name: null, reason: 'Only plain text is offered here.' })
  const refused = await refusalOf(
    rig.client.vault.enableKeyStore.mutate({ passphrase: PASSPHRASE }),
  )
  expect(refused.message).toBe('Only plain text is offered here.')
})

test('a second Keyrack on the same folder is told so; a dead one’s socket is taken over', async () => {
  await expect(serveAdmin(rig.services, rig.socket)).rejects.toThrow('already running')
  expect(await rig.client.keys.list.query()).toEqual([])
  const stale = join(rig.folder, 'stale.sock')
  writeFileSync(stale, '')
  const stop = await serveAdmin(rig.services, stale)
  expect(await clientOf(stale, rig.session).keys.list.query()).toEqual([])
  await stop()
})

test('a foreign program behind the socket is not removed', async () => {
  const path = join(rig.folder, 'foreign.sock')
  const foreign = createServer().listen(path)
  await new Promise((resolve) => foreign.once('listening', resolve))
  await expect(serveAdmin(rig.services, path)).rejects.toThrow('already running')
  await new Promise((resolve) => foreign.close(resolve))
})

test('a path too long for a socket is refused in words', async () => {
  await expect(serveAdmin(rig.services, join(rig.folder, 'x'.repeat(120)))).rejects.toThrow(
    'too long',
  )
})
