// Builds dist/: the page with Vite; main, preload, service, its threads and the command as CommonJS
// with rolldown, Vite's own bundler.  node build/build.mjs [--release]
import { cpSync, globSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build as bundle } from 'rolldown'
import { build as buildWithVite } from 'vite'
import { forgetting, noting, PARTS } from './built.mjs'
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

/** Variables by which development replaces parts of the app; a release must not know them. */
const DEVELOPMENT_VARIABLES = ['KEYRACK_NODE', 'KEYRACK_SERVICE']

/** Builds these parts of dist/. A release differs from what the sources alone say, so the next start builds again. */
export async function build({ parts = PARTS, release = false } = {}) {
  const work = { page: buildPage, node: () => buildNode({ release }) }
  const all = () => Promise.all(parts.map((part) => work[part]()))
  await (release ? forgetting(parts, all) : noting(parts, all))
}

function buildPage() {
  return buildWithVite({ ...pageConfig, logLevel: 'warn' })
}

/** What runs on Node comes into its place whole, file by file: another command may be reading it. */
async function buildNode({ release }) {
  const folder = join(root, 'dist', `.new-${process.pid}`)
  try {
    copyFonts(join(folder, 'fonts'))
    const bundles = Object.entries(BUNDLES).map(([name, input]) => {
      const options = nodeBundle(name, input, { release })
      return { ...options, output: { ...options.output, dir: folder } }
    })
    await bundle(bundles)
    const target = join(root, 'dist')
    rmSync(join(target, 'fonts'), { recursive: true, force: true })
    const made = readdirSync(folder)
    for (const name of made) renameSync(join(folder, name), join(target, name))
    // Parts that an earlier build made, and that there are no more, would be packed into a release.
    for (const name of readdirSync(target)) {
      if (/\.cjs(\.map)?$/.test(name) && !made.includes(name)) rmSync(join(target, name))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function copyFonts(folder) {
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

/** How one entry of the Node side is bundled: into one file, and another for each part that only few ever need. */
export function nodeBundle(name, input, { release }) {
  const hidden = DEVELOPMENT_VARIABLES.map((variable) => [`process.env.${variable}`, 'undefined'])
  return {
    cwd: root,
    input,
    platform: 'node',
    external: EXTERNAL,
    plugins: [latin1],
    transform: { target: TARGETS.node, define: release ? Object.fromEntries(hidden) : {} },
    output: {
      dir: 'dist',
      entryFileNames: `${name}.cjs`,
      chunkFileNames: `${name}-[name].cjs`,
      format: 'cjs',
      sourcemap: true,
    },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ release: process.argv.includes('--release') })
}
