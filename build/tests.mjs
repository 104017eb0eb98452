import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DESKTOP_PACKAGES, ensureAptPackages } from './aptPackages.mjs'
import { root } from './packages.mjs'
import { runToEnd } from './processes.mjs'
import { believing, closingLine, countDesktop, countUnit } from './testCounts.mjs'

/** Longest time for one step, so that a hanging one fails the run instead of holding it for ever. */
const STEP_LIMIT_MS = 40 * 60_000

const RESULTS = join(root, 'test-results')

const SUITES = { checks, unit, desktop }

/** `npm test [-- checks|unit|desktop [arguments for its runner]]`; ends with one line over all suites. */
export async function test([only, ...args]) {
  if (only !== undefined && !(only in SUITES)) {
    console.error(`There is no suite ${only}: choose one of ${Object.keys(SUITES).join(', ')}.`)
    return 1
  }
  const all = []
  for (const [name, suite] of Object.entries(SUITES)) {
    if (only !== undefined && only !== name) continue
    console.log(`\n── ${name} ──`)
    const counts = await suite(args).catch((error) => {
      console.error(error.message)
      return { passed: 0, failed: 1 }
    })
    console.log(`${name}: ${counts.passed} passed and ${counts.failed} failed`)
    all.push(counts)
  }
  console.log(`\n${closingLine(all)}`)
  return all.every(({ failed }) => failed === 0) ? 0 : 1
}

/** Types and style: each counts as one test. */
async function checks() {
  const codes = [
    await node('typescript/bin/tsc', ['--noEmit']),
    await node('@biomejs/biome/bin/biome', ['check', '.']),
  ]
  const failed = codes.filter((code) => code !== 0).length
  return { passed: codes.length - failed, failed }
}

async function unit(args) {
  const report = freshReport('unit.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await node('vitest/vitest.mjs', ['run', ...reporters, ...args])
  return believing(code, countUnit(readReport(report)))
}

async function desktop(args) {
  const missing = ensureAptPackages(DESKTOP_PACKAGES)
  if (missing) throw new Error(`The desktop tests cannot run. ${missing}`)
  const { ensureBuilt } = await import('./built.mjs')
  await ensureBuilt()

  const report = freshReport('desktop.json')
  const [program, ...before] = [
    // Without -noreset the screen starts anew when its last window closes, and refuses whoever comes meanwhile.
    ...(process.platform === 'linux'
      ? ['xvfb-run', '-a', '-s', '-screen 0 1400x900x24 -noreset']
      : []),
    process.execPath,
  ]
  const playwright = join(root, 'node_modules/@playwright/test/cli.js')
  const code = await runToEnd(
    program,
    [...before, playwright, 'test', '--reporter=list,json', ...args],
    { env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }, limitMs: STEP_LIMIT_MS },
  )
  return believing(code, countDesktop(readReport(report)))
}

function node(bin, args) {
  const limit = { limitMs: STEP_LIMIT_MS }
  return runToEnd(process.execPath, [join(root, 'node_modules', bin), ...args], limit)
}

function freshReport(name) {
  const file = join(RESULTS, name)
  mkdirSync(RESULTS, { recursive: true })
  rmSync(file, { force: true })
  return file
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Error('The test runner ended without a report.')
  }
}
