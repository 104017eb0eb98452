import type { Page } from '@playwright/test'
import { ask, openaiClient, openStream, refusalOf } from './callers.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, openRow, readClipboard, test } from './team.ts'

const rows = (page: Page) =>
  page.getByRole('grid', { name: 'Calls, newest first' }).getByRole('row')

/** Opens the newest call of a list whose rows may still move. */
async function openNewest(page: Page, words: RegExp): Promise<void> {
  await rows(page).filter({ hasText: words }).first().click()
}

test('the drawer tells where the time went, what was decided, and which headers came', async ({
  team,
}) => {
  const { app, page } = team
  const stream = await openStream(team)
  await ask(team)
  await goTo(page, 'Activity')
  await openNewest(page, /200/)
  const drawer = page.getByRole('complementary', { name: /POST \/v1\/chat\/completions · 200/ })
  const phases = drawer.getByRole('table', { name: 'Phases of the call' })
  await expect(phases.getByRole('rowheader', { name: 'Wait for provider' })).toBeVisible()
  await expect(drawer.getByText('Passed: Token is valid')).toBeVisible()
  await expect(drawer.getByText('Key Main, the only one for this model')).toBeVisible()
  await expect(drawer.getByText(/^Passed: \d of 16 calls in flight/)).toBeVisible()
  await shoot(page, 'call-drawer')

  await drawer.getByText(/^Of the request/).click()
  const authorization = drawer.getByRole('row', { name: /^authorization/ })
  await expect(authorization).toContainText(
    new RegExp(`Bearer krk_m_…${team.token.slice(-4)} \\(redacted\\)`),
  )
  await authorization.scrollIntoViewIfNeeded()
  await shoot(page, 'call-drawer-headers')

  await drawer.getByRole('button', { name: 'Copy as curl' }).click()
  await expect.poll(() => readClipboard(app)).toContain('/v1/chat/completions')
  expect(await readClipboard(app)).toContain('Authorization: Bearer YOUR_TOKEN')
  expect(await readClipboard(app)).not.toContain(team.token)
  expect(stream.pieces.length).toBeGreaterThan(0)
})

test('a refused call shows at which decision it stopped', async ({ team }) => {
  const { admin, page, memberId } = team
  const window = { kind: 'fixed', every: 'day' } as const
  await admin.limits.add.mutate({
    ...{ level: 'member', subjectId: memberId, metric: 'requests', window, size: 1 },
  })
  await ask(team)
  expect((await refusalOf(ask(team))).status).toBe(429)
  await goTo(page, 'Activity')
  await openNewest(page, /429/)
  const drawer = page.getByRole('complementary', { name: /429/ })
  await expect(drawer.getByText(/1 request a day: 1 request used, this call/)).toBeVisible()
  await expect(drawer.getByText(/^Stopped: A limit is used up/)).toBeVisible()
  await shoot(page, 'call-drawer-refused')
})

test('bodies are switched on for a member, told on the card, and revealed in the drawer', async ({
  team,
}) => {
  const { page, admin } = team
  await goTo(page, 'Members')
  await openRow(page, 'Members', 'Ana')
  const member = page.getByRole('complementary', { name: 'Ana' })
  await member.getByLabel('What is sent and answered').click()
  await page.getByRole('option', { name: 'Kept', exact: true }).click()
  await expect(member.getByText(/What Ana writes and is answered is kept, sealed/)).toBeVisible()
  await member.getByLabel('What is sent and answered').scrollIntoViewIfNeeded()
  await shoot(page, 'bodies-member')
  await member.getByRole('button', { name: 'Share card' }).click()
  await expect(page.getByText(/Keyrack keeps what you send and what is answered/)).toBeVisible()
  await page.keyboard.press('Escape')

  await ask(team, 'Which key hangs on the third hook?')
  await goTo(page, 'Activity')
  await openNewest(page, /200/)
  const drawer = page.getByRole('complementary', { name: /200/ })
  const request = drawer.getByRole('region', { name: 'Request', exact: true })
  await request.getByRole('button', { name: 'Reveal' }).click()
  await expect(request.getByText(/Which key hangs on the third hook/)).toBeVisible()
  await request.getByRole('button', { name: 'Hide' }).scrollIntoViewIfNeeded()
  await shoot(page, 'bodies-revealed')
  await request.getByRole('button', { name: 'Hide' }).click()
  await expect(page.getByText(/third hook/)).toHaveCount(0)
  const { acts } = await admin.audit.list.query({ limit: 20 })
  expect(acts.filter(({ action }) => action === 'calls.body')).toHaveLength(1)

  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Settings' })
    .click()
  await page
    .getByRole('navigation', { name: 'Settings' })
    .getByRole('link', { name: 'Privacy' })
    .click()
  await expect(page.getByText('It is kept of Ana.')).toBeVisible()
  await shoot(page, 'settings-privacy')
})

test('an address is blocked from the call that came from there', async ({ team }) => {
  const { page, admin } = team
  await ask(team)
  await goTo(page, 'Activity')
  await openNewest(page, /200/)
  const drawer = page.getByRole('complementary', { name: /200/ })
  await drawer.getByRole('button', { name: 'Block address' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click()
  await expect(page.getByText('127.0.0.1 is blocked.')).toBeVisible()
  const isBlocked = async () => (await admin.settings.get.query({ name: 'blockedAddresses' })).value
  expect(await isBlocked()).toEqual(['127.0.0.1'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(isBlocked).toEqual([])
})

test('a call of a time when nothing was kept says so', async ({ team }) => {
  const { admin, page } = team
  await admin.settings.set.mutate({ name: 'traceDetail', value: 'none' })
  await ask(team)
  await goTo(page, 'Activity')
  await openNewest(page, /200/)
  await expect(page.getByText(/No details of this call are kept/)).toBeVisible()
  expect(openaiClient(team).baseURL).toContain(team.url)
})
