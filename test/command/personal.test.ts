import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
const folder = mkdtempSync(join(tmpdir(), 'keyrack-personal-'))
let service: Served | undefined

beforeAll(async () => {
  await keyrack.value(['init'])
  service = await keyrack.serve()
})
afterAll(async () => {
  await service?.end('SIGKILL')
  keyrack.remove()
  rmSync(folder, { recursive: true })
})

test('one person’s data is handed over, told before it goes, erased, and certified', async () => {
  const { id } = await keyrack.value(['member', 'add', 'Ana Ruiz', '--email', 'ana@team.example'])
  await keyrack.value(['token', 'create', '--member', 'Ana Ruiz'])
  for (const [noun, name] of [
    ['member', 'Ana Ruiz'],
    ['team', 'App'],
  ] as const) {
    if (noun === 'team') await keyrack.value(['team', 'add', 'App'])
    const off = await keyrack.run([noun, 'details', name, 'off'])
    expect(off.stdout).toBe(`Calls of ${name} are kept without details from the next one on.\n`)
  }
  expect(await keyrack.value(['member', 'list'])).toMatchObject({ unlogged: true })
  expect(await keyrack.value(['team', 'list'])).toMatchObject({ unlogged: true })
  const [token] = (await keyrack.run(['token', 'list', '--json'])).lines()
  await keyrack.value(['token', 'details', `${token?.id}`, 'off'])
  expect(await keyrack.value(['token', 'details', `${token?.id}`, 'on'])).toEqual({
    ...{ tokenId: token?.id, unlogged: false },
  })

  const file = join(folder, 'ana.zip')
  const exported = await keyrack.run(['member', 'export', 'ana@team.example', '--out', file])
  expect(exported.stdout).toBe(`Everything that is kept of Ana Ruiz is in ${file}.\n`)
  expect(readFileSync(file).subarray(0, 2).toString()).toBe('PK')
  expect(await keyrack.run(['member', 'export', 'Ana Ruiz', '--out', file])).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('--force') },
  })

  const preview = await keyrack.run(['member', 'erase', 'Ana Ruiz', '--preview'])
  expect(preview.stdout).toMatch(/^Ana Ruiz has 1 working token: off-board first\.\n0 calls stay/)
  const unmeant = await keyrack.run(['member', 'erase', 'Ana Ruiz'])
  expect(unmeant).toMatchObject({ code: 1, stderr: expect.stringContaining('--name') })
  const early = await keyrack.run(['member', 'erase', 'Ana Ruiz', '--name', 'Ana Ruiz'])
  expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('Off-board the member') })

  await keyrack.value(['member', 'off-board', 'Ana Ruiz'])
  await keyrack.value(['member', 'remove', 'Ana Ruiz'])
  const out = join(folder, 'certificate.json')
  const erase = ['member', 'erase', 'Ana Ruiz', '--name', 'Ana Ruiz', '--out', out]
  const erased = await keyrack.run(erase)
  expect(erased.stdout).toMatch(/^Certificate of erasure\n\nNumber +ers_/)
  expect(erased.stdout).toContain('none of them holds any.')
  const saved = JSON.parse(readFileSync(out, 'utf8')) as { id: string; memberId: string }
  expect(saved).toMatchObject({ format: 'keyrack-erasure-certificate', memberId: id })
  expect(await keyrack.value(['member', 'certificates', saved.id])).toEqual(saved)
  const list = await keyrack.run(['member', 'certificates'])
  expect(list.stdout).toMatch(/Erased member \w{6} +done\n/)
  expect((await keyrack.run(erase)).stderr).toContain('Ana Ruiz')
})
