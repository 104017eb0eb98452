import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { canaryKey } from '../vendor/canary.ts'
import { ask, refusalOf } from './callers.ts'
import { expect, goTo, openCall, openRow, PASSPHRASE, readClipboard, test, unlock } from './team.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Everything a person could read or find on the page: text, markup, values of fields, what it stores. */
function everythingOn(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')]
    const entries = performance.getEntries().map(({ name }) => name)
    const databases = await indexedDB.databases()
    return JSON.stringify([
      document.documentElement.outerHTML,
      fields.map(({ value }) => value),
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      location.href,
      entries,
      databases,
    ])
  })
}

/** The files of a folder, whichever of them hold one of the secrets. */
async function filesWith(folder: string, secrets: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name)
    // Chromium removes files of its own while they are listed.
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    const holds = secrets.some(
      (secret) => bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le')),
    )
    if (holds) found.push(file)
  }
  return found
}

test('keys, tokens and passphrases are nowhere but where they are revealed on purpose', async ({
  team,
  dataDir,
  launch,
}) => {
  const { app, page, vendor } = team
  const said: string[] = []
  page.context().on('console', (message) => said.push(message.text()))
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.on('data', (text) => said.push(String(text)))
  }
  const pasted = canaryKey('anthropic', 'pasted')
  const secrets = [vendor.secret, pasted, team.token, PASSPHRASE, team.recoveryKey]
  const expectClean = async (where: string) => {
    const text = await everythingOn(page)
    for (const secret of secrets) expect(text.includes(secret), `${where}: ${secret}`).toBe(false)
  }

  await ask(team)
  // A provider that says the key aloud.
  vendor.faults.set('*', { kind: 'status', status: 401, message: 'Not a key: {secret}' })
  await refusalOf(ask(team))
  vendor.faults.clear()

  await expectClean('Overview')
  await goTo(page, 'Activity')
  await openCall(page, 0)
  await expect(page.getByRole('complementary').getByText('Request ID')).toBeVisible()
  await expectClean('a call')

  await goTo(page, 'Keys')
  await openRow(page, 'Provider keys', 'Main')
  await expectClean('a key')
  await button(page, 'Import…').click()
  await button(page, 'Paste keys').click()
  await page.getByLabel('Keys, one per line').fill(pasted)
  await button(page, 'Read them').click()
  await expect(page.getByRole('table', { name: 'Keys found' })).toContainText('sk-ant-…')
  await expectClean('an import')
  await button(page, 'Cancel').last().click()
  await button(page, 'Replace key').click()
  await page.getByLabel('New key').fill(vendor.secret)
  await button(page, 'Replace').click()
  await expect(page.getByText('The key of Main was replaced.')).toBeVisible()
  await button(page, 'Done').click()
  await expectClean('a replaced key')

  await goTo(page, 'Members')
  await openRow(page, 'Members', 'Ana')
  await button(page, 'New token').click()
  await button(page, 'Create token').click()
  const shown = page.getByRole('status', { name: 'Token' })
  await expect(shown).toBeVisible()
  await button(page, 'Copy token').click()
  await expect.poll(() => readClipboard(app)).toMatch(/^krk_m_/)
  const token = await readClipboard(app)
  secrets.push(token)
  await expectClean('a hidden token')
  await button(page, 'Reveal').click()
  await expect(shown).toHaveText(token)
  expect(await everythingOn(page), 'the look itself sees a token').toContain(token)
  expect((await ask({ ...team, token })).choices).toHaveLength(1)
  // Leaving the window hides it as well.
  await page.evaluate(() => window.dispatchEvent(new Event('blur')))
  await expect(shown).not.toHaveText(token)
  await expectClean('a token that was revealed')
  await button(page, 'Done').last().click()
  await expectClean('a card that was closed')

  await page.keyboard.press('Control+L')
  await unlock(page)
  await expectClean('an unlocked window')
  for (const secret of secrets) expect(said.join('\n')).not.toContain(secret)
  expect(await filesWith(dataDir, secrets)).toEqual([])
  expect(await filesWith(dataDir, ['laptop']), 'the look itself reads the files').not.toEqual([])
  await app.close()
  expect(await filesWith(dataDir, secrets), 'after the end').toEqual([])

  // Chromium writes down what it kept in memory when it ends; the next start reads it.
  const again = await launch()
  await unlock(again.page)
  const text = await everythingOn(again.page)
  for (const secret of secrets) expect(text).not.toContain(secret)
})

test('the recovery key is shown one time and kept nowhere', async ({ launch, dataDir }) => {
  const { page } = await launch()
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByLabel('Repeat passphrase').fill(PASSPHRASE)
  await button(page, 'Create vault').click()
  const kit = page.getByRole('status', { name: 'Save your recovery kit' })
  const recoveryKey = (await kit.textContent()) ?? ''
  expect(recoveryKey.length).toBeGreaterThan(60)
  await button(page, 'Later').click()
  await expect(page.getByRole('heading', { name: 'Add provider keys' })).toBeVisible()
  const text = await everythingOn(page)
  expect(text).not.toContain(recoveryKey)
  expect(text).not.toContain(PASSPHRASE)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Add provider keys' })).toBeVisible()
  expect(await filesWith(dataDir, [recoveryKey, PASSPHRASE])).toEqual([])
})
