import type { ElectronApplication, Page } from '@playwright/test'
import { startHookServer } from '../notify/hookServer.ts'
import { auditOf, LARGE, overflowOf, resize, SMALL } from './audit.ts'
import { ask, refusalOf } from './callers.ts'
import { plantAlarms } from './plantAlarms.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, test } from './team.ts'

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
const rows = (page: Page, name = 'Alerts') => page.getByRole('grid', { name }).getByRole('row')
const drawer = (page: Page) => page.getByRole('complementary')

/** Where the system has no notifications, what would be shown is kept instead. */
async function keepNotifications(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ Notification }) => {
    const kept: Electron.Notification[] = []
    Object.assign(globalThis, { kept })
    Notification.isSupported = () => true
    Notification.prototype.show = function show(this: Electron.Notification) {
      kept.push(this)
    }
  })
}

const notifications = (app: ElectronApplication) =>
  app.evaluate(() =>
    (globalThis as unknown as { kept: Electron.Notification[] }).kept.map(({ title, body }) => ({
      title,
      body,
    })),
  )

test('without alerts the page says what is watched; the rules stand one click away', async ({
  team,
}) => {
  const { app, page } = team
  await goTo(page, 'Alerts')
  await expect(page.getByText(/^Rules are watching \d+ things\.$/)).toBeVisible()
  await shoot(page, 'alerts-empty')
  await button(page, 'See rules').click()
  await expect(rows(page, 'Rules').filter({ hasText: 'Decoy used' })).toBeVisible()
  for (const size of [LARGE, SMALL]) {
    await resize(app, page, size)
    expect([...(await auditOf(page)), ...(await overflowOf(page))]).toEqual([])
    await shoot(page, `alerts-rules-${size.width}`)
  }
})

test('an alert shows its evidence, is answered by mouse and keyboard, and goes to the history', async ({
  team,
  dataDir,
}) => {
  const { app, page } = team
  await ask(team)
  plantAlarms(dataDir, team)
  await page.reload()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  const entry = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Alerts' })
  await expect(entry).toHaveAttribute('data-counter', '4')
  const needsYou = page.getByRole('region', { name: 'Needs you' })
  await expect(needsYou).toContainText('Ana: 412 calls this hour')
  await shoot(page, 'alerts-overview')
  await button(page, 'Alerts of the last 7 days, 4 new').click()
  await shoot(page, 'alerts-bell')
  expect(await auditOf(page)).toEqual([])
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /412 calls/ })
    .click()

  await expect(
    drawer(page).getByText('Usual for Tuesday afternoons: 30 to 55 calls.'),
  ).toBeVisible()
  await expect(
    drawer(page).getByRole('img', { name: /30 calls to 55 calls are usual/ }),
  ).toBeVisible()
  for (const size of [LARGE, SMALL]) {
    await resize(app, page, size)
    expect([...(await auditOf(page)), ...(await overflowOf(page))]).toEqual([])
    await shoot(page, `alerts-${size.width}`)
  }
  await resize(app, page, LARGE)
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('a')
  await expect(page.getByText('Acknowledged. It stays in the list')).toBeVisible()
  await button(page, 'Suspend member').click()
  await expect(page.getByText('Ana is suspended.')).toBeVisible()
  expect((await refusalOf(ask(team))).status).toBe(403)
  await button(page, 'Undo').click()
  await expect(page.getByText('Ana may call again.')).toBeVisible()
  expect((await ask(team)).choices).toHaveLength(1)

  await rows(page).filter({ hasText: 'New address' }).click()
  await expect(drawer(page)).toContainText('192.168.1.0/24')
  await shoot(page, 'alerts-address')
  await button(page, 'Block address').click()
  await expect(page.getByText('203.0.113.24 is blocked')).toBeVisible()
  const blocked = await team.admin.settings.get.query({ name: 'blockedAddresses' })
  expect(blocked.value).toEqual(['203.0.113.24'])
  await button(page, 'It was expected').click()
  await expect(page.getByText('counts as usual from now on')).toBeVisible()
  await expect(rows(page).filter({ hasText: 'New address' })).toHaveCount(0)

  await rows(page).filter({ hasText: 'Surge of calls' }).click()
  await button(page, 'Revoke token').click()
  await page.getByRole('dialog').getByText('Cancel').click()
  await page.getByRole('combobox', { name: 'Filter alerts' }).fill('severity:critical')
  await expect(rows(page)).toHaveCount(2)
  await rows(page).filter({ hasText: 'Decoy used' }).click()
  await button(page, 'Mute 24 h').click()
  await expect(drawer(page)).toContainText('Muted until')
  await page.getByText('History', { exact: true }).click()
  await expect(rows(page)).toHaveCount(3)
  await expect(rows(page).filter({ hasText: 'Expected' })).toHaveCount(1)
})

test('a rule is changed with its thresholds, action and channels', async ({ team }) => {
  const { page, admin } = team
  await ask(team)
  await goTo(page, 'Alerts')
  await page.getByText('Rules', { exact: true }).click()
  await rows(page, 'Rules').filter({ hasText: 'Surge of calls' }).click()
  const dialog = page.getByRole('dialog', { name: 'Surge of calls' })
  await expect(dialog.getByText('It would not have fired in 1 calls.')).toBeVisible()
  await dialog.getByLabel('Score').fill('9')
  await dialog.getByLabel('What it does', { exact: true }).click()
  await page.getByRole('option', { name: 'Slow down' }).click()
  await dialog.getByRole('checkbox', { name: 'Desktop' }).uncheck()
  await dialog.getByPlaceholder('Add a member').click()
  await page.getByRole('option', { name: 'Ana' }).click()
  await shoot(page, 'alerts-rule')
  expect(await auditOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save rule' }).click()
  await expect(page.getByText('The rule holds from now on.')).toBeVisible()
  const rule = (await admin.alarms.rules.query()).find(({ kind }) => kind === 'requestSurge')
  expect(rule).toMatchObject({
    ...{
      action: 'throttle',
      tell: ['app', 'email', 'webhook'],
      members: { [team.memberId]: 'notify' },
    },
    thresholds: { score: 9 },
  })
  await page.getByRole('switch', { name: 'Surge of calls on' }).press('Space')
  await expect(page.getByText('The rule is off.')).toBeVisible()
  await button(page, 'Undo').click()
  await expect(page.getByRole('switch', { name: 'Surge of calls on' })).toBeChecked()
})

test('a used decoy is told in the window, on the desktop and by webhook at once', async ({
  team,
}) => {
  const { app, page, admin } = team
  await keepNotifications(app)
  const hooks = await startHookServer()
  await admin.notify.addWebhook.mutate({
    ...{ label: 'Slack', webhookUrl: hooks.url, allowLocal: true },
  })
  const decoy = await admin.tokens.create.mutate({
    ...{ memberId: team.memberId, label: 'old laptop', decoy: true },
  })
  await goTo(page, 'Members')
  expect((await refusalOf(ask({ ...team, token: decoy.token }))).status).toBe(401)
  const told = /Somebody used the decoy token old laptop/
  await expect(page.getByRole('alert').filter({ hasText: told })).toBeVisible()
  await shoot(page, 'alerts-toast')
  await expect
    .poll(() => notifications(app))
    .toMatchObject([{ title: expect.stringMatching(told) }])
  await expect.poll(() => hooks.hooks.length).toBe(1)
  expect(hooks.hooks[0]?.json.text).toMatch(told)
  expect(JSON.stringify([hooks.hooks, await notifications(app)])).not.toContain(decoy.token)
  // A click on the notification leads to the alert.
  await app.evaluate(() => {
    ;(globalThis as unknown as { kept: Electron.Notification[] }).kept[0]?.emit('click')
  })
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts' })).toBeVisible()
  await expect(drawer(page).getByRole('heading', { name: told })).toBeVisible()
  // The same again is no second message.
  await refusalOf(ask({ ...team, token: decoy.token }))
  await page.waitForTimeout(2500)
  expect(hooks.hooks).toHaveLength(1)
  await hooks.stop()
})
