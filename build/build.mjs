// Builds dist/: the page with Vite; main, preload, service and its threads as single CommonJS files with
// rolldown, Vite's own bundler.  node build/build.mjs [--release]
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build as bundle } from 'rolldown'
import { build as buildPage } from 'vite'
import { root } from './packages.mjs'

// The oldest runtime the code meets: Electron 33 (Chromium 130, Node 20), used where 45 cannot be had.
const TARGETS = { page: 'chrome130', node: 'node20' }

/** What stays outside the bundles: Electron itself, and the modules with native parts. */
const EXTERNAL = ['electron', 'better-sqlite3', '@node-rs/argon2']

const BUNDLES = {
  main: 'electron/main.ts',
  preload: 'electron/preload.ts',
  service: 'proxy/main.ts',
  reportWorker: 'proxy/store/reportWorker.ts',
  lookbackWorker: 'proxy/admin/lookback/lookbackWorker.ts',
  keyrack: 'proxy/command/keyrack.ts',
}

/** Letters of the printed reports, with their licence, as `proxy/admin/usageExport/pdf/fonts.ts` looks for them. */
const FONTS = [
  'node_modules/@fontsource/inter/files/inter-*-{400,600}-normal.woff',
  'node_modules/@fontsource/inter/LICENSE',
]

const SOURCES = ['electron/**', 'renderer/**', 'proxy/**', 'build/build.mjs', 'package-lock.json']
const STAMP = join(root, 'dist', '.built')

/** Variables by which development replaces parts of the app; a release must not know them. */
const DEVELOPMENT_VARIABLES = ['KEYRACK_NODE', 'KEYRACK_SERVICE']

/** Builds when a source is not what the last build was made from. */
export async function ensureBuilt() {
  const hash = hashSources()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return
  console.error('Building the app …')
  await build()
}

export async function build({ release = false } = {}) {
  const hash = hashSources()
  rmSync(STAMP, { force: true })
  await Promise.all([
    buildPage({ ...pageConfig, logLevel: 'warn' }),
    copyFonts(),
    bundle(Object.entries(BUNDLES).map(([name, input]) => nodeBundle(name, input, { release }))),
  ])
  // A release differs from what the sources alone say, so the next start builds again.
  if (!release) writeFileSync(STAMP, hash)
}

function copyFonts() {
  const folder = join(root, 'dist/fonts')
  rmSync(folder, { recursive: true, force: true })
  for (const file of globSync(FONTS, { cwd: root })) {
    cpSync(join(root, file), join(folder, basename(file)))
  }
}

const pageConfig = {
  root: join(root, 'renderer'),
  base: './',
  configFile: false,
  plugins: [react()],
  build: {
    outDir: join(root, 'dist/renderer'),
    emptyOutDir: true,
    target: TARGETS.page,
    // The page's policy admits no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The page's first import must run before any library, in whichever chunk that lies.
    rolldownOptions: { output: { strictExecutionOrder: true } },
    chunkSizeWarningLimit: 1500,
  },
}

/**
 * V8 keeps a source in two bytes a letter as soon as one letter lies beyond Latin-1: 6 MB more for the service,
 * because of some 160 digits, dots and arrows in its dependencies.
 */
const latin1 = {
  name: 'latin1',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue
      file.code = file.code.replace(/[\u0100-\uffff]/g, (letter) => {
        return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
      })
    }
  },
}

/** How one file of the Node side is bundled. */
export function nodeBundle(name, input, { release }) {
  const hidden = DEVELOPMENT_VARIABLES.map((variable) => [`process.env.${variable}`, 'undefined'])
  return {
    cwd: root,
    input,
    platform: 'node',
    external: EXTERNAL,
    plugins: [latin1],
    transform: { target: TARGETS.node, define: release ? Object.fromEntries(hidden) : {} },
    output: { file: `dist/${name}.cjs`, format: 'cjs', sourcemap: true, codeSplitting: false },
  }
}

function hashSources() {
  const hash = createHash('sha256')
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.sort()) hash.update(file).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ release: process.argv.includes('--release') })
}
