import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forgetKept, judgeBackend, judgeKept, readKept, writeKept } from '../../electron/keptKey.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyrack-kept-'))
})
afterEach(() => rm(folder, { recursive: true }))

test.each(['gnome_libsecret', 'kwallet5', 'kwallet6'])('Linux: %s is trusted', (selected) => {
  expect(judgeBackend({ platform: 'linux', selected, available: true })).toEqual({
    name: selected,
    reason: null,
  })
})

test.each(['basic_text', 'unknown', ''])(
  'Linux: "%s" is refused, whatever it claims',
  (selected) => {
    const { name, reason } = judgeBackend({ platform: 'linux', selected, available: true })
    expect(name).toBeNull()
    expect(reason).toMatch(/passphrase/)
  },
)

test.each([
  ['darwin', 'keychain'],
  ['win32', 'dpapi'],
] as const)('%s: %s is trusted while it is available', (platform, selected) => {
  expect(judgeBackend({ platform, selected, available: true }).name).toBe(selected)
  expect(judgeBackend({ platform, selected, available: false }).name).toBeNull()
})

test('a locked key ring is no key store', () => {
  const ring = { platform: 'linux', selected: 'gnome_libsecret', available: false } as const
  expect(judgeBackend(ring)).toMatchObject({ name: null, reason: expect.stringMatching(/locked/) })
})

test('a key kept by another key store is not opened, and the reason names both', () => {
  const kept = { backend: 'kwallet5', wrapped: 'AAAA' }
  expect(judgeKept(kept, 'kwallet5')).toBeNull()
  expect(judgeKept(kept, 'gnome_libsecret')).toMatch(/kwallet5.*gnome_libsecret/)
})

test('what was kept comes back, readable by the owner alone, until it is forgotten', async () => {
  const file = join(folder, 'keystore.json')
  const kept = { backend: 'keychain', wrapped: 'a2V5' }
  await writeKept(file, kept)
  expect(await readKept(file)).toEqual(kept)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await forgetKept(file)
  expect(await readKept(file)).toBeUndefined()
  await forgetKept(file)
})

test.each(['', '{}', 'not json', '{"backend":"keychain","wrapped":"%%%"}'])(
  'a file that says %j holds no key',
  async (content) => {
    const file = join(folder, 'keystore.json')
    await writeFile(file, content)
    expect(await readKept(file)).toBeUndefined()
  },
)
