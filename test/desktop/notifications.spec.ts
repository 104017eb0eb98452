import type { Page } from '@playwright/test'
import { startHookServer } from '../notify/hookServer.ts'
import { PASSWORD, startMailServer, USER } from '../notify/mailServer.ts'
import { auditOf, LARGE, overflowOf, resize, SMALL } from './audit.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, test } from './team.ts'

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })

test('mail, webhook, desktop and quiet hours are set up in the window, and each test says what came of it', async ({
  team,
}) => {
  const { app, page } = team
  const mails = await startMailServer()
  const hooks = await startHookServer()
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Notifications' }).click()
  await shoot(page, 'notifications-empty')

  await button(page, 'Set up e-mail').click()
  const mail = page.getByRole('dialog', { name: 'Mail server and recipients' })
  await mail.getByRole('button', { name: 'Save' }).click()
  await expect(mail.getByText('Type this.')).toBeVisible()
  await mail.getByLabel('Mail server').fill('localhost')
  await mail.getByLabel('Port').fill(String(mails.port))
  await mail.getByLabel('User name').fill(USER)
  await mail.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await mail.getByLabel('Sender').fill('keyrack@example.com')
  await mail.getByLabel('Recipients').fill('maya@example.com\ntomas@example.com')
  await shoot(page, 'notifications-email')
  expect(await auditOf(page)).toEqual([])
  await mail.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The mail server is saved.')).toBeVisible()
  const channel = page.getByRole('group', { name: 'E-mail' })
  await channel.getByRole('button', { name: /^Send test/ }).click()
  await expect(channel.getByRole('alert')).toContainText('No safe connection to localhost')
  await shoot(page, 'notifications-refused')
  await channel.getByRole('button', { name: 'Change E-mail' }).click()
  await mail.getByLabel('Certificate of its authority (PEM)').fill(mails.ca)
  await mail.getByRole('button', { name: 'Save' }).click()
  await expect(mail).toHaveCount(0)
  await channel.getByRole('button', { name: /^Send test/ }).click()
  await expect(channel).toContainText('localhost took the message for 2 recipients: 250')
  expect(mails.mails).toHaveLength(1)

  await button(page, 'Add webhook').click()
  const adding = page.getByRole('dialog', { name: 'Add a webhook' })
  await adding.getByLabel('Name').fill('Slack #alerts')
  await adding.getByLabel('URL').fill(hooks.url)
  await adding.getByRole('button', { name: 'Add webhook' }).click()
  await expect(adding.getByText('The address is plain http')).toBeVisible()
  await adding.getByLabel('Allow plain http and private addresses').check()
  await adding.getByRole('button', { name: 'Add webhook' }).click()
  const once = page.getByRole('dialog', { name: 'The webhook is added' })
  await once.getByRole('button', { name: 'Reveal' }).click()
  const secret = await once.getByLabel('Signing secret').innerText()
  expect(secret).toMatch(/^whsec_/)
  await shoot(page, 'notifications-secret')
  expect(await auditOf(page)).toEqual([])
  await once.getByRole('button', { name: 'Done' }).last().click()
  const hook = page.getByRole('group', { name: 'Slack #alerts' })
  await hook.getByRole('button', { name: /^Send test/ }).click()
  await expect(hook).toContainText('127.0.0.1 answered 200 (ok).')

  await button(page, 'Add hours').click()
  await button(page, 'Save quiet hours').click()
  await expect(page.getByText('Quiet hours').last()).toBeVisible()
  for (const size of [LARGE, SMALL]) {
    await resize(app, page, size)
    expect([...(await auditOf(page)), ...(await overflowOf(page))]).toEqual([])
    await shoot(page, `notifications-${size.width}`)
  }
  await expect(page.locator('body')).not.toContainText('CANARY')
  await expect(page.locator('body')).not.toContainText(secret)
  await mails.stop()
  await hooks.stop()
})
