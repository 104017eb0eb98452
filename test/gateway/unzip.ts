import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { extractZip } from '../../build/zip.mjs'

/** The files of a zip by their names. */
export async function unzip(file: string): Promise<Map<string, Buffer>> {
  const target = mkdtempSync(join(tmpdir(), 'keyrack-unzip-'))
  try {
    await extractZip(file, target, { place: (name: string) => name, required: [] })
    return new Map(
      readdirSync(target, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => {
          const path = join(parentPath, name)
          return [relative(target, path), readFileSync(path)]
        }),
    )
  } finally {
    rmSync(target, { recursive: true })
  }
}
