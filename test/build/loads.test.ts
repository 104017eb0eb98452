import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
/** Programs: they begin to work when they are loaded. */
const PROGRAMS = /\/(?:main|keyrack|reportWorker|lookbackWorker)\.ts$/

test('Node itself reads every file of the service, whatever the type checker takes', async () => {
  const files = globSync('proxy/**/*.ts').filter((file) => !PROGRAMS.test(file))
  expect(files.length).toBeGreaterThan(200)
  const script = files.map((file) => `await import(${JSON.stringify(resolve(file))})`).join('\n')
  const loading = run(process.execPath, ['--input-type=module', '-e', script])
  await expect(loading.then(() => 'loaded')).resolves.toBe('loaded')
})
