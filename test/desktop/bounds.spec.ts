import type { Page } from '@playwright/test'
import { auditOf, resize, SMALL } from './audit.ts'
import { ask, MODEL, refusalOf } from './callers.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, openRow, type Team, test } from './team.ts'

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })

/** Two teams, limits of three kinds, rules with hours, a request: something for every dialog to show. */
async function furnishBounds({ admin, memberId, url, token }: Team): Promise<void> {
  const app = await admin.teams.add.mutate({ name: 'App' })
  await admin.teams.add.mutate({ name: 'Research and Development' })
  await admin.teams.moveMember.mutate({ memberId, teamId: app.id })
  await admin.members.add.mutate({ name: 'Ben' })
  await admin.administrators.invite.mutate({ name: 'Maya', role: 'teamLead', teamId: app.id })
  const ana = { level: 'member', subjectId: memberId } as const
  await admin.limits.add.mutate({
    ...{ ...ana, metric: 'requests', size: 1, window: { kind: 'fixed', every: 'day' } },
  })
  await admin.limits.add.mutate({
    ...{ ...ana, metric: 'money', size: 25_000_000_000, window: { kind: 'never' } },
    note: 'For the trip to Lisbon.',
  })
  await admin.limits.add.mutate({
    ...{ level: 'team', subjectId: app.id, each: true, metric: 'tokens', size: 5_000_000 },
    window: { kind: 'sliding', seconds: 3600 },
    action: { kind: 'downgrade', model: MODEL },
  })
  await admin.access.change.mutate({
    subject: ana,
    rules: {
      ...{ denyModels: ['gpt-5-pro*'], denyEndpoints: ['images', 'stored'] },
      ...{ addresses: ['127.0.0.0/8'], caps: { maxOutputTokens: 16_000 } },
      hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 }],
    },
  })
  const asked = await fetch(`${url}/keyrack/requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'model', model: 'gpt-5-pro', reason: 'For the new reports.' }),
  })
  expect(asked.status).toBe(201)
}

test('axe finds nothing in the dialogs of limits, access, teams, requests and administrators', async ({
  team,
}) => {
  const { app, page } = team
  await furnishBounds(team)
  await ask(team)
  expect((await refusalOf(ask(team))).status).toBe(429)
  await resize(app, page, SMALL)
  const found: string[] = []
  /** Opens something, looks for faults, and keeps a picture of it. */
  async function look(name: string, open: () => Promise<unknown>): Promise<void> {
    await open()
    await expect(page.getByText('Loading…')).toHaveCount(0)
    found.push(...(await auditOf(page)).map((line) => `${name}: ${line}`))
    await shoot(page, `dialog-${name}`)
  }
  /** The same for a dialog, which Escape closes again. */
  async function lookAt(name: string, ...path: (() => Promise<unknown>)[]): Promise<void> {
    await look(name, async () => {
      for (const step of path) await step()
      await expect(page.getByRole('dialog')).toBeVisible()
    })
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  const press = (name: string | RegExp) => () => button(page, name).click()
  /** At this width the drawer lies over the list. */
  async function closeDrawer(): Promise<void> {
    const close = page.getByRole('complementary').getByRole('button', { name: /^Close/ })
    if (await close.isVisible()) await close.click()
  }
  const choose = (name: string) => () => page.getByRole('menuitem', { name }).click()

  await goTo(page, 'Limits')
  await look('limit-spent', () => openRow(page, 'Limits', '1 request a day'))
  await look('raise-menu', press('Raise 1 request a day'))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
  const raise = press('Raise 1 request a day')
  await lookAt('raise', raise, choose('Another amount or date…'))
  await lookAt('begin-anew', raise, choose('Begin anew'))
  await closeDrawer()
  await openRow(page, 'Limits', '$25 prepaid')
  await lookAt('top-up', press('Raise $25 prepaid'), choose('Top up'))
  await closeDrawer()
  await look('limit-downgrade', () => openRow(page, 'Limits', 'Each member of App'))
  await lookAt('limit-change', press('Change'))

  await goTo(page, 'Members')
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await look('bulk', () => expect(page.getByRole('toolbar', { name: '2 selected' })).toBeVisible())
  await lookAt('bulk-limit', press('Set a limit'))
  await press('Clear selection')()
  await look('member', () => openRow(page, 'Members', 'Ana'))
  await lookAt('access', press('Change access'))
  await lookAt('off-board', press('Off-board'))

  await goTo(page, 'Teams')
  await lookAt('team-add', press('Add team'))
  await look('team-of-rules', () => openRow(page, 'Teams', 'App'))
  for (const [name, opener] of [
    ['team-edit', 'Edit'],
    ['team-access', 'Change access'],
    ['team-remove', 'Remove'],
  ] as const) {
    await lookAt(name, press(opener))
  }

  await goTo(page, 'Access requests')
  await lookAt('decline', press(/^Decline: Ana/))

  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Administrators' }).click()
  await lookAt('administrator-invite', press('Invite'))
  await lookAt('administrator-change', press('Change Maya'))
  await page.getByRole('link', { name: 'Prices' }).click()
  await look('reprice', async () => {
    await page
      .getByRole('heading', { name: 'Calls to models without a price' })
      .scrollIntoViewIfNeeded()
  })
  expect(found).toEqual([])
})
