import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What Electron and a virtual display need; newer Debian and Ubuntu carry some under a t64 name. */
export const DESKTOP_PACKAGES = [
  ['xvfb'],
  ['xauth'],
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libnotify4'],
  ['libxss1'],
  ['libxtst6'],
  ['libsecret-1-0'],
]

/**
 * Installs the Debian packages that are missing, where this user may. The answer is undefined when
 * everything is there, else one line that says what to install.
 */
export function ensureAptPackages(wanted) {
  if (process.platform !== 'linux' || !succeeds('dpkg-query', ['--version'])) return undefined
  let missing = wanted.filter((names) => !names.some(isInstalled))
  if (missing.length === 0) return undefined
  const apt = privileged()
  if (apt) {
    console.error(`Installing ${missing.map(([name]) => name).join(' ')} with apt (once) …`)
    run([...apt, 'apt-get', 'update', '-q'])
    run([...apt, 'apt-get', 'install', '-yq', '--no-install-recommends', ...missing.map(available)])
    missing = missing.filter((names) => !names.some(isInstalled))
    if (missing.length === 0) return undefined
  }
  return `These packages are missing; install them once:  sudo apt-get install ${missing.map(available).join(' ')}`
}

/** What to put before apt-get, or undefined when this user may not install packages. */
function privileged() {
  if (!existsSync('/usr/bin/apt-get')) return undefined
  if (process.getuid() === 0) return []
  return succeeds('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined
}

function isInstalled(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills this placeholder itself.
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name])
  return stdout?.toString() === 'installed'
}

/** The first of the names that this system's lists have. A virtual name, such as an old one kept by a t64, has no version. */
function available(names) {
  const has = (name) =>
    /Candidate: (?!\(none\))/.test(String(spawnSync('apt-cache', ['policy', name]).stdout))
  return names.find(has) ?? names[0]
}

const succeeds = (program, args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0

function run([program, ...args]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // stdout belongs to the command that asked for the packages.
  spawnSync(program, args, { stdio: ['ignore', 2, 2], env })
}
