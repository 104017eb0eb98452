import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './packages.mjs'

const SOURCES = [
  ...['electron/**', 'renderer/**', 'proxy/**'],
  ...['build/build.mjs', 'build/built.mjs', 'package-lock.json'],
]

/** What can be built by itself: the page, and everything that runs on Node. */
export const PARTS = ['page', 'node']

/** Builds what is not there or whose sources have changed since: everything, or one part. */
export async function ensureBuilt(parts = PARTS) {
  const hash = hashSources()
  const old = parts.filter((part) => builtFrom(part) !== hash)
  if (old.length === 0) return
  console.error('Building the app …')
  const { build } = await import('./build.mjs')
  await build({ parts: old })
}

/** Does the work of building `parts`, after which nobody knows what they were made from. */
export async function forgetting(parts, work) {
  for (const part of parts) rmSync(stamp(part), { force: true })
  await work()
}

/** The same, and notes what they were made from. */
export async function noting(parts, work) {
  const hash = hashSources()
  await forgetting(parts, work)
  for (const part of parts) writeFileSync(stamp(part), hash)
}

function stamp(part) {
  return join(root, 'dist', `.built-${part}`)
}

function builtFrom(part) {
  return existsSync(stamp(part)) ? readFileSync(stamp(part), 'utf8') : undefined
}

function hashSources() {
  const hash = createHash('sha256')
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.sort()) hash.update(file).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}
