import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Page } from '@playwright/test'
import { auditOf, LARGE, overflowOf, resize, SMALL } from './audit.ts'
import { ask, MODEL, openaiClient, refusalOf } from './callers.ts'
import { shoot } from './screenshots.ts'
import { answerSaveDialog, expect, goTo, type Team, test } from './team.ts'

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
const rows = (page: Page) =>
  page.getByRole('grid', { name: 'Calls, newest first' }).getByRole('row')
const filterField = (page: Page) => page.getByRole('combobox', { name: 'Filter calls' })

/** Four answers, two of them to Bo, and a refusal. */
async function makeTraffic(team: Team): Promise<void> {
  const { admin } = team
  const { id } = await admin.members.add.mutate({ name: 'Bo' })
  const bo = await admin.tokens.create.mutate({ memberId: id, label: 'server' })
  for (const prompt of ['One', 'Two']) {
    await ask(team, prompt)
    await ask({ ...team, token: bo.token }, prompt)
  }
  await refusalOf(
    openaiClient(team).chat.completions.create({
      model: 'gpt-unheard-of',
      messages: [{ role: 'user', content: 'x' }],
    }),
  )
}

test('a filter is typed with help, counts itself, and goes into a file', async ({ team }, info) => {
  const { app, page } = team
  await makeTraffic(team)
  await goTo(page, 'Activity')
  await expect(rows(page)).toHaveCount(6)

  await filterField(page).fill('sta')
  await page.getByRole('option', { name: 'status:' }).click()
  await expect(filterField(page)).toHaveValue('status:')
  await page.getByRole('option', { name: '2xx' }).click()
  await filterField(page).pressSequentially('-mem')
  await page.getByRole('option', { name: 'member:' }).click()
  await page.getByRole('option', { name: 'Bo' }).click()
  await expect(filterField(page)).toHaveValue('status:2xx -member:Bo ')
  await expect(rows(page)).toHaveCount(3)
  await expect(page.getByText('2 calls', { exact: true })).toBeVisible()
  await shoot(page, 'activity-filter')

  await filterField(page).fill('status:many cost:>0')
  await expect(page.getByText(/"many" is no status, such as 429, 4xx/)).toBeVisible()
  await filterField(page).fill(`model:"${MODEL}" ms:>=0 server`)
  await expect(rows(page)).toHaveCount(3)

  const file = info.outputPath('calls.csv')
  await mkdir(dirname(file), { recursive: true })
  await answerSaveDialog(app, file)
  await page.keyboard.press('Control+E')
  await page.getByRole('menuitem', { name: 'CSV, for spreadsheets' }).click()
  await expect(page.getByText('Export of calls: calls.csv is done: 2 calls.')).toBeVisible()
  const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n')
  expect(lines).toHaveLength(4)
  expect(lines.at(-1)).toMatch(/^Total of 2 calls,/)

  await button(page, /Show work in progress$/).click()
  const job = page.getByRole('region', { name: 'Export of calls: calls.csv' })
  await expect(job.getByText(/^2 calls, done in/)).toBeVisible()
  await expect(job.getByRole('button', { name: 'Show file' })).toBeVisible()
  await shoot(page, 'activity-export')
  await job.getByRole('button', { name: 'Take off the list' }).click()
  await expect(button(page, /Show work in progress$/)).toHaveCount(0)
})

test('a view is kept with its times, found again, starred and removed', async ({ team }) => {
  const { page } = team
  await makeTraffic(team)
  await goTo(page, 'Activity')
  await filterField(page).fill('status:4xx')
  await page.getByText('24 h', { exact: true }).click()
  await expect(rows(page)).toHaveCount(2)
  await button(page, 'Views').click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  const save = page.getByRole('dialog', { name: 'Save this view' })
  await save.getByLabel('Name').fill('Refused today')
  await save.getByLabel('Star').check()
  await shoot(page, 'view-save')
  await save.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The view "Refused today" is saved.')).toBeVisible()

  await goTo(page, 'Keys')
  await page.keyboard.press('Control+K')
  await page.getByPlaceholder('Search or run a command').fill('refused')
  await page.keyboard.press('Enter')
  await expect(filterField(page)).toHaveValue('status:4xx')
  await expect(page.getByRole('radio', { name: '24 h' })).toBeChecked()
  await expect(rows(page)).toHaveCount(2)

  await button(page, 'Views').click()
  await page.getByRole('menuitem', { name: 'Manage views…' }).click()
  const manage = page.getByRole('dialog', { name: 'Your views' })
  expect(await auditOf(page)).toEqual([])
  await manage.getByRole('button', { name: 'Remove Refused today' }).click()
  await expect(manage.getByText('No views yet.')).toBeVisible()
  await button(page, 'Undo').click()
  await expect(manage.getByLabel('Name of Refused today')).toBeVisible()
})

test('times and columns are chosen, and stay chosen', async ({ team }) => {
  const { page } = team
  await makeTraffic(team)
  await goTo(page, 'Activity')
  await button(page, /^More time ranges/).click()
  await page.getByRole('menuitem', { name: 'Own dates' }).click()
  await expect(rows(page)).toHaveCount(6)
  await page.getByLabel('To', { exact: true }).fill('2026-01-02')
  await page.getByLabel('From', { exact: true }).fill('2026-01-01')
  await expect(page.getByText('No requests in this time.')).toBeVisible()
  await button(page, 'Clear filter').click()
  await expect(rows(page)).toHaveCount(6)

  await button(page, 'Columns').click()
  await page.getByRole('checkbox', { name: 'Token', exact: true }).check()
  await page.getByRole('checkbox', { name: 'Total' }).uncheck()
  await page.getByLabel('Width of Model in pixels').fill('200')
  expect(await auditOf(page)).toEqual([])
  await shoot(page, 'activity-columns')
  await page.keyboard.press('Escape')
  const heading = (name: string) => page.getByRole('columnheader', { name, exact: true })
  await expect(heading('Token')).toBeVisible()
  await expect(heading('Total')).toHaveCount(0)
  expect((await heading('Model').boundingBox())?.width).toBe(200)
  await page.reload()
  await expect(heading('Token')).toBeVisible()
  expect((await heading('Model').boundingBox())?.width).toBe(200)
})

test('the page fits a small window', async ({ team }) => {
  const { app, page } = team
  await makeTraffic(team)
  await goTo(page, 'Activity')
  await expect(rows(page)).toHaveCount(6)
  for (const size of [SMALL, LARGE]) {
    await resize(app, page, size)
    expect(await overflowOf(page)).toEqual([])
    await shoot(page, `activity-${size.width}`)
  }
})
