import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join, relative } from 'node:path'
import Database from 'better-sqlite3'
import type { Db } from '../db.ts'

const CHUNK = 4 * 1024 * 1024

/**
 * Writes the log of the database back into it and cuts it to nothing, so that no older version of a page is left
 * there; false while somebody still reads an older state. Waits for nobody.
 */
export function emptyLog(db: Db): boolean {
  if (db.raw.memory) return true
  const raw = new Database(db.raw.name, { fileMustExist: true })
  try {
    raw.pragma('busy_timeout = 0')
    raw.pragma('synchronous = NORMAL')
    // Most of it is written back without anybody waiting; the cut itself is short.
    raw.pragma('wal_checkpoint(PASSIVE)')
    const [answer] = raw.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    return answer?.busy === 0
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false
    throw error
  } finally {
    raw.close()
  }
}

export interface Residue {
  files: number
  bytes: number
  /** Files that hold any of the texts, relative to the folder. */
  found: string[]
}

/** Reads every file of a folder, byte for byte, for texts that should be nowhere. A long look, for a thread. */
export function findResidue({
  folder,
  texts,
}: {
  folder: string
  texts: readonly string[]
}): Residue {
  const needles = [
    ...new Set(texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)])),
  ].map((text) => Buffer.from(text))
  const residue: Residue = { files: 0, bytes: 0, found: [] }
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    residue.files++
    if (holds(path, needles, (bytes) => (residue.bytes += bytes)))
      residue.found.push(relative(folder, path))
  }
  return residue
}

function holds(path: string, needles: readonly Buffer[], read: (bytes: number) => void): boolean {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    // A temporary file may be gone again.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
  try {
    const longest = Math.max(1, ...needles.map((needle) => needle.length))
    const buffer = Buffer.alloc(CHUNK + longest)
    let kept = 0
    for (;;) {
      const bytes = readSync(file, buffer, kept, CHUNK, null)
      if (bytes === 0) return false
      read(bytes)
      const there = buffer.subarray(0, kept + bytes)
      if (needles.some((needle) => there.includes(needle))) return true
      // What stands across two pieces is found with the next one.
      kept = Math.min(longest - 1, there.length)
      there.copy(buffer, 0, there.length - kept)
    }
  } finally {
    closeSync(file)
  }
}
