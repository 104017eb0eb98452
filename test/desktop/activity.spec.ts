import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Page } from '@playwright/test'
import { LARGE, overflowOf, resize, SMALL } from './audit.ts'
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

  await button(page, 'Show work in progress').click()
  const job = page.getByRole('region', { name: 'Export of calls: calls.csv' })
  await expect(job.getByText(/^2 calls, done in/)).toBeVisible()
  await expect(job.getByRole('button', { name: 'Show file' })).toBeVisible()
  await shoot(page, 'activity-export')
  await job.getByRole('button', { name: 'Take off the list' }).click()
  await expect(button(page, 'Show work in progress')).toHaveCount(0)
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
