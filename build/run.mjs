// The one door for every command of this repository: node build/run.mjs start|demo|test|bench|keyrack …
// It runs on any Node from 20 on: it installs what is missing and goes on with the project's own Node 24.
import { chdir } from 'node:process'
import { ensurePackages, projectNode, root } from './packages.mjs'
import { runToEnd } from './processes.mjs'

const COMMANDS = {
  start: async (args) => (await import('./start.mjs')).start(args),
  demo: (args) => runToEnd(process.execPath, ['build/demo/demo.ts', ...args]),
  test: async (args) => (await import('./tests.mjs')).test(args),
  bench: (args) => runToEnd(process.execPath, ['test/load/bench.ts', ...args]),
  keyrack: async (args) => (await import('./keyrack.mjs')).keyrack(args),
}

const [name = '', ...args] = process.argv.slice(2)
const command = COMMANDS[name]

// npm's shell does not pass a SIGTERM on: what it started would run on without anybody.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid
  const look = () => process.ppid !== parent && process.kill(process.pid, 'SIGTERM')
  setInterval(look, 500).unref()
}

if (!command) {
  console.error(`Usage: node build/run.mjs ${Object.keys(COMMANDS).join('|')} [arguments]`)
  process.exitCode = 1
} else {
  try {
    chdir(root)
    ensurePackages()
    const code = projectNode.isRunning()
      ? await command(args)
      : await runToEnd(projectNode.path, [...process.execArgv, ...process.argv.slice(1)])
    // Without a code the command goes on by itself and ends the process in its own time.
    if (code !== undefined) process.exitCode = code
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
