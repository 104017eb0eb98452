import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { checkAuditFile } from '../../proxy/command/auditFile.ts'
import { auditOf, leaveTooltips, resize, SMALL } from './audit.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, openRow, test } from './team.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

test('who did what, before and after, with proof that the log is whole', async ({ team }) => {
  const { admin, page, memberId } = team
  await admin.members.change.mutate({ id: memberId, note: 'Moved to research' })
  await admin.settings.set.mutate({ name: 'tokenDays', value: 30 })
  await goTo(page, 'Audit log')
  const grid = page.getByRole('grid', { name: 'Audit log' })
  await expect(grid.getByRole('row').nth(1)).toContainText('Changed a setting')
  await expect(grid.getByText('note: — → Moved to research')).toBeVisible()
  await leaveTooltips(page)
  await shoot(page, 'audit')

  await button(page, 'Verify').click()
  await expect(page.getByText(/\d+ entries intact since .* Checked/)).toBeVisible()

  await grid.getByText('Changed a setting').click()
  const drawer = page.getByRole('complementary', { name: 'Changed a setting' })
  await expect(drawer.getByRole('row', { name: /token days/ })).toContainText('30')
  await shoot(page, 'audit-drawer')
  await page.keyboard.press('Escape')

  await page.getByRole('combobox', { name: 'Filter the audit log' }).fill('action:members who:own')
  await expect(grid.getByRole('row')).toHaveCount(3)
  await page.getByRole('combobox', { name: 'Filter the audit log' }).fill('nonsense:1')
  await expect(page.getByText('There is no field "nonsense" here.')).toBeVisible()
  await page.getByRole('combobox', { name: 'Filter the audit log' }).fill('who:nobody')
  await expect(page.getByText('No act matches.')).toBeVisible()
  expect(await auditOf(page)).toEqual([])
})

test('a member’s history is one click away, and the small window holds it all', async ({
  team,
}) => {
  const { app, page } = team
  await goTo(page, 'Members')
  await openRow(page, 'Members', 'Ana')
  await page.getByRole('link', { name: 'History' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeVisible()
  const grid = page.getByRole('grid', { name: 'Audit log' })
  await expect(grid.getByText('Made a token')).toBeVisible()
  await expect(grid.getByText('Added a key')).toHaveCount(0)
  await resize(app, page, SMALL)
  await leaveTooltips(page)
  await shoot(page, 'small-audit')
  await grid.getByRole('row').nth(1).click()
  await shoot(page, 'small-audit-drawer')
  expect(await auditOf(page)).toEqual([])
})

test('the window writes an export that proves itself', async ({ team }) => {
  const { app, page } = team
  const file = test.info().outputPath('audit.jsonl')
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, file)
  await goTo(page, 'Audit log')
  await button(page, 'Export').click()
  await page.getByRole('menuitem', { name: 'JSONL, proves itself' }).click()
  await expect.poll(() => existsSync(file)).toBe(true)
  expect(await checkAuditFile(file)).toMatchObject({ ok: true, problem: null })
  expect(readFileSync(file, 'utf8')).toContain('audit.exportFile')
})

test('a log that was bent is told in red until the owner has acknowledged it', async ({
  team,
  dataDir,
}) => {
  const { page } = team
  await goTo(page, 'Audit log')
  const raw = new Database(join(dataDir, 'keyrack.db'))
  raw.exec("UPDATE audit SET action = 'members.remove' WHERE seq = 4")
  raw.close()
  await button(page, 'Verify').click()
  const banner = page.getByRole('region', { name: 'Proof' }).getByRole('alert')
  await expect(banner).toContainText('Entry 4 of the audit log was changed.')
  await expect(
    page.getByRole('grid', { name: 'Audit log' }).getByText('Found the audit log bent'),
  ).toBeVisible()
  await leaveTooltips(page)
  await shoot(page, 'audit-bent')
  expect(await auditOf(page)).toEqual([])
  await banner.getByRole('button', { name: 'Acknowledge…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Acknowledge what was found' })
  await dialog.getByRole('button', { name: 'Acknowledge' }).click()
  await expect(dialog.getByText('Say what it was, in a sentence.')).toBeVisible()
  await dialog.getByLabel('What it was').fill('A test of the log itself')
  await shoot(page, 'audit-acknowledge')
  expect(await auditOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Acknowledge' }).click()
  await expect(banner).toHaveCount(0)
})
