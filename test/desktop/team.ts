import { once } from 'node:events'
import { createServer } from 'node:net'
import type { ElectronApplication, Page } from '@playwright/test'
import type { TRPCClient } from '@trpc/client'
import type { AppRouter } from '../../proxy/admin/router.ts'
import { adminClient } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'
import type { Access } from './callers.ts'
import { test as base, expect } from './fixtures.ts'

export const PASSPHRASE = 'CANARY: nine brass keys on one rack'

/** An app whose data folder already holds a vault, a working key and a member. */
export interface Team extends Access {
  app: ElectronApplication
  page: Page
  admin: TRPCClient<AppRouter>
  vendor: Vendor
  port: number
  keyId: string
  memberId: string
  tokenId: string
  recoveryKey: string
}

interface TeamFixtures {
  /** A provider on loopback that speaks as OpenAI. */
  vendor: Vendor
  /** Starts the app and furnishes it, key and member included; the window stands on Overview. */
  team: Team
  /** The same without a key and a member. */
  bare: Pick<Team, 'app' | 'page' | 'admin'>
}

export const test = base.extend<TeamFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture needs from here.
  vendor: async ({}, use, { testId }) => {
    const vendor = await startVendor('openai', { seed: testId })
    await use(vendor)
    await vendor.stop()
  },

  bare: async ({ launch, dataDir }, use) => {
    const { app, page } = await launch()
    const { admin } = await makeVault(dataDir)
    await unlock(page)
    await use({ app, page, admin })
  },

  team: async ({ launch, dataDir, vendor }, use) => {
    const { app, page } = await launch()
    const furnished = await furnish(dataDir, vendor)
    await unlock(page)
    await use({ app, page, vendor, ...furnished })
  },
})

export { expect } from '@playwright/test'

/** Makes the vault of an empty data folder by the admin socket, as the command line would. */
export async function makeVault(dataDir: string) {
  const stranger = adminClient(dataDir, undefined)
  // The service takes a moment to start.
  await expect(async () => stranger.status.get.query()).toPass()
  const { session, recoveryKey } = await stranger.vault.create.mutate({ passphrase: PASSPHRASE })
  const admin = adminClient(dataDir, session)
  const port = await freePort()
  const { url } = await admin.network.listen.mutate({ host: '127.0.0.1', port, tls: 'auto' })
  return { admin, recoveryKey, port, url: url ?? '' }
}

async function furnish(dataDir: string, vendor: Vendor) {
  const made = await makeVault(dataDir)
  const { admin } = made
  const { id: keyId } = await admin.keys.add.mutate({
    provider: 'openai',
    label: 'Main',
    secret: vendor.secret,
    baseUrl: vendor.baseUrl,
    allowLocal: true,
  })
  const { id: memberId } = await admin.members.add.mutate({ name: 'Ana' })
  const { id: tokenId, token } = await admin.tokens.create.mutate({ memberId, label: 'laptop' })
  return { ...made, keyId, memberId, tokenId, token }
}

/** Types a passphrase into the locked window, once it is there, and presses Enter. */
export async function tryPassphrase(page: Page, passphrase: string): Promise<void> {
  // Settings has a panel of the same name: it is the field once the lock stands before it.
  await expect(page.getByRole('button', { name: 'Unlock', exact: true })).toBeVisible()
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.keyboard.press('Enter')
}

/** Opens the locked window. */
export async function unlock(page: Page, passphrase = PASSPHRASE): Promise<void> {
  await tryPassphrase(page, passphrase)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
}

/** Opens a page by its entry in the sidebar. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** Opens the detail of a row of a list. */
export async function openRow(page: Page, list: string, name: string): Promise<void> {
  const rows = page.getByRole('grid', { name: list }).getByRole('row')
  await rows.filter({ has: page.getByText(name, { exact: true }) }).click()
}

/** Opens one of the newest calls of Activity, counted from 0. Until they are there, placeholders stand in their rows. */
export async function openCall(page: Page, place: number): Promise<void> {
  const rows = page.getByRole('grid', { name: 'Calls, newest first' }).getByRole('row')
  await rows
    .filter({ has: page.locator('time') })
    .nth(place)
    .click()
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port was given')
  return address.port
}

export function readClipboard(app: ElectronApplication): Promise<string> {
  return app.evaluate(({ clipboard }) => clipboard.readText())
}

/** The next save dialog answers this path, as if the person had chosen it. */
export async function answerSaveDialog(app: ElectronApplication, filePath: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen })
  }, filePath)
}
