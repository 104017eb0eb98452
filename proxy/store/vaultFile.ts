import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { StoreProblem } from './db.ts'

/** What `vault.json` holds, as JSON; undefined when no vault was made yet. The vault itself judges the content. */
export function readVaultFile(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw new StoreProblem(
      `The vault file ${file} cannot be read (${codeOf(error)}). Keyrack stays locked. Give your user the right to read it, then start again.`,
      { cause: error },
    )
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new StoreProblem(
      `The vault file ${file} is damaged (KR-VLT-003). Nothing was changed. Put back the last good copy of it, then start again.`,
      { cause: error },
    )
  }
}

/** Writes the vault file whole or not at all: beside the old one, to the disk, then in its place. */
export function writeVaultFile(file: string, header: unknown): void {
  const beside = `${file}.partial`
  try {
    rmSync(beside, { force: true })
    // `wx`: never through a link that somebody left there.
    const handle = openSync(beside, 'wx', 0o600)
    try {
      writeFileSync(handle, `${JSON.stringify(header, null, 2)}\n`)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(beside, file)
    syncFolder(dirname(file))
  } catch (error) {
    throw new StoreProblem(
      `The vault file ${file} cannot be written (${codeOf(error)}). The old one is still in place. Make room or give your user the right to write there, then try again.`,
      { cause: error },
    )
  }
}

/** A rename is only sure to survive a power cut once its folder is on the disk; Windows has no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
