import type { Page } from '@playwright/test'
import { ask, openStream, refusalOf } from './callers.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, openRow, readClipboard, test } from './team.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Ana' })

async function openAna(page: Page): Promise<void> {
  await goTo(page, 'Members')
  await openRow(page, 'Members', 'Ana')
  await expect(drawer(page)).toBeVisible()
}

test('a revoked token is cut off at once, in the middle of an answer too', async ({ team }) => {
  const { page } = team
  team.vendor.faults.set('*', { kind: 'slow', ms: 20 })
  const stream = await openStream(team)
  await openAna(page)
  await page.getByRole('button', { name: 'Revoke token laptop' }).click()
  const dialog = page.getByRole('dialog', { name: 'Revoke laptop?' })
  await expect(dialog.getByRole('button', { name: 'Cancel' }).last()).toBeFocused()
  await shoot(page, 'token-revoke')
  await dialog.getByRole('button', { name: 'Revoke now' }).click()
  await expect(page.getByText('laptop was revoked: 1 stream cut.')).toBeVisible()

  expect(await stream.ended).not.toBe('ended')
  expect(await refusalOf(ask(team))).toEqual({
    name: 'AuthenticationError',
    status: 401,
    message: expect.stringMatching(/Keyrack: .*revoked/),
  })
  await expect(drawer(page).getByText('No token yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Show 1 ended token' }).click()
  const card = drawer(page).getByRole('article', { name: 'laptop' })
  await expect(card.getByText('Revoked').first()).toBeVisible()
  await expect(card.getByRole('button')).toHaveCount(0)

  await goTo(page, 'Activity')
  const rows = page.getByRole('grid', { name: 'Calls' }).getByRole('row')
  await rows.filter({ hasText: 'Cut' }).click()
  const call = page.getByRole('complementary', { name: '/chat/completions' })
  await expect(call.getByText('The answer was cut off. The token was revoked.')).toBeVisible()
})

test('a rotated token works on beside the new one, which is shown this one time', async ({
  team,
}) => {
  const { app, page } = team
  await openAna(page)
  await page.getByRole('button', { name: 'Rotate token laptop' }).click()
  const dialog = page.getByRole('dialog', { name: 'Rotate laptop' })
  await expect(dialog.getByRole('radio', { name: '24 hours' })).toBeChecked()
  await dialog.getByRole('radio', { name: '1 hour' }).check()
  await shoot(page, 'token-rotate')
  await dialog.getByRole('button', { name: 'Rotate', exact: true }).click()

  const card = page.getByRole('dialog', { name: 'Share card of Ana' })
  await expect(card.getByText('cannot show it again')).toBeVisible()
  const shown = card.getByRole('status', { name: 'Token' })
  await expect(shown).toHaveText(/^krk_m_•+\w{4}$/)
  await card.getByRole('button', { name: 'Reveal' }).click()
  const token = (await shown.textContent()) ?? ''
  expect(token).toMatch(/^krk_m_\w{20,}$/)
  await card.getByRole('button', { name: 'Hide' }).click()
  await expect(shown).not.toHaveText(token)
  await card.getByRole('button', { name: 'Copy token' }).click()
  await expect.poll(() => readClipboard(app)).toBe(token)
  // Pressed by accident, Escape does not take the only copy away.
  await page.keyboard.press('Escape')
  await expect(card).toBeVisible()
  await card.getByRole('button', { name: 'Done' }).last().click()
  await expect(card).toBeHidden()
  await expect(drawer(page).getByText('Being replaced')).toBeVisible()
  await expect(drawer(page).getByText('Accepted until')).toBeVisible()

  expect((await ask(team)).choices).toHaveLength(1)
  expect((await ask({ ...team, token })).choices).toHaveLength(1)

  await drawer(page).getByRole('button', { name: 'Share card' }).click()
  await expect(card.getByText('A token is shown only when it is made')).toBeVisible()
  expect(await page.content()).not.toContain(token)
})

test('rotating without grace ends the old token at once', async ({ team }) => {
  const { page } = team
  await openAna(page)
  await page.getByRole('button', { name: 'Rotate token laptop' }).click()
  const dialog = page.getByRole('dialog', { name: 'Rotate laptop' })
  await dialog.getByRole('radio', { name: 'no longer' }).check()
  await dialog.getByRole('button', { name: 'Rotate', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Share card of Ana' })).toBeVisible()
  expect((await refusalOf(ask(team))).status).toBe(401)
})

test('a suspended member is refused until somebody resumes them, a removed one for good', async ({
  team,
}) => {
  const { page } = team
  await openAna(page)
  await button(page, 'Suspend').click()
  await expect(page.getByText('Ana is suspended.')).toBeVisible()
  expect(await refusalOf(ask(team))).toMatchObject({
    name: 'PermissionDeniedError',
    status: 403,
    message: expect.stringMatching(/Keyrack: .*suspended/),
  })
  // The toast takes it back as well as the button does.
  await button(page, 'Undo').click()
  await expect(page.getByText('Ana may call again.')).toBeVisible()
  expect((await ask(team)).choices).toHaveLength(1)
  await button(page, 'Suspend').click()
  await expect(page.getByRole('grid', { name: 'Members' }).getByText('Suspended')).toBeVisible()
  await button(page, 'Resume').click()
  await expect(page.getByRole('grid', { name: 'Members' }).getByText('Active')).toBeVisible()
  expect((await ask(team)).choices).toHaveLength(1)

  team.vendor.faults.set('*', { kind: 'slow', ms: 20 })
  const stream = await openStream(team)
  await button(page, 'Remove').click()
  const dialog = page.getByRole('dialog', { name: 'Remove Ana?' })
  await expect(dialog.getByText('Revokes 1 token at once')).toBeVisible()
  await dialog.getByRole('button', { name: 'Remove member' }).click()
  await expect(page.getByText('Ana was removed: 1 token revoked, 1 stream cut.')).toBeVisible()
  expect(await stream.ended).not.toBe('ended')
  expect((await refusalOf(ask(team))).status).toBe(401)
  await expect(page.getByText('Add the first teammate.')).toBeVisible()
  await goTo(page, 'Activity')
  const rows = page.getByRole('grid', { name: 'Calls' }).getByRole('row')
  await expect(rows.filter({ hasText: 'Ana' }).first()).toBeVisible()
})

test('a paused token is refused until it is resumed, and a decoy is made in the same dialog', async ({
  team,
}) => {
  const { page } = team
  await openAna(page)
  await button(page, 'Pause token laptop').click()
  await expect(page.getByText('Token laptop is refused until you resume it')).toBeVisible()
  const card = drawer(page).getByRole('article', { name: 'laptop' })
  await expect(card.getByText('Paused')).toBeVisible()
  expect(await refusalOf(ask(team))).toMatchObject({
    status: 403,
    message: expect.stringMatching(/Keyrack: this token was paused/),
  })
  await shoot(page, 'token-paused')
  await button(page, 'Resume token laptop').click()
  await expect(card.getByText('Active')).toBeVisible()
  expect(await ask(team)).toBeTruthy()

  // By the keyboard, since the word of what was done lies over it for a while.
  await button(page, 'New token').press('Enter')
  const dialog = page.getByRole('dialog', { name: 'New token' })
  await dialog.getByLabel('Label').fill('in the wiki')
  await dialog.getByRole('checkbox', { name: 'A decoy' }).check()
  await shoot(page, 'token-decoy')
  await dialog.getByRole('button', { name: 'Create token' }).click()
  await button(page, 'Done').last().click()
  const decoy = drawer(page).getByRole('article', { name: 'in the wiki' })
  await expect(decoy.getByText('Decoy')).toBeVisible()
  await expect(decoy.getByRole('button', { name: /Pause/ })).toHaveCount(0)
})
