import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { usageOf } from '../../proxy/contract/calls.ts'
import { money, wholeNumber } from '../../renderer/format.ts'
import { expectedCostNanoUsd } from '../sdk/expectedCost.ts'
import { auditOf } from './audit.ts'
import { ask, MODEL } from './callers.ts'
import { countClicks } from './clicks.ts'
import { shoot } from './screenshots.ts'
import {
  answerSaveDialog,
  expect,
  freePort,
  goTo,
  PASSPHRASE,
  readClipboard,
  test,
} from './team.ts'

/** The budget of the journey from nothing to the first call. */
const BUDGET = 7

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Keeps a picture of a step, and has axe look at it. */
async function station(page: Page, name: string): Promise<void> {
  await shoot(page, name)
  expect(await auditOf(page), name).toEqual([])
}

test('from nothing to the first call of a teammate, within the budget of clicks', async ({
  launch,
  vendor,
  dataDir,
}) => {
  const { app, page } = await launch({
    env: { OPENAI_API_KEY: vendor.secret, OPENAI_BASE_URL: vendor.baseUrl },
  })
  const clicks = countClicks()

  await expect(title(page, 'Create your vault')).toBeVisible()
  await station(page, 'first-run-1-vault')
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeFocused()
  await page.keyboard.type(PASSPHRASE)
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSPHRASE)
  await clicks.press(button(page, 'Create vault'))

  await expect(title(page, 'Save your recovery kit')).toBeVisible()
  await station(page, 'first-run-2-recovery')
  await clicks.press(button(page, 'Later'))

  await expect(title(page, 'Add provider keys')).toBeVisible()
  await expect(page.getByRole('checkbox', { name: 'Use OPENAI_API_KEY' })).toBeChecked()
  await expect(page.getByLabel('Base URL of OPENAI_API_KEY')).toHaveValue(vendor.baseUrl)
  await expect(page.getByText('Say that this is meant')).toBeVisible()
  // A provider on this computer is meant here; for a real one there is nothing to admit.
  await clicks.press(page.getByRole('checkbox', { name: 'Admit plain http' }))
  await station(page, 'first-run-3-keys')
  await clicks.press(button(page, 'Import 1 key'))

  await expect(title(page, 'Share on your network')).toBeVisible()
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(1)
  await page.getByLabel('Port').fill(String(await freePort()))
  await station(page, 'first-run-4-network')
  await clicks.press(button(page, 'Start proxy'))

  await expect(title(page, 'Add a teammate')).toBeVisible()
  await expect(page.getByLabel('Name')).toBeFocused()
  await page.keyboard.type('Ana')
  await clicks.press(button(page, 'Add'))

  await expect(page.getByText("Waiting for Ana's first call…")).toBeVisible()
  await station(page, 'first-run-5-card')
  await clicks.press(page.getByRole('tabpanel').getByRole('button', { name: 'Copy' }).first())
  expect(clicks.count, 'clicks from nothing to the copied command').toBeLessThanOrEqual(BUDGET)

  const command = await readClipboard(app)
  const url = /https?:\/\/[^/\s"']+/.exec(command)?.[0] ?? ''
  const token = /krk_m_[A-Za-z0-9_-]+/.exec(command)?.[0] ?? ''
  expect(command).toMatch(/^curl /m)
  const ca = url.startsWith('https:') ? await readFile(join(dataDir, 'tls', 'ca.pem'), 'utf8') : ''
  // Long enough for a cost of more than the smallest amount that is written out.
  const answer = await ask({ url, token, ca }, 'Write 3000 words.')
  expect(answer.usage?.completion_tokens).toBeGreaterThan(3000)

  const told = usageOf(vendor.lastRequest().told?.usage ?? {})
  const cost = money(expectedCostNanoUsd('openai', MODEL, told))
  const used = Object.values(told).reduce((sum, count) => sum + count, 0)
  expect(cost).toMatch(/^\$0\.\d{4}$/)
  await expect(page.getByText(`First call: ${MODEL} · `)).toContainText(` · ${cost}`)
  await expect(page.getByText('Waiting for Ana')).toBeHidden()
  await station(page, 'first-run-6-first-call')
  await button(page, 'Go to Overview').click()

  const latest = page.getByRole('region', { name: 'Latest calls' }).getByRole('row').nth(1)
  for (const words of ['200', 'Ana', MODEL, wholeNumber(used), cost]) {
    await expect(latest).toContainText(words)
  }
  await expect(page.getByRole('link', { name: 'Spend today' })).toContainText(cost)
  await expect(page.getByText('No recovery kit')).toBeVisible()

  await goTo(page, 'Activity')
  const row = page.getByRole('grid', { name: 'Calls' }).getByRole('row').nth(1)
  for (const words of ['200', 'Ana', MODEL, wholeNumber(used), cost]) {
    await expect(row).toContainText(words)
  }
  await row.click()
  const detail = page.getByRole('complementary', { name: '/chat/completions · 200' })
  await expect(detail.getByText('As the provider reported.')).toBeVisible()
  for (const [kind, count] of [
    ['Input', told.input],
    ['Cached read', told.cachedRead],
    ['Output', told.output],
    ['Reasoning', told.reasoning],
  ] as const) {
    expect(count, kind).toBeGreaterThan(0)
    await expect(
      detail.getByRole('row', { name: new RegExp(`^${kind} ${wholeNumber(count)} `) }),
    ).toBeVisible()
  }
  await expect(detail.getByRole('row', { name: `Cost ${cost}` })).toBeVisible()
})

test('the recovery kit is saved, the card is for HTTPS, and a closed wizard resumes where it stood', async ({
  launch,
  vendor,
  dataDir,
}) => {
  const kit = join(dataDir, 'kit.txt')
  const first = await launch()
  await answerSaveDialog(first.app, kit)
  await first.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await first.page.getByLabel('Repeat passphrase').fill('something else entirely')
  await button(first.page, 'Create vault').click()
  await expect(first.page.getByText('The two passphrases differ.')).toBeVisible()
  await first.page.getByLabel('Repeat passphrase').fill(PASSPHRASE)
  await button(first.page, 'Create vault').click()
  const shown = first.page.getByRole('status', { name: 'Save your recovery kit' })
  const recoveryKey = (await shown.textContent()) ?? ''
  expect(recoveryKey).toMatch(/^(\w{4}-){13}\w{4}$/)
  await button(first.page, 'Save recovery kit').click()
  await expect(title(first.page, 'Add provider keys')).toBeVisible()
  expect(await readFile(kit, 'utf8')).toContain(recoveryKey)
  await expect(first.page.getByText('No known key variable is set')).toBeVisible()
  // A line of a .env file, typed as it stands there.
  const field = first.page.getByLabel('Provider keys, one per line')
  await field.fill(`OPENAI_API_KEY=${vendor.secret}\nOPENAI_BASE_URL=${vendor.baseUrl}`)
  await button(first.page, 'Read them').click()
  await first.page.getByRole('checkbox', { name: 'Admit plain http' }).check()
  await button(first.page, 'Import 1 key').click()
  await expect(title(first.page, 'Share on your network')).toBeVisible()
  await expect(first.page.getByText('1 key is stored: OpenAI.')).toBeVisible()
  await first.app.close()

  const { page } = await launch()
  await expect(title(page, 'Unlock Keyrack')).toBeVisible()
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await button(page, 'Unlock').click()
  await expect(title(page, 'Share on your network')).toBeVisible()
  await button(page, 'Back').click()
  await expect(title(page, 'Add provider keys')).toBeVisible()
  await button(page, 'Continue without keys').click()

  const address = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address
  test.skip(address === undefined, 'This computer is in no network')
  await page
    .getByRole('radio', { name: `address ${address}` })
    .or(page.getByRole('radio', { name: `network ${address}` }))
    .check()
  const port = await freePort()
  await page.getByLabel('Port').fill(String(port))
  await button(page, 'Start proxy').click()
  await page.getByLabel('Name').fill('Jonas')
  await button(page, 'Add').click()

  const url = `https://${address}:${port}`
  await expect(page.getByText(url, { exact: true })).toBeVisible()
  await page.getByRole('tab', { name: 'Certificate (PEM)' }).click()
  const pem = page.getByRole('region', { name: '1. Save the certificate' }).getByRole('tabpanel')
  const ca = /-----BEGIN[\s\S]+-----END CERTIFICATE-----/.exec(await pem.innerText())?.[0]
  expect(ca).toBeDefined()
  await button(page, 'Reveal').click()
  const token = (await page.getByRole('status', { name: 'Token' }).textContent()) ?? ''
  await button(page, 'Hide').click()
  await button(page, 'Send a test call').click()
  await expect(page.getByText('The call went through.')).toBeVisible()
  await expect(page.getByText('First call:')).toBeVisible()
  await station(page, 'first-run-card-https')
  expect((await ask({ url, token, ca })).choices).toHaveLength(1)
  await button(page, 'Go to Overview').click()
  await expect(page.getByRole('status', { name: 'Address' })).toHaveText(url)
  await expect(page.getByText('No recovery kit')).toBeHidden()
})
