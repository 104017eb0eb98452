import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './packages.mjs'

/** The `keyrack` command in this very process, as if its file had been started with these arguments. */
export async function keyrack(args) {
  const file = join(root, 'proxy/command/keyrack.ts')
  process.argv = [process.execPath, file, ...args]
  await import(pathToFileURL(file).href)
}
