import { adminClient } from '../support/service.ts'
import { auditOf, LARGE, overflowOf, resize, SMALL } from './audit.ts'
import { writePast } from './past.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, makeVault, PASSPHRASE, test, unlock } from './team.ts'

test('what goes tonight is told before it is saved, and goes at once when asked', async ({
  launch,
  dataDir,
}) => {
  const first = await launch()
  const made = await makeVault(dataDir)
  const { id } = await made.admin.members.add.mutate({ name: 'Ana Ruiz' })
  await first.app.close()
  writePast(dataDir, { memberIds: [id], keyId: 'key_past', tokenId: 'tok_past', days: 100 })
  const { app, page } = await launch()
  await unlock(page)
  const opened = await adminClient(dataDir, undefined).vault.unlock.mutate({
    passphrase: PASSPHRASE,
  })
  const admin = adminClient(dataDir, opened.session)
  await resize(app, page, LARGE)
  // Until all of it is rolled up, not all can be told.
  await expect
    .poll(async () => (await admin.storage.preview.query({ keepCallDays: 60 })).calls)
    .toBeGreaterThan(900)

  await goTo(page, 'Settings')
  const nav = page.getByRole('navigation', { name: 'Settings' })
  await nav.getByRole('link', { name: 'Retention' }).click()
  const disk = page.getByRole('table', { name: 'On the disk' })
  await expect(disk.getByRole('row', { name: /^Calls [\d,]{5} / })).toBeVisible()
  await expect(page.getByText(/The disk has .* left, which/)).toBeVisible()

  await expect(page.getByRole('textbox', { name: 'Audit log' })).toHaveValue('730 days')
  const field = page.getByRole('textbox', { name: 'Single calls' })
  await field.fill('60')
  const { calls } = await admin.storage.preview.query({ keepCallDays: 60 })
  const words = `${calls.toLocaleString('en-US')} calls`
  await expect(page.getByRole('listitem').filter({ hasText: words })).toBeVisible()
  await shoot(page, 'storage-before-saving')
  expect(await auditOf(page)).toEqual([])
  // Nothing can be deleted by what is not saved.
  await expect(page.getByRole('button', { name: 'Delete now' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('What is too old goes tonight.')).toBeVisible()
  expect(await admin.settings.get.query({ name: 'keepCallDays' })).toMatchObject({ value: 60 })

  await page.getByRole('button', { name: 'Delete now' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete old data now?' })
  await expect(dialog).toContainText(words)
  expect(await auditOf(page)).toEqual([])
  await shoot(page, 'storage-delete')
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByText(/^Deletion of old data is done/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('Nothing is too old.')).toBeVisible()
  await expect(page.getByText(new RegExp(`Last time: .*, ${words} deleted`))).toBeVisible()
  await shoot(page, 'storage-done')
  await resize(app, page, SMALL)
  expect(await overflowOf(page)).toEqual([])
  expect(await auditOf(page)).toEqual([])
})
