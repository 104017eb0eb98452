import type { Page } from '@playwright/test'
import { shoot } from './screenshots.ts'
import { expect, goTo, test, unlock } from './team.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const OWN_PASSPHRASE = 'CANARY: seven tin lanterns by the quay'

async function openAdministrators(page: Page): Promise<void> {
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Administrators' }).click()
}

test('an invited auditor takes up the code with an own passphrase and sees without changing', async ({
  team,
}) => {
  const { page } = team
  await openAdministrators(page)
  await button(page, 'Invite').click()
  const dialog = page.getByRole('dialog', { name: 'Invite an administrator' })
  await dialog.getByLabel('Name').fill('Maya')
  await dialog.getByLabel('Role').click()
  await page.getByRole('option', { name: 'Auditor' }).click()
  await expect(dialog.getByText('Sees everything and changes nothing.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Make invitation' }).click()

  const invitation = page.getByRole('dialog', { name: 'Invitation of Maya' })
  const code = invitation.getByRole('status', { name: 'Invitation code' })
  await shoot(page, 'invitation')
  await invitation.getByRole('button', { name: 'Show' }).click()
  const text = (await code.textContent()) ?? ''
  expect(text).toMatch(/^krk_i_/)
  await invitation.getByRole('button', { name: 'Done' }).last().click()
  await expect(page.getByRole('row', { name: /Maya Auditor Invited until/ })).toBeVisible()
  await shoot(page, 'administrators')

  await button(page, 'Lock window').click()
  await button(page, 'I have an invitation').click()
  await page.getByLabel('Invitation code').fill(text)
  await page.getByLabel('New passphrase', { exact: true }).fill(OWN_PASSPHRASE)
  await page.getByLabel('Repeat new passphrase').fill(OWN_PASSPHRASE)
  await shoot(page, 'invitation-taken-up')
  await button(page, 'Take up invitation').click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()

  await goTo(page, 'Keys')
  await page.getByRole('grid', { name: 'Provider keys' }).getByText('Main').click()
  await button(page, 'Pause').click()
  await expect(page.getByRole('alert').getByText(/owners and admins/)).toBeVisible()

  // The owner is back with the owner's passphrase.
  await button(page, 'Lock window').click()
  await page.getByLabel('Who are you?').selectOption('Owner')
  await unlock(page)
  await openAdministrators(page)
  await expect(page.getByRole('row', { name: /Maya Auditor Active/ })).toBeVisible()
  await button(page, 'Remove Maya').click()
  const removal = page.getByRole('dialog', { name: 'Remove Maya?' })
  await removal.getByRole('button', { name: 'Remove administrator' }).click()
  await expect(page.getByText('Maya was removed.')).toBeVisible()
})
