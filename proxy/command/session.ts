import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** The session that an earlier `unlock` left behind. */
export function readSession(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}

/** Keeps a session for the commands to come; only this user can read it. */
export function keepSession(file: string, session: string): void {
  const fresh = `${file}.${process.pid}`
  // A file of that name would keep its own mode, so it must not be there.
  rmSync(fresh, { force: true })
  writeFileSync(fresh, `${session}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(fresh, file)
}

export function dropSession(file: string): void {
  rmSync(file, { force: true })
}
