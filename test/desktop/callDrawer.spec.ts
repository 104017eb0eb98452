import type { Page } from '@playwright/test'
import { ask, openaiClient, openStream, refusalOf } from './callers.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, readClipboard, test } from './team.ts'

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

test('a call of a time when nothing was kept says so', async ({ team }) => {
  const { admin, page } = team
  await admin.settings.set.mutate({ name: 'traceDetail', value: 'none' })
  await ask(team)
  await goTo(page, 'Activity')
  await openNewest(page, /200/)
  await expect(page.getByText(/No details of this call are kept/)).toBeVisible()
  expect(openaiClient(team).baseURL).toContain(team.url)
})
