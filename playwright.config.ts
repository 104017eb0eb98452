import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { resolveElectron } from './build/electronRuntime.mjs'

// Resolved once here; the workers inherit it, and Playwright's own look-up of Electron obeys it.
const { dist, source } = await resolveElectron({ root: import.meta.dirname })
process.env.ELECTRON_OVERRIDE_DIST_PATH = dist
if (source === 'fallback') process.env.KEYRACK_NODE ??= process.execPath
// A vault is made for every test: neither it nor the service need a second of the machine each time.
process.env.KEYRACK_KDF_MIB ??= '64'
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled')
// Nothing of a test stays in the home folder of whoever runs it.
process.env.KEYRACK_STATE ??= join(tmpdir(), 'keyrack-test-state')
process.env.DBUS_SESSION_BUS_ADDRESS ??= 'disabled:'

export default defineConfig({
  testDir: 'test/desktop',
  outputDir: join('test-results', 'desktop'),
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  // Generous, for a machine that is shared: no test depends on being fast.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  globalTimeout: 35 * 60_000,
  reporter: [['list']],
  use: { trace: 'retain-on-failure' },
})
