import { existsSync, readFileSync } from 'node:fs'
import { auditOf, LARGE, overflowOf, resize, SMALL } from './audit.ts'
import { ask } from './callers.ts'
import { shoot } from './screenshots.ts'
import { answerSaveDialog, expect, goTo, openCall, openRow, test } from './team.ts'

test('a member’s calls are kept without details, and their data is exported and erased, and the certificate can be read and saved', async ({
  team,
}) => {
  const { app, page, admin, memberId } = team
  const [member] = await admin.members.list.query()
  const name = member?.name ?? ''
  await admin.members.change.mutate({ id: memberId, note: `${name} works from the lighthouse.` })
  await admin.teams.add.mutate({ name: `Friends of ${name}` })
  await ask(team, 'Hello')
  await resize(app, page, LARGE)
  await goTo(page, 'Members')
  await openRow(page, 'Members', name)
  const drawer = page.getByRole('complementary', { name })
  const without = drawer.getByRole('switch', { name: `Keep calls without details: ${name}` })
  await without.scrollIntoViewIfNeeded()
  await without.click()
  await expect(page.getByText('Holds from the next call on.')).toBeVisible()
  await page.getByRole('button', { name: 'Dismiss', exact: true }).click()
  expect(await auditOf(page)).toEqual([])
  await shoot(page, 'personal-details-off')
  await ask(team, 'Hello again')
  await goTo(page, 'Activity')
  await openCall(page, 0)
  await expect(page.getByText('Without details', { exact: true })).toBeVisible()
  await expect(page.getByText(/^Kept without details, as the team/)).toBeVisible()
  expect(await auditOf(page)).toEqual([])
  await shoot(page, 'personal-call-without-details')
  await goTo(page, 'Members')
  await openRow(page, 'Members', name)
  await drawer.getByRole('heading', { name: 'Personal data' }).scrollIntoViewIfNeeded()
  expect(await auditOf(page)).toEqual([])

  const file = test.info().outputPath('ana.zip')
  await answerSaveDialog(app, file)
  await drawer.getByRole('button', { name: /^Export everything/ }).click()
  await expect(page.getByText(/^Export of one person’s data: .* is done/)).toBeVisible()
  expect(existsSync(file)).toBe(true)
  await page.getByRole('button', { name: 'Dismiss', exact: true }).click()

  await drawer.getByRole('button', { name: /^Erase everything/ }).click()
  const dialog = page.getByRole('dialog', { name: `Erase ${name}?` })
  await expect(dialog.getByText(/token of .* still works\. Off-board/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Erase for good' })).toBeDisabled()
  expect(await auditOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await admin.members.offBoard.mutate({ id: memberId })

  await drawer.getByRole('button', { name: /^Erase everything/ }).click()
  await dialog.getByRole('textbox').fill('somebody')
  await expect(dialog.getByRole('button', { name: 'Erase for good' })).toBeDisabled()
  await dialog.getByRole('textbox').fill(name)
  await expect(dialog.getByText(/name of a team that names the person/)).toBeVisible()
  expect(await auditOf(page)).toEqual([])
  await shoot(page, 'personal-erase')
  await dialog.getByRole('button', { name: 'Erase for good' }).click()

  const certificate = page.getByRole('dialog', { name: /^Certificate ers_/ })
  await expect(certificate.getByText(/none of them holds any\./)).toBeVisible({ timeout: 60_000 })
  expect(await certificate.innerText()).not.toContain(name)
  expect(await auditOf(page)).toEqual([])
  await shoot(page, 'personal-certificate')
  const text = test.info().outputPath('certificate.txt')
  await answerSaveDialog(app, text)
  await certificate.getByRole('button', { name: 'Save as text' }).click()
  await expect(page.getByText('The certificate is saved.')).toBeVisible()
  expect(readFileSync(text, 'utf8')).toMatch(/^Certificate of erasure\n/)
  await certificate.getByRole('button', { name: 'Close' }).last().click()

  const people = page.getByRole('region', { name: 'Erased people' })
  await expect(people.getByText(/^Erased member \w{6}/)).toBeVisible()
  await people.scrollIntoViewIfNeeded()
  await shoot(page, 'personal-certificates')
  await resize(app, page, SMALL)
  expect(await overflowOf(page)).toEqual([])
  expect(await auditOf(page)).toEqual([])
  await goTo(page, 'Activity')
  await expect(page.getByText(/^Erased member/).first()).toBeVisible()
})
