import { mkdirSync, readFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { writeVaultFile } from '../vaultFile.ts'

const head = z.strictObject({
  format: z.literal('keyrack-audit-head'),
  seq: z.int().nonnegative(),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.int().nonnegative(),
  /** By a key of the vault, over all of the above. */
  proof: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Head = z.infer<typeof head>

/** `data`: beside the database · `outside`: on this computer, but not in the data folder. */
export type HeadPlace = 'data' | 'outside'

export interface HeadFile {
  place: HeadPlace
  file: string
}

/**
 * Where the audit log stood, kept outside of the database, so that a shortened or an older database shows. Written
 * behind the commits and never ahead of what is safely on the disk: after a power cut the log may know more than its
 * head, never less.
 */
export class Heads {
  readonly #files: () => readonly HeadFile[]
  readonly #database: string | undefined
  readonly #failed: (error: unknown) => void
  #wanted: Head | undefined
  #writing: Promise<void> | undefined

  /** `database` is the file whose commits must be on the disk before a head is; none for one in memory. */
  constructor(
    files: () => readonly HeadFile[],
    database: string | undefined,
    failed: (error: unknown) => void,
  ) {
    this.#files = files
    this.#database = database
    this.#failed = failed
  }

  /** What each place holds: a head, `missing`, or `damaged`. */
  read(): { place: HeadPlace; head: Head | 'missing' | 'damaged' }[] {
    return this.#files().map(({ place, file }) => ({ place, head: readHead(file) }))
  }

  /** Soon; of several wishes only the last one is written. */
  write(next: Omit<Head, 'format'>): void {
    this.#wanted = { format: 'keyrack-audit-head', ...next }
    this.#writing ??= this.#writeAll()
  }

  /** At once: before the first entry of all, so that a missing head is never innocent. */
  begin(first: Omit<Head, 'format'>): void {
    for (const { file } of this.#files()) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeVaultFile(file, { format: 'keyrack-audit-head', ...first })
    }
  }

  /** Resolves when what was wished for is written. */
  async flush(): Promise<void> {
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    while (this.#wanted) {
      const wanted = this.#wanted
      this.#wanted = undefined
      try {
        if (this.#database !== undefined) await syncFile(`${this.#database}-wal`)
        for (const { file } of this.#files()) await writeWhole(file, `${JSON.stringify(wanted)}\n`)
      } catch (error) {
        this.#failed(error)
      }
    }
    this.#writing = undefined
  }
}

function readHead(file: string): Head | 'missing' | 'damaged' {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'damaged'
  }
  try {
    return head.parse(JSON.parse(text))
  } catch {
    return 'damaged'
  }
}

/** Whole or not at all. */
async function writeWhole(file: string, text: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const beside = `${file}.partial`
  await rm(beside, { force: true })
  // `wx`: never through a link that somebody left there.
  const handle = await open(beside, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(beside, file)
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+').catch(() => undefined)
  // Without a write-ahead log everything is in the database already.
  if (!handle) return
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
