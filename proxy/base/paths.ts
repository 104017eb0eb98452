import { createHash } from 'node:crypto'
import { posix, win32 } from 'node:path'

/** Where this computer's programs keep their data, unless `KEYRACK_DATA` or `--data` says otherwise. */
export function defaultDataDir(
  platform: NodeJS.Platform,
  home: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === 'win32') {
    return win32.join(environment.APPDATA || win32.join(home, 'AppData', 'Roaming'), 'Keyrack')
  }
  if (platform === 'darwin') {
    return posix.join(home, 'Library', 'Application Support', 'Keyrack')
  }
  return posix.join(environment.XDG_DATA_HOME || posix.join(home, '.local', 'share'), 'keyrack')
}

/** Where this computer's programs keep what belongs to the computer and not to their data. */
export function defaultStateDir(
  platform: NodeJS.Platform,
  home: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === 'win32') {
    return win32.join(environment.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'Keyrack')
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Keyrack')
  return posix.join(environment.XDG_STATE_HOME || posix.join(home, '.local', 'state'), 'keyrack')
}

/** Every file of the data folder by its subject. */
export function dataFiles(dataDir: string, platform: NodeJS.Platform = process.platform) {
  const { join } = platform === 'win32' ? win32 : posix
  return {
    database: join(dataDir, 'keyrack.db'),
    vault: join(dataDir, 'vault.json'),
    socket: socketPath(dataDir, platform),
    tls: join(dataDir, 'tls'),
    ca: join(dataDir, 'tls', 'ca.pem'),
    leaf: join(dataDir, 'tls', 'leaf.pem'),
    leafKey: join(dataDir, 'tls', 'leaf-key.pem'),
    /** Session of the command line, so that later commands need no passphrase. */
    session: join(dataDir, 'session'),
    /** Where the audit log stood, kept beside the database that holds it. */
    auditHead: join(dataDir, 'audit-head.json'),
    keyStore: join(dataDir, 'keystore.json'),
    uploads: join(dataDir, 'uploads'),
  }
}

/** Where the admin API listens: a Unix socket in the data folder, or on Windows a pipe named after it. */
export function socketPath(dataDir: string, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return posix.join(dataDir, 'keyrack.sock')
  // Paths on Windows ignore case, so both spellings of a folder must name one pipe.
  const folder = win32.resolve(dataDir).toLowerCase()
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32)
  return `\\\\.\\pipe\\keyrack-${name}`
}
