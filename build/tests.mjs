import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DESKTOP_PACKAGES, ensureAptPackages } from './aptPackages.mjs'
import { root } from './packages.mjs'
import { runToEnd } from './processes.mjs'

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
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const [name, suite] of Object.entries(SUITES)) {
    if (only !== undefined && only !== name) continue
    console.log(`\n── ${name} ──`)
    const counts = await suite(args).catch((error) => {
      console.error(error.message)
      return { passed: 0, failed: 1 }
    })
    const { passed, failed, skipped = 0 } = counts
    console.log(`${name}: ${passed} passed, ${failed} failed`)
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  const skipped = total.skipped ? `, ${total.skipped} skipped` : ''
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
  return total.failed === 0 ? 0 : 1
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
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    readReport(report)
  // A file that cannot even be loaded holds no test, and must not pass for that.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  const counts = {
    passed: numPassedTests,
    failed: numFailedTests + broken,
    skipped: numPendingTests + numTodoTests,
  }
  return believing(code, counts)
}

async function desktop(args) {
  const missing = ensureAptPackages(DESKTOP_PACKAGES)
  if (missing) throw new Error(`The desktop tests cannot run. ${missing}`)
  const { ensureBuilt } = await import('./build.mjs')
  await ensureBuilt()

  const report = freshReport('desktop.json')
  const command = [
    ...(process.platform === 'linux' ? ['xvfb-run', '-a', '-s', '-screen 0 1400x900x24'] : []),
    process.execPath,
    join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
    '--reporter=list,json',
    ...args,
  ]
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const code = await runToEnd(command[0], command.slice(1), { env, limitMs: STEP_LIMIT_MS })
  const { stats, errors } = readReport(report)
  const counts = {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }
  return believing(code, counts)
}

/** A runner that fails, or finds nothing to run, without naming a failed test still counts as one. */
function believing(code, { passed, failed, skipped }) {
  const silent = failed === 0 && (code !== 0 || passed === 0)
  return { passed, failed: silent ? 1 : failed, skipped }
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
