import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './built.mjs'
import { root } from './packages.mjs'

/** The `keyrack` command in this very process, as if its file had been started with these arguments. */
export async function keyrack(args) {
  await ensureBuilt(['node'])
  const file = join(root, 'dist/keyrack.cjs')
  process.argv = [process.execPath, file, ...args]
  await import(pathToFileURL(file).href)
}
