import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'
import { type Complaints, reloadWatched } from './complaints.ts'

export interface Launch {
  /** Added to the environment of the app. */
  env?: Record<string, string>
  args?: string[]
  /** Another data folder than the test's own. */
  dataDir?: string
}

export interface Running {
  app: ElectronApplication
  page: Page
}

interface Fixtures {
  /** The folder the app keeps its data in; empty at first. */
  dataDir: string
  /** Everything the page did that it must not do; the test fails when something is left in it. */
  complaints: Complaints
  /** Starts the app and waits for its page; every start is ended after the test. */
  launch: (options?: Launch) => Promise<Running>
  running: Running
  app: ElectronApplication
  page: Page
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture needs from here.
  dataDir: async ({}, use) => {
    const dir = await mkdtemp(join(tmpdir(), 'keyrack-desktop-'))
    await use(dir)
    await rm(dir, { recursive: true, force: true, maxRetries: 3 })
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above.
  complaints: async ({}, use) => {
    const complaints: Complaints = []
    await use(complaints)
    base.expect(complaints, 'what the page did that it must not do').toEqual([])
  },

  launch: async ({ dataDir, complaints }, use, { errors }) => {
    const started: ElectronApplication[] = []
    let output = ''
    await use(async ({ env = {}, args = [], dataDir: other = dataDir } = {}) => {
      const app = await _electron.launch({
        args: [resolve('.'), '--data', other, '--disable-gpu', ...args],
        // Chromium's sandbox works for everyone but root.
        chromiumSandbox: process.platform !== 'linux' || process.getuid?.() !== 0,
        env: { ...(process.env as Record<string, string>), ...env },
      })
      started.push(app)
      for (const stream of [app.process().stdout, app.process().stderr]) {
        stream?.on('data', (text) => {
          output += text
        })
      }
      const page = await app.firstWindow()
      await reloadWatched(page, complaints)
      return { app, page }
    })
    for (const app of started) await app.close().catch(() => {})
    if (errors.length > 0) console.log(`What the app said:\n${output}`)
  },

  running: async ({ launch }, use) => use(await launch()),
  app: async ({ running }, use) => use(running.app),
  page: async ({ running }, use) => use(running.page),
})

export { expect } from '@playwright/test'
