import type { Page } from '@playwright/test'
import { auditOf } from './audit.ts'
import { ask, refusalOf } from './callers.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, test } from './team.ts'

const EMAIL = 'ana@example.com'
const SAID = `Write to ${EMAIL} about the Blue Heron`

async function openMasking(page: Page): Promise<void> {
  await goTo(page, 'Settings')
  const nav = page.getByRole('navigation', { name: 'Settings' })
  await nav.getByRole('link', { name: 'Masking' }).click()
  await expect(page.getByRole('table', { name: 'What is looked for' })).toBeVisible()
}

async function choose(page: Page, kind: string, mode: string): Promise<void> {
  await page.getByRole('combobox', { name: `${kind}: what is done with it` }).click()
  await page.getByRole('option', { name: mode, exact: true }).click()
}

test('what is set in the window is what leaves, and the SDK reads the values again', async ({
  team,
}) => {
  const { page, vendor } = team
  await openMasking(page)
  await choose(page, 'E-mail addresses', 'Replace it, put it back')
  await expect(page.getByText('E-mail addresses: Replace it, put it back.')).toBeVisible()

  await page.getByRole('button', { name: 'Add a list' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a list of words' })
  await dialog.getByLabel('Name').fill('Projects')
  await dialog.getByLabel('Stands instead').fill('project')
  await dialog.getByLabel('Words and phrases').fill('Blue Heron\nFalcon\n')
  await expect(dialog.getByText('2 words')).toBeVisible()
  await shoot(page, 'masking-words')
  expect(await auditOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Projects holds from the next call on.')).toBeVisible()

  await page.getByLabel('What a teammate would send').fill(SAID)
  const right = page.getByRole('figure', { name: 'What leaves your network' })
  await expect(right).toContainText('Write to [EMAIL_1] about the [PROJECT_1]')
  await expect(page.getByText('Found: 1 e-mail address, 1 × PROJECT.')).toBeVisible()
  await right.scrollIntoViewIfNeeded()
  await shoot(page, 'masking-trial')

  const answer = await ask(team, `Repeat: ${SAID} Over.`)
  expect(answer.choices[0]?.message.content).toBe(SAID)
  expect(vendor.lastRequest().body.toString()).not.toContain(EMAIL)

  await choose(page, 'E-mail addresses', 'Refuse the call')
  const said = page.getByRole('status').filter({ hasText: 'E-mail addresses: Refuse the call.' })
  await said.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Undone.')).toBeVisible()
  expect((await ask(team, SAID)).choices).toHaveLength(1)

  await choose(page, 'E-mail addresses', 'Refuse the call')
  await expect(page.getByText(/The call is refused: it holds 1 e-mail address/)).toBeVisible()
  await shoot(page, 'masking-refused')
  expect(await auditOf(page)).toEqual([])
  expect(await refusalOf(ask(team, SAID))).toMatchObject({
    status: 400,
    message: expect.stringContaining('1 e-mail address, which may not leave here'),
  })
})

test('a team has rules of its own beside those of everybody', async ({ team }) => {
  const { admin, page } = team
  await admin.teams.add.mutate({ name: 'Research' })
  await admin.masking.set.mutate({ rules: { email: { mode: 'mask' } } })
  await openMasking(page)
  await page.getByRole('combobox', { name: 'Rules for' }).click()
  await page.getByRole('option', { name: 'Research' }).click()
  const email = page.getByRole('combobox', { name: 'E-mail addresses: what is done with it' })
  await expect(email).toHaveValue('As everybody: Mask it for good')
  await choose(page, 'E-mail addresses', 'Count it')
  await page.getByRole('checkbox', { name: 'E-mail addresses: answers too' }).check()
  await shoot(page, 'masking-team')
  await expect
    .poll(async () => (await admin.masking.list.query()).entries[1]?.rules)
    .toEqual({ email: { mode: 'report', answers: true } })
})
