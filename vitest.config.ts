import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: 'test/support/built.ts',
    include: ['test/**/*.test.ts'],
    exclude: ['test/desktop/**'],
    // Slow means a shared machine, not a broken product: no test depends on being fast.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // What a file imports is read once for all of them: a new process for each takes a quarter of the whole run.
    isolate: false,
    // Hundreds of commands and services are started from the sources: compiled once, each start costs half.
    env: {
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled'),
      // A vault is made a thousand times, and each guess at its passphrase need not cost a second.
      KEYRACK_KDF_MIB: '64',
      // Nothing of a test stays in the home folder of whoever runs it.
      KEYRACK_STATE: join(tmpdir(), 'keyrack-test-state'),
    },
  },
})
