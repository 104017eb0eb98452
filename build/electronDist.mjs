import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const EXECUTABLE = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** Reads what an unpacked Electron says of itself; undefined when a part is missing. */
export async function readDist(dist) {
  const executable = join(dist, EXECUTABLE[process.platform] ?? 'electron')
  try {
    const version = (await readFile(join(dist, 'version'), 'utf8')).trim().replace(/^v/, '')
    await (await open(executable)).close()
    return { dist, executable, version }
  } catch {
    return undefined
  }
}
