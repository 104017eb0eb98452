import type { Page } from '@playwright/test'
import { ask, refusalOf } from './callers.ts'
import { countClicks } from './clicks.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, openRow, test } from './team.ts'

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
const DAY = { kind: 'fixed', every: 'day' } as const

test('a member runs out, the SDK says why, and two clicks let the next call pass', async ({
  team,
}) => {
  const { admin, page, memberId } = team
  await admin.limits.add.mutate({
    ...{ level: 'member', subjectId: memberId, metric: 'requests', window: DAY, size: 1 },
  })
  expect((await ask(team)).choices).toHaveLength(1)
  expect(await refusalOf(ask(team))).toMatchObject({
    name: 'RateLimitError',
    status: 429,
    message: expect.stringMatching(/Keyrack: .*1 request.* resets at 00:00/i),
  })

  await goTo(page, 'Members')
  await openRow(page, 'Members', 'Ana')
  const drawer = page.getByRole('complementary', { name: 'Ana' })
  const standing = drawer.getByRole('article', { name: '1 request a day' })
  await expect(standing.getByRole('meter')).toHaveAttribute('aria-valuenow', '1')
  await shoot(page, 'limit-spent')
  const clicks = countClicks()
  await clicks.press(standing.getByRole('button', { name: 'Raise 1 request a day' }))
  await clicks.press(page.getByRole('menuitem', { name: 'Until Friday evening' }))
  await expect(page.getByText(/Raised to 2 requests until/)).toBeVisible()
  expect(clicks.count).toBe(2)

  expect((await ask(team)).choices).toHaveLength(1)
  await expect(drawer.getByText('raised until')).toBeVisible()
  // The way back is on the toast.
  await button(page, 'Undo').click()
  await expect(async () => expect((await refusalOf(ask(team))).status).toBe(429)).toPass()
})

test('the same form makes a limit and changes it, and the number can be explained', async ({
  team,
}) => {
  const { page } = team
  await ask(team)
  await goTo(page, 'Limits')
  await button(page, 'Add limit').click()
  const dialog = page.getByRole('dialog', { name: 'Add a limit' })
  await dialog.getByLabel('Begin with').click()
  await page.getByRole('option', { name: '$5 a day · Each member' }).click()
  await expect(dialog.getByLabel('At most')).toHaveValue('$5')
  await expect(dialog.getByText(/would have refused none of 1 calls/)).toBeVisible()
  await shoot(page, 'limit-form')
  await button(page, 'Add limit').last().click()
  await expect(page.getByText('The limit holds from now on.')).toBeVisible()

  await expect(page.getByRole('grid', { name: 'Limits' }).getByText('Each member')).toBeVisible()
  await ask(team)
  await openRow(page, 'Limits', 'Each member')
  const drawer = page.getByRole('complementary', { name: 'Each member' })
  await drawer.getByRole('button', { name: 'Explain this number' }).click()
  const explained = page.getByRole('dialog', { name: /^Where .* comes from$/ })
  await expect(explained.getByText('Counter and ledger agree to the last unit.')).toBeVisible()
  await expect(explained.getByRole('table', { name: 'Newest calls counted' })).toBeVisible()
  await shoot(page, 'limit-explained')
  await page.keyboard.press('Escape')

  await drawer.getByRole('button', { name: 'Change' }).click()
  const form = page.getByRole('dialog', { name: 'Change this limit' })
  await expect(form.getByLabel('What is counted')).toBeDisabled()
  await form.getByLabel('At most').fill('0')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The limit was changed.')).toBeVisible()
  expect((await refusalOf(ask(team))).status).toBe(429)

  await drawer.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('The limit was removed.')).toBeVisible()
  expect((await ask(team)).choices).toHaveLength(1)
  await button(page, 'Undo').click()
  await expect(async () => expect((await refusalOf(ask(team))).status).toBe(429)).toPass()
})

test('members move into a team together, and its shared limit holds for all of them', async ({
  team,
}) => {
  const { admin, page } = team
  const { id } = await admin.members.add.mutate({ name: 'Ben' })
  const ben = await admin.tokens.create.mutate({ memberId: id, label: 'desk' })
  await goTo(page, 'Teams')
  await button(page, 'Add team').click()
  await page.getByLabel('Name').fill('App')
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('complementary', { name: 'App' })).toBeVisible()

  await goTo(page, 'Members')
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  const bar = page.getByRole('toolbar', { name: '2 selected' })
  await bar.getByRole('button', { name: 'Move to team' }).click()
  await page.getByRole('menuitem', { name: 'App' }).click()
  await expect(page.getByText('2 members were moved.')).toBeVisible()

  await goTo(page, 'Teams')
  await openRow(page, 'Teams', 'App')
  const drawer = page.getByRole('complementary', { name: 'App' })
  await expect(drawer.getByRole('link', { name: 'Ben' })).toBeVisible()
  await drawer.getByRole('button', { name: 'Add limit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a limit' })
  await dialog.getByLabel('What is counted').click()
  await page.getByRole('option', { name: 'Requests' }).click()
  await dialog.getByLabel('At most').fill('2')
  await dialog.getByRole('button', { name: 'Add limit' }).click()
  await expect(dialog).toBeHidden()
  await expect(drawer.getByRole('article', { name: '2 requests a day' })).toBeVisible()
  await shoot(page, 'team')

  await ask(team)
  await ask({ ...team, token: ben.token })
  const refusal = await refusalOf(ask(team))
  expect(refusal).toMatchObject({ status: 429, message: expect.stringMatching(/team App/) })
})

test('who asks for a model gets it from the next call on, and may use it until then only', async ({
  team,
}) => {
  const { admin, page, memberId } = team
  await admin.access.change.mutate({
    subject: { level: 'member', subjectId: memberId },
    rules: { allowModels: ['gpt-5-nano'] },
  })
  expect(await refusalOf(ask(team))).toMatchObject({
    status: 403,
    message: expect.stringMatching(/not on your list/),
  })
  const asked = await fetch(`${team.url}/keyrack/requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${team.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'model', model: 'gpt-5-mini', reason: 'For the new reports.' }),
  })
  expect(asked.status).toBe(201)

  await goTo(page, 'Access requests')
  const row = page.getByRole('grid', { name: 'Access requests' }).getByRole('row', { name: /Ana/ })
  await expect(row.getByText('For the new reports.')).toBeVisible()
  await row.click()
  await shoot(page, 'requests')
  // The letter of the open request, as on the sheet of shortcuts.
  await page.keyboard.press('a')
  const dialog = page.getByRole('dialog', { name: 'Approve for Ana' })
  await expect(
    dialog.getByText('Ana may use gpt-5-mini for good, within their limits.'),
  ).toBeVisible()
  await shoot(page, 'request-approve')
  await dialog.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText('Approved. It holds from the next call.')).toBeVisible()
  expect((await ask(team)).choices).toHaveLength(1)

  await goTo(page, 'Members')
  await openRow(page, 'Members', 'Ana')
  await page.getByRole('button', { name: 'End the grant of gpt-5-mini' }).click()
  await expect(page.getByText('The grant of gpt-5-mini has ended.')).toBeVisible()
  expect((await refusalOf(ask(team))).status).toBe(403)
})

test('off-boarding ends everything in one act and shows what it ended', async ({ team }) => {
  const { page } = team
  await goTo(page, 'Members')
  await openRow(page, 'Members', 'Ana')
  await button(page, 'Off-board').click()
  const dialog = page.getByRole('dialog', { name: 'Off-board Ana?' })
  await expect(dialog.getByRole('button', { name: 'Cancel' }).last()).toBeFocused()
  await dialog.getByRole('button', { name: 'Off-board' }).click()
  const done = page.getByRole('dialog', { name: 'Ana was off-boarded' })
  await expect(done.getByText(/1 token was revoked: laptop/)).toBeVisible()
  await shoot(page, 'off-boarded')
  await done.getByRole('button', { name: 'Done' }).last().click()
  expect([401, 403]).toContain((await refusalOf(ask(team))).status)
})
