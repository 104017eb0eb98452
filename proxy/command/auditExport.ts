import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import type { AuditExport } from '../contract/audit.ts'
import type { Admin } from './admin.ts'
import { note } from './print.ts'

/** Fetches an export part by part into a file that only this user can read. */
export async function exportTo(
  admin: Admin,
  file: string,
  wanted: AuditExport,
): Promise<{ files: string[]; entries: number }> {
  const { id, total } = await admin.audit.export.mutate(wanted)
  const handle = openSync(file, 'wx', 0o600)
  try {
    for (let part = 0; ; part++) {
      const { text, isOver, seal, done } = await admin.audit.exportPart.mutate({ id, part })
      writeSync(handle, text)
      if (process.stderr.isTTY && part % 20 === 19) note(`${done} of ${total} entries`)
      if (!isOver) continue
      if (seal === null) return { files: [file], entries: total }
      writeFileSync(`${file}.sig`, seal, { mode: 0o600 })
      return { files: [file, `${file}.sig`], entries: total }
    }
  } catch (error) {
    // Half an export would look like a whole one that was cut off.
    rmSync(file, { force: true })
    throw error
  } finally {
    closeSync(handle)
  }
}
