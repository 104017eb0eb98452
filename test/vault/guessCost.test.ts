import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { dataFiles } from '../../proxy/base/paths.ts'
import { readConfig } from '../../proxy/config.ts'
import { kdfForMachine } from '../../proxy/vault/kdf.ts'
import { type Service, startService } from '../support/service.ts'

let service: Service | undefined

afterEach(async () => {
  await service?.stop()
  service = undefined
})

test('what a guess at the passphrase costs is chosen by the environment', async () => {
  service = await startService({ env: { KEYRACK_KDF_MIB: '70' } })
  const header = readFileSync(dataFiles(service.dataDir).vault, 'utf8')
  expect(JSON.parse(header)).toMatchObject({
    slots: expect.arrayContaining([
      expect.objectContaining({ kdf: expect.objectContaining({ memoryKiB: 70 * 1024 }) }),
    ]),
  })
})

test('nothing said means as much as the machine can bear; the bounds are allowed', () => {
  expect(readConfig([], {}).kdf).toEqual(kdfForMachine())
  expect(readConfig([], { KEYRACK_KDF_MIB: '' }).kdf).toEqual(kdfForMachine())
  expect(readConfig([], { KEYRACK_KDF_MIB: '64' }).kdf.memoryKiB).toBe(65_536)
  expect(readConfig([], { KEYRACK_KDF_MIB: '2048' }).kdf.memoryKiB).toBe(2_097_152)
})

test.each(['63', '2049', '64.5', 'lots', '-64'])('%s MiB is refused in words', async (memory) => {
  expect(() => readConfig([], { KEYRACK_KDF_MIB: memory })).toThrow(
    'a whole number of MiB from 64 to 2048',
  )
})

test('a service that is told nonsense says so and does not start', async () => {
  await expect(startService({ env: { KEYRACK_KDF_MIB: '1' } })).rejects.toThrow(
    /KEYRACK_KDF_MIB says how much memory a guess at the passphrase costs/,
  )
})
