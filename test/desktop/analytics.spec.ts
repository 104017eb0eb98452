import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { DateTime } from 'luxon'
import { spanOf } from '../../proxy/contract/usageRange.ts'
import { pdfTexts } from '../support/pdfText.ts'
import { adminClient } from '../support/service.ts'
import { auditOf, LARGE, overflowOf, resize, SMALL } from './audit.ts'
import { countClicks } from './clicks.ts'
import type { Running } from './fixtures.ts'
import { writePast } from './past.ts'
import { shoot } from './screenshots.ts'
import {
  answerSaveDialog,
  test as base,
  expect,
  goTo,
  makeVault,
  PASSPHRASE,
  unlock,
} from './team.ts'

const run = promisify(execFile)

interface Fixtures {
  /** An app whose ledger holds ten weeks. */
  past: Running & { admin: Awaited<ReturnType<typeof makeVault>>['admin'] }
}

const test = base.extend<Fixtures>({
  past: async ({ launch, dataDir, vendor }, use) => {
    const first = await launch()
    const { admin } = await makeVault(dataDir)
    const { id: keyId } = await admin.keys.add.mutate({
      ...{ provider: 'openai', label: 'Main', secret: vendor.secret, allowLocal: true },
      baseUrl: vendor.baseUrl,
    })
    const names = ['Ana Ruiz', 'Bo Larsen', 'Chen Wei', 'Dilnoza Karimova']
    const members = await Promise.all(names.map((name) => admin.members.add.mutate({ name })))
    const memberIds = members.map(({ id }) => id)
    const token = await admin.tokens.create.mutate({
      ...{ memberId: memberIds[0] ?? '', label: 'laptop' },
    })
    await first.app.close()
    writePast(dataDir, { memberIds, keyId, tokenId: token.id, days: 70 })
    const { app, page } = await launch()
    await unlock(page)
    await use({ app, page, admin })
  },
})

const chart = (page: Page) => page.getByRole('img', { name: /per (day|hour|month)/ })

test('month end: the report of last month in three presses, the same as on the command line', async ({
  past,
  dataDir,
}) => {
  const { app, page } = past
  await resize(app, page, LARGE)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const { from, to } = spanOf('lastMonth', Date.now(), zone) ?? { from: 0, to: 0 }
  const month = DateTime.fromMillis(from, { zone }).toFormat('yyyy-MM')
  const out = await mkdtemp(join(tmpdir(), 'keyrack-month-'))
  const clicks = countClicks()
  const side = page.getByRole('navigation', { name: 'Main' })
  await clicks.press(side.getByRole('link', { name: 'Analytics' }))
  const pdf = join(out, 'report.pdf')
  await answerSaveDialog(app, pdf)
  await clicks.press(page.getByRole('button', { name: 'Export', exact: true }))
  const lastMonth = page.getByRole('menuitem', { name: 'PDF', exact: true }).first()
  await expect(page.getByText(/^Last month, /)).toBeVisible()
  const found = [...(await auditOf(page)), ...(await overflowOf(page))]
  await shoot(page, 'analytics-export')
  await clicks.press(lastMonth)
  await expect(async () => readFile(pdf)).toPass()
  expect(clicks.count).toBeLessThanOrEqual(3)

  const stranger = adminClient(dataDir, undefined)
  const { session } = await stranger.vault.unlock.mutate({ passphrase: PASSPHRASE })
  const { totals } = await adminClient(dataDir, session).usage.report.query({ from, to })
  const [first = []] = pdfTexts(await readFile(pdf))
  const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
  // Some calls have no known price.
  expect(first).toContain(`${dollars.format(totals.costNanoUsd / 1e9)} *`)
  expect(first.join(' ')).toContain('By team')

  // The preset, and what it shows.
  await page.getByText('Last month', { exact: true }).click()
  await expect(page.getByRole('heading', { name: /Cost by model, USD per day/ })).toBeVisible()
  await expect(page).toHaveURL(/r=lastMonth/)
  const foot = page.getByRole('grid', { name: /Usage by model/ }).locator('tfoot')
  await expect(foot).toContainText(dollars.format(totals.costNanoUsd / 1e9))
  const csv = join(out, 'window.csv')
  await answerSaveDialog(app, csv)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: 'CSV', exact: true }).click()
  await expect(async () => readFile(csv)).toPass()
  const command = ['dist/keyrack.cjs', '--data', dataDir, 'usage', 'month', month]
  await run(process.execPath, [...command, '--out', out], {
    env: { ...process.env, KEYRACK_PASSPHRASE: PASSPHRASE },
  })
  const read = async (file: string) =>
    (await readFile(file, 'utf8')).replace(/^Made at,.*$/m, 'Made at,')
  const text = await read(csv)
  expect(text).toBe(await read(join(out, `keyrack-usage-${month}.csv`)))
  const total = text.trimEnd().split('\r\n').at(-1)?.split(',') ?? []
  expect([total[7], Number(total[12])]).toEqual([`${totals.calls}`, totals.costNanoUsd / 1e9])

  await answerSaveDialog(app, join(out, 'teams'))
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: 'CSV, a file for each team' }).click()
  await expect(async () => {
    expect(await readdir(join(out, 'teams'))).toEqual([`keyrack-usage-${month}-no-team.csv`])
  }).toPass()
  await page.getByRole('button', { name: /Show work in progress/ }).click()
  await expect(page.getByRole('region', { name: 'Usage report: report.pdf' })).toContainText('days')
  found.push(...(await auditOf(page)), ...(await overflowOf(page)))
  await shoot(page, 'analytics-export-done')
  expect(found).toEqual([])
  await rm(out, { recursive: true })
})

test('a bar leads to its calls, narrows the question and is left out of it, by mouse and keyboard', async ({
  past,
}) => {
  const { app, page } = past
  await resize(app, page, LARGE)
  await goTo(page, 'Analytics')
  await page.getByText('This month', { exact: true }).click()
  await expect(chart(page).locator('canvas')).toBeVisible()

  const keys = page.getByRole('button', { name: /arrow keys/ })
  await keys.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('status').filter({ hasText: /: .* (\$|—)/ })).toBeAttached()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: /^Only / }).click()
  await expect(page.getByRole('button', { name: /Remove the condition Model/ })).toBeVisible()
  await page.getByRole('button', { name: 'Clear conditions' }).click()

  const table = page.getByRole('grid', { name: /Usage by model/ })
  await table
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: /^Exclude / }).click()
  await expect(page.getByRole('button', { name: /Remove the condition Model: not/ })).toBeVisible()
  await page.getByRole('button', { name: 'Clear conditions' }).click()

  await table.getByText('gpt-5-mini', { exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Filter calls' })).toHaveValue(
    'model:"gpt-5-mini"',
  )
})

test('the chart is saved as a picture, is a table as well, and every metric can be drawn', async ({
  past,
  dataDir,
}) => {
  const { app, page } = past
  await resize(app, page, LARGE)
  await goTo(page, 'Analytics')
  const file = join(dataDir, 'spend.png')
  await answerSaveDialog(app, file)
  await page.getByRole('button', { name: 'Save as PNG' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  const png = await readFile(file)
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  // Twice as dense as it is large.
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2400, 1280])
  await page.getByRole('button', { name: 'Table' }).click()
  await expect(page.getByRole('columnheader', { name: 'Total' })).toBeVisible()
  await page.getByRole('button', { name: 'Table' }).click()

  for (const metric of ['Tokens', 'Share of errors', 'First byte, p95', 'Calls']) {
    await page.getByRole('combobox', { name: 'Metric' }).click()
    await page.getByRole('option', { name: metric, exact: true }).click()
    await expect(
      page.getByRole('heading', { name: new RegExp(`^${metric} by model`) }),
    ).toBeVisible()
  }
  await page.getByRole('combobox', { name: 'Metric' }).click()
  await page.getByRole('option', { name: 'Output speed, waiting included' }).click()
  await expect(page.getByRole('heading', { name: /tokens per second/ })).toBeVisible()
  await page.getByRole('combobox', { name: 'Metric' }).click()
  await page.getByRole('option', { name: 'Calls', exact: true }).click()
  await page.getByRole('combobox', { name: 'Then by' }).click()
  await page.getByRole('option', { name: 'Member', exact: true }).click()
  await expect(page.getByRole('heading', { name: /^Calls by model and member/ })).toBeVisible()
  await page.getByLabel('Compare with the period before').check()
  await expect(page.getByText(/(more|less) than|the same as|nothing to compare/)).toBeVisible()

  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Calls of members')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The view "Calls of members" is saved.')).toBeVisible()
  await goTo(page, 'Overview')
  await goTo(page, 'Analytics')
  await expect(page.getByRole('heading', { name: /^Cost by model,/ })).toBeVisible()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Calls of members' }).click()
  await expect(page.getByRole('heading', { name: /^Calls by model and member/ })).toBeVisible()
})

test('Overview says the budget of today, its pace, what is usual, and which quotas are fullest', async ({
  past,
  dataDir,
}) => {
  const { app, page } = past
  const stranger = adminClient(dataDir, undefined)
  const { session } = await stranger.vault.unlock.mutate({ passphrase: PASSPHRASE })
  const admin = adminClient(dataDir, session)
  const daily = { metric: 'money', window: { kind: 'fixed', every: 'day' } } as const
  await admin.limits.add.mutate({ ...daily, level: 'workspace', size: 5e9 })
  await admin.limits.add.mutate({ ...daily, level: 'workspace', each: true, size: 1e9 })
  await resize(app, page, LARGE)
  await page.reload()
  const spend = page.getByRole('link', { name: /^Spend today/ })
  await expect(spend).toContainText('of $5')
  await expect(spend).toContainText(/on pace for .* by midnight/)
  await expect(spend).toContainText(/calls? ha(s|ve) no price/)
  await expect(spend.getByRole('meter', { name: 'Budget of today' })).toBeVisible()
  await expect(
    page
      .getByRole('region', { name: /Quotas/ })
      .getByRole('meter')
      .first(),
  ).toBeVisible()
  await expect(page.getByRole('button', { name: /^Reachable/ })).toBeVisible()
  for (const [name, size] of [
    ['large', LARGE],
    ['small', SMALL],
  ] as const) {
    await resize(app, page, size)
    expect([...(await auditOf(page)), ...(await overflowOf(page))]).toEqual([])
    const isCut = (line: Element) => line.scrollWidth > line.clientWidth
    expect(await spend.locator('.ov-line').evaluate(isCut), 'the pace is cut off').toBe(false)
    await shoot(page, `overview-budget-${name}`)
  }
  await page.getByText('Latency', { exact: true }).click()
  await expect(page.getByRole('heading', { name: /^First byte, 24 h/ })).toBeVisible()
})

test('Analytics reads well in both themes and sizes, on every tab', async ({ past }) => {
  const { app, page } = past
  const found: string[] = []
  for (const [name, size] of [
    ['large', LARGE],
    ['small', SMALL],
  ] as const) {
    await resize(app, page, size)
    await goTo(page, 'Analytics')
    await page.evaluate(() => {
      location.hash = '#/analytics?r=thisMonth&cmp=1'
    })
    for (const tab of ['Usage', 'Patterns', 'Trends']) {
      await page.getByRole('tab', { name: tab }).click()
      await expect(page.getByText('Loading…')).toHaveCount(0)
      await expect(page.locator('canvas').first()).toBeVisible()
      const lines = [...(await auditOf(page)), ...(await overflowOf(page))]
      found.push(...lines.map((line) => `${tab}, ${name}: ${line}`))
      await shoot(page, `analytics-${tab.toLowerCase()}-${name}`)
    }
  }
  expect(found).toEqual([])

  // The picture of the week is walked by keys, and each hour leads to its calls.
  await page.getByRole('tab', { name: 'Patterns' }).click()
  const week = page.getByRole('region', { name: /weekday and hour/i })
  const cells = week.getByRole('button', { name: /^Cells: arrow keys/ })
  await cells.focus()
  await page.keyboard.press('ArrowRight')
  await expect(week.getByRole('status')).toHaveText(/^[A-Z][a-z]+day \d\d:00: /)
  await page.keyboard.press('ArrowDown')
  const said = (await week.getByRole('status').textContent()) ?? ''
  await shoot(page, 'analytics-week-cell')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Activity', level: 1 })).toBeVisible()
  const [, day = '', hour = ''] = /^(\w{3})\w*day (\d\d)/.exec(said) ?? []
  const filter = `hour:${day.toLowerCase()}.${hour}`
  await expect(page.getByRole('combobox', { name: 'Filter calls' })).toHaveValue(filter)
})

test('a bill is compared in three presses, and a leak leads to its day', async ({
  past,
  dataDir,
}) => {
  const { app, page } = past
  await resize(app, page, LARGE)
  const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10)
  const file = join(dataDir, 'activity.csv')
  await writeFile(
    file,
    `start_time_iso,num_model_requests,api_key_name,model,input_tokens,output_tokens,input_cached_tokens
${day}T00:00:00+00:00,7,Main,o9-pro-2026-11-01,90000,12000,0
never,1,Main,gpt-5-mini,1,1,0
`,
  )
  const clicks = countClicks()
  const side = page.getByRole('navigation', { name: 'Main' })
  await clicks.press(side.getByRole('link', { name: 'Analytics' }))
  await clicks.press(page.getByRole('tab', { name: 'Reconcile' }))
  await expect(page.getByText('No bill was compared yet')).toBeVisible()
  const found = [...(await auditOf(page)), ...(await overflowOf(page))]
  await shoot(page, 'reconcile-empty')
  await page.locator('input[type=file]').setInputFiles(file)
  await expect(page.getByText('In all: 7 calls, 102,000 tokens')).toBeVisible()
  await expect(page.getByText('activity.csv, line 3: "never" is no day.')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Key for “Main”' })).toHaveValue('Main')
  found.push(...(await auditOf(page)), ...(await overflowOf(page)))
  await shoot(page, 'reconcile-understood')
  await clicks.press(page.getByRole('button', { name: 'Compare' }))
  await expect(
    page.getByText(/counted 7 calls, 102,000 tokens more with the key Main/),
  ).toBeVisible()
  await expect(page.getByText('Never called here: o9-pro.', { exact: false })).toBeVisible()
  expect(clicks.count).toBeLessThanOrEqual(3)
  found.push(...(await auditOf(page)), ...(await overflowOf(page)))
  await shoot(page, 'reconcile-result-large')
  await resize(app, page, SMALL)
  found.push(...(await auditOf(page)), ...(await overflowOf(page)))
  await shoot(page, 'reconcile-result-small')
  expect(found).toEqual([])

  await page
    .getByRole('grid', { name: /Differences/ })
    .getByText('o9-pro')
    .click()
  await expect(page.getByRole('combobox', { name: 'Filter calls' })).toHaveValue(
    'key:"Main" model:"o9-pro"',
  )
  await goTo(page, 'Analytics')
  await page.getByRole('tab', { name: 'Reconcile' }).click()
  await page.getByRole('grid', { name: 'Compared before' }).getByText('OpenAI').click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('No bill was compared yet')).toBeVisible()
})
