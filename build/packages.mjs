import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

const LOCK = join(root, 'package-lock.json')
const INSTALLED = join(root, 'node_modules', '.package-lock.json')
/** Holds the hash of the lock file that node_modules was last found to match. */
const STAMP = join(root, 'node_modules', '.keyrack-lock')

/** The Node 24 of devDependencies: better-sqlite3 needs Node-API 10, and Node must run our .ts files. */
export const projectNode = {
  path: join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node'),
  isRunning: () => Number(process.versions.node.split('.')[0]) >= 24,
}

/** Installs the npm packages when there are none or the lock file has changed since. */
export function ensurePackages() {
  const lock = readFileSync(LOCK)
  const hash = createHash('sha256').update(lock).digest('hex')
  if (read(STAMP) === hash && existsSync(projectNode.path)) return
  if (
    !existsSync(projectNode.path) ||
    !matches(JSON.parse(lock), JSON.parse(read(INSTALLED) ?? '{}'))
  )
    install()
  writeFileSync(STAMP, hash)
}

/** True when everything the lock file wants for this platform is what npm says it installed. */
export function matches(lock, record) {
  const installed = record?.packages ?? {}
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed[path]
    return found ? found.version === wanted.version : wanted.optional || wanted.devOptional
  })
}

function install() {
  rmSync(STAMP, { force: true })
  console.error('Installing the npm packages (once, about half a minute) …')
  // npm's own output goes to stderr: stdout belongs to the command that follows.
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  )
  if (error) throw new Error(`npm could not be started: ${error.message}`)
  if (status !== 0 || !existsSync(projectNode.path)) {
    throw new Error('npm ci failed, so nothing can be started. Its message stands above.')
  }
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
