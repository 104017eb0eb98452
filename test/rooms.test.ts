import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

/** Each room of the service and the rooms it may import. Reading this table top to bottom is reading the architecture. */
const RULES = ['dialects', 'providers', 'policy', 'identity']
const STATE = ['store', 'vault']
const WORDS = ['contract', 'base']
const MAY_IMPORT: Record<string, string[]> = {
  command: ['store', ...WORDS],
  gateway: [...RULES, ...STATE, ...WORDS],
  admin: [...RULES, ...STATE, ...WORDS],
  jobs: [...RULES, ...STATE, ...WORDS],
  notify: ['policy', ...STATE, ...WORDS],
  dialects: WORDS,
  providers: WORDS,
  policy: WORDS,
  identity: WORDS,
  store: WORDS,
  vault: WORDS,
  contract: [],
  base: [],
}
/** The files that see every room: they wire them by hand and hold nothing else. */
const WIRING = ['main.ts', 'service.ts', 'config.ts']

/** Where each import of a file points, relative to the repository; `type` imports marked. */
function importsOf(file: string) {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(import type|import|export|from)[^'"\n]*\(?['"]([^'"\n]+)['"]/g)].map(
    ([statement, , path = '']) => ({
      file,
      isType: /^import type/.test(statement),
      path: path.startsWith('.') ? join(dirname(file), path) : path,
    }),
  )
}

const imports = (pattern: string) => globSync(pattern).flatMap(importsOf)

for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
  test(`proxy/${room} imports only ${allowed.join(', ') || 'nothing of ours'}`, () => {
    const strays = imports(`proxy/${room}/**/*.ts`)
      .filter(({ path, isType }) => {
        if (!path.startsWith('proxy/') || (room === 'command' && isType)) return false
        const target = relative('proxy', path).split('/')[0] ?? ''
        return target !== room && !allowed.includes(target)
      })
      .map(({ file, path }) => `${file} → ${path}`)
    expect(strays).toEqual([])
  })
}

test('every folder of the service is a room of the table, and every loose file wires', () => {
  const entries = globSync('proxy/*').map((path) => relative('proxy', path))
  expect(entries.filter((name) => !(name in MAY_IMPORT) && !WIRING.includes(name))).toEqual([])
})

test('the service knows nothing of Electron or the window', () => {
  const strays = imports('proxy/**/*.ts').filter(
    ({ path }) => path === 'electron' || /^(electron|renderer)\//.test(path),
  )
  expect(strays).toEqual([])
})

test('the window imports the contract, and of the admin API and the bridge only their types', () => {
  const strays = imports('renderer/**/*.{ts,tsx}').filter(
    ({ path, isType }) =>
      path === 'electron' ||
      path.startsWith('node:') ||
      (path.startsWith('electron/') && !(isType && path === 'electron/bridge.ts')) ||
      (path.startsWith('proxy/') &&
        !path.startsWith('proxy/contract/') &&
        !(isType && path === 'proxy/admin/router.ts')),
  )
  expect(strays).toEqual([])
})

test('the parts of the window know nothing of the domain', () => {
  const strays = imports('renderer/ui/**/*.{ts,tsx}').filter(
    ({ path }) => path.startsWith('proxy/') || path.startsWith('renderer/pages/'),
  )
  expect(strays).toEqual([])
})

test('Electron is a frame: it imports nothing of the service', () => {
  const strays = imports('electron/**/*.ts').filter(
    ({ path }) => path.startsWith('proxy/') || path.startsWith('renderer/'),
  )
  expect(strays).toEqual([])
})
