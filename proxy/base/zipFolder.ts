import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

/** Writes files of a folder into a new zip, one after the other; only this user can read it. */
export async function zipFolder(
  folder: string,
  names: readonly string[],
  { file, at, signal }: { file: string; at: number; signal: AbortSignal },
): Promise<void> {
  const zip = new ZipFile()
  const mtime = new Date(at)
  for (const name of names) zip.addFile(join(folder, name), name, { mtime, mode: 0o100600 })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(file, { flags: 'wx', mode: 0o600 }), {
    signal,
  })
}
