import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { Page } from '@playwright/test'
import { ask, openStream, refusalOf } from './callers.ts'
import { forgive } from './complaints.ts'
import { shoot } from './screenshots.ts'
import { serviceOf } from './serviceOf.ts'
import { expect, freePort, goTo, PASSPHRASE, test, unlock } from './team.ts'

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const footer = (page: Page) => page.getByRole('contentinfo')
const needsYou = (page: Page) => page.getByRole('region', { name: 'Needs you' })

async function occupy(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

test('a taken port is named at the start, and the free one that is offered works', async ({
  team,
  launch,
}) => {
  await team.app.close()
  const other = await occupy(team.port)
  const { page } = await launch()
  await unlock(page)
  const alert = page.getByRole('alert').filter({ hasText: `${team.port}` })
  await expect(alert).toContainText('KR-NET-')
  await expect(footer(page)).toContainText('Proxy stopped: port in use')
  await shoot(page, 'port-taken')
  const offer = alert.getByRole('button', { name: /^Use \d+$/ })
  const port = /\d+/.exec(await offer.innerText())?.[0]
  await offer.click()
  const url = `http://127.0.0.1:${port}`
  await expect(page.getByRole('status', { name: 'Address' })).toHaveText(url)
  await expect(footer(page)).toContainText('Proxy running')
  expect((await ask({ ...team, url })).choices).toHaveLength(1)
  other.close()
})

test('a port that is taken during the first run can be tried again or left', async ({ launch }) => {
  const { page } = await launch()
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByLabel('Repeat passphrase').fill(PASSPHRASE)
  await button(page, 'Create vault').click()
  await button(page, 'Later').click()
  await button(page, 'Continue without keys').click()
  await page.getByRole('radio', { name: 'Only this computer' }).check()
  const port = await freePort()
  const other = await occupy(port)
  await page.getByLabel('Port').fill(String(port))
  await button(page, 'Start proxy').click()
  await expect(page.getByRole('alert')).toContainText(`${port}`)
  await expect(button(page, /^Use \d+$/)).toBeVisible()
  await shoot(page, 'first-run-port-taken')
  other.close()
  await button(page, 'Try again').click()
  await expect(title(page, 'Add a teammate')).toBeVisible()
  await button(page, 'Finish without a teammate').click()
  await expect(page.getByRole('status', { name: 'Address' })).toHaveText(`http://127.0.0.1:${port}`)
})

test('a key that its provider refuses shows on Overview and in Keys, and is replaced there', async ({
  team,
}) => {
  const { page, vendor } = team
  vendor.faults.set('*', { kind: 'status', status: 401, message: 'Incorrect API key: {secret}' })
  const refusal = await refusalOf(ask(team))
  // What the provider says of the key is nothing a member could act on.
  expect(refusal.status).not.toBe(401)
  expect(refusal.message).not.toContain('CANARY')
  const line = needsYou(page).getByRole('listitem').filter({ hasText: 'Key refused' })
  await expect(line).toContainText('Main: the provider does not accept this key.')
  await shoot(page, 'key-refused-overview')
  await line.getByRole('button', { name: 'Replace key' }).click()

  await expect(title(page, 'Keys')).toBeVisible()
  await expect(page.getByRole('grid').getByText('Refused')).toBeVisible()
  const drawer = page.getByRole('complementary', { name: 'Main' })
  await expect(drawer.getByRole('alert')).toContainText('Calls for its models go to other keys')
  await expect(drawer).not.toContainText('CANARY')
  await shoot(page, 'key-refused')
  vendor.faults.clear()
  await drawer.getByRole('button', { name: 'Replace key' }).click()
  const dialog = page.getByRole('dialog', { name: 'Replace the key of Main' })
  await dialog.getByLabel('New key').fill(vendor.secret)
  await dialog.getByRole('button', { name: 'Replace', exact: true }).click()
  await expect(dialog.getByText('The key of Main was replaced.')).toBeVisible()
  await expect(dialog.getByText(/Works\. \d+ models visible/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('grid').getByText('Working')).toBeVisible()
  expect((await ask(team)).choices).toHaveLength(1)
  await goTo(page, 'Overview')
  await expect(needsYou(page)).not.toContainText('Key refused')
})

test('a pause lets running answers finish or cuts them, and refuses new calls in plain words', async ({
  team,
}) => {
  const { page } = team
  team.vendor.faults.set('*', { kind: 'slow', ms: 20 })
  const stream = await openStream(team)
  await expect(page.getByRole('link', { name: 'Requests now' })).toContainText('1 streaming')
  const proxy = page.getByRole('switch', { name: 'Proxy' })
  await proxy.click()
  const dialog = page.getByRole('dialog', { name: 'Pause the proxy?' })
  await shoot(page, 'pause')
  await dialog.getByRole('button', { name: 'Finish 1 stream' }).click()
  await expect(page.getByText('The proxy is paused.')).toBeVisible()
  await expect(proxy).not.toBeChecked()
  await expect(footer(page)).toContainText('Proxy paused')
  expect(await refusalOf(ask(team))).toMatchObject({
    status: 503,
    message: expect.stringMatching(/Keyrack: .*paused/),
  })
  const before = stream.pieces.length
  await expect.poll(() => stream.pieces.length).toBeGreaterThan(before)
  await shoot(page, 'paused')
  await proxy.click()
  await expect(proxy).toBeChecked()
  await expect(footer(page)).toContainText('Proxy running')

  await proxy.click()
  await dialog.getByRole('button', { name: 'Cut now' }).click()
  await expect(page.getByText('The proxy is paused; 1 call was cut.')).toBeVisible()
  expect(await stream.ended).not.toBe('ended')
  await expect(page.getByRole('link', { name: 'Requests now' })).toContainText('0 streaming')
  await proxy.click()
  await expect(proxy).toBeChecked()
  team.vendor.faults.clear()
  expect((await ask(team)).choices).toHaveLength(1)
})

test('a background part that dies is announced, comes back, and says which calls it cut', async ({
  team,
  complaints,
}) => {
  test.skip(process.platform !== 'linux', 'Finds the service by /proc')
  const { app, page } = team
  team.vendor.faults.set('*', { kind: 'slow', ms: 20 })
  const stream = await openStream(team)
  await expect(page.getByRole('link', { name: 'Requests now' })).toContainText('1 streaming')
  // The banner may be gone again before anybody looks.
  await page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    new MutationObserver(() => seen.push(document.body.innerText)).observe(document.body, {
      childList: true,
      subtree: true,
    })
  })
  process.kill(serviceOf(app) ?? 0, 'SIGKILL')
  const announced = () =>
    page.evaluate(() =>
      (window as unknown as { seen: string[] }).seen.filter((text) =>
        text.includes('The background part ended and is being started again.'),
      ),
    )
  await expect.poll(async () => (await announced()).length).toBeGreaterThan(0)
  const [told] = await announced()
  expect(told).toContain('Proxy is starting…')
  expect(told).toContain('Proxy starting')
  expect(told).not.toMatch(/Proxy (on|running)/)
  expect(await stream.ended).not.toBe('ended')
  await expect(page.getByText('The vault is locked. Teammates cannot call')).toBeVisible()
  await unlock(page)
  team.vendor.faults.clear()
  expect((await ask(team)).choices).toHaveLength(1)
  await expect(page.getByText('The background part')).toHaveCount(0)
  const line = needsYou(page).getByRole('listitem').filter({ hasText: 'Interrupted' })
  await expect(line).toContainText('1 call was cut when Keyrack ended unexpectedly.')
  await line.getByRole('button', { name: 'See them' }).click()
  const rows = page.getByRole('grid', { name: 'Calls' }).getByRole('row')
  await expect(rows.filter({ hasText: 'Interrupted' })).toHaveCount(1)
  // Calls in between were not answered.
  forgive(complaints, /503|ERR_/)
})

test('every page that has nothing to show says what it is for and how to begin', async ({
  bare,
}) => {
  const { page } = bare
  await expect(needsYou(page)).toContainText('No provider keys')
  await expect(needsYou(page)).toContainText('No members')
  await expect(page.getByText('Charts start with the first call.')).toBeVisible()
  await expect(page.getByText('Waiting for the first call.')).toBeVisible()
  await shoot(page, 'empty-overview')
  await goTo(page, 'Activity')
  await expect(page.getByText('Waiting for the first call.')).toBeVisible()
  await shoot(page, 'empty-activity')
  await button(page, 'Add key').click()
  await expect(page.getByText('No provider keys yet.')).toBeVisible()
  await shoot(page, 'empty-keys')
  await button(page, 'Import from environment').click()
  await expect(page.getByRole('dialog', { name: 'Import keys' })).toContainText(
    'No known key variable is set',
  )
  await page.keyboard.press('Escape')
  await button(page, 'Add key').click()
  await expect(page.getByRole('dialog', { name: 'Add a provider key' })).toBeVisible()
  await page.keyboard.press('Escape')
  await goTo(page, 'Members')
  await expect(page.getByText('Add the first teammate.')).toBeVisible()
  await shoot(page, 'empty-members')
  await button(page, 'Add member').click()
  const dialog = page.getByRole('dialog', { name: 'Add a member' })
  await dialog.getByLabel('Name').fill('Ana')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Share card of Ana' })).toContainText(
    'No model can be used yet',
  )
  await button(page, 'Done').last().click()
  await page.getByRole('combobox', { name: 'Filter members' }).fill('nobody')
  await expect(page.getByText('No member matches.')).toBeVisible()
  await button(page, 'Clear filter').click()
  await expect(page.getByRole('grid', { name: 'Members' })).toContainText('Ana')
})
