import type { Page } from '@playwright/test'
import { auditOf, LARGE, leaveTooltips, overflowOf, resize, SMALL, walkByTab } from './audit.ts'
import { ask, openaiClient, refusalOf } from './callers.ts'
import { shoot } from './screenshots.ts'
import { expect, goTo, openCall, openRow, type Team, test } from './team.ts'

const PAGES = [
  ...(['Overview', 'Activity', 'Analytics', 'Keys', 'Members'] as const),
  ...(['Teams', 'Limits', 'Access requests', 'Alerts', 'Audit log'] as const),
] as const
const SECTIONS = [
  ...(['General', 'Network', 'Security', 'Administrators'] as const),
  ...(['Proxy limits', 'Privacy', 'Retention', 'Masking'] as const),
  ...(['Prices', 'Notifications', 'About'] as const),
] as const

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })

type Look = (name: string) => Promise<void>

async function settle(page: Page): Promise<void> {
  await expect(page.getByText('Loading…')).toHaveCount(0)
  await leaveTooltips(page)
}

async function visitPages(page: Page, look: Look): Promise<void> {
  for (const name of PAGES) {
    await goTo(page, name)
    await settle(page)
    await look(name)
  }
}

async function visitSettings(page: Page, look: Look): Promise<void> {
  await goTo(page, 'Settings')
  for (const section of SECTIONS) {
    await page
      .getByRole('navigation', { name: 'Settings' })
      .getByRole('link', { name: section })
      .click()
    await settle(page)
    await look(`Settings, ${section}`)
  }
}

/** Calls of several kinds, names of awkward length, and something that needs somebody. */
async function makeTraffic(team: Team): Promise<void> {
  const { admin, vendor } = team
  const { id } = await admin.members.add.mutate({
    name: 'Maximiliana Featherstonehaugh-Cholmondeley of the Research Department',
    email: 'maximiliana.featherstonehaugh.cholmondeley@research.example.com',
  })
  const other = await admin.tokens.create.mutate({ memberId: id, label: '東京 laptop 🔑' })
  await admin.members.add.mutate({ name: 'شيماء' })
  await admin.keys.add.mutate({
    ...{ provider: 'openai', label: 'Backup of the whole team in Europe', allowLocal: true },
    ...{ secret: `${vendor.secret}x`, baseUrl: vendor.baseUrl, models: ['gpt-5.5'] },
  })
  for (const prompt of ['Write 3000 words.', 'Write 12000 words.', 'Hello']) {
    await ask(team, prompt)
    await ask({ ...team, token: other.token }, prompt)
  }
  const openai = openaiClient(team)
  await openai.embeddings.create({ model: 'text-embedding-3-small', input: 'naïve' })
  await refusalOf(
    openai.chat.completions.create({
      model: 'gpt-unheard-of',
      messages: [{ role: 'user', content: 'x' }],
    }),
  )
}

async function audit(
  { app, page }: Pick<Team, 'app' | 'page'>,
  visits: ((page: Page, look: Look) => Promise<void>)[],
): Promise<string[]> {
  const found: string[] = []
  for (const size of [LARGE, SMALL]) {
    await resize(app, page, size)
    const look: Look = async (name) => {
      const lines = [...(await auditOf(page)), ...(await overflowOf(page))]
      found.push(...lines.map((line) => `${name}, ${size.width}: ${line}`))
    }
    for (const visit of visits) await visit(page, look)
  }
  return found
}

test('axe finds nothing on empty pages, in both themes and sizes', async ({ bare }) => {
  expect(await audit(bare, [visitPages])).toEqual([])
})

test('axe finds nothing on pages full of data, in both themes and sizes', async ({ team }) => {
  await makeTraffic(team)
  expect(await audit(team, [visitPages, visitSettings])).toEqual([])
})

test('axe finds nothing in dialogs, drawers and the palette', async ({ team }) => {
  const { app, page } = team
  await makeTraffic(team)
  await resize(app, page, SMALL)
  const found: string[] = []
  async function look(name: string, open: () => Promise<unknown>): Promise<void> {
    await open()
    found.push(...(await auditOf(page)).map((line) => `${name}: ${line}`))
  }
  const close = async () => {
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }

  await look('Palette', async () => {
    await page.keyboard.press('Control+K')
    await page.keyboard.type('lock')
    await expect(page.getByRole('dialog')).toBeVisible()
  })
  await shoot(page, 'palette')
  await close()
  await look('Shortcuts', async () => {
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  })
  await close()
  await look('Chart as a table', () => button(page, 'Table').click())

  await goTo(page, 'Activity')
  await look('Call', () => openCall(page, 1))
  await button(page, 'Close details').click()
  await look('Filter', async () => {
    await page.getByRole('combobox', { name: 'Filter calls' }).fill('stat')
    await expect(page.getByRole('option').first()).toBeVisible()
  })
  await page.getByRole('combobox', { name: 'Filter calls' }).fill('nonsense:1')
  await look('No match', () => expect(page.getByText('There is no field')).toBeVisible())

  await goTo(page, 'Keys')
  for (const [opener, dialog] of [
    ['Add key', 'Add a provider key'],
    ['Import…', 'Import keys'],
  ] as const) {
    await look(dialog, async () => {
      await button(page, opener).click()
      await expect(page.getByRole('dialog', { name: dialog })).toBeVisible()
    })
    await close()
  }
  await look('Key', () => openRow(page, 'Provider keys', 'Main'))
  for (const opener of ['Edit', 'Replace key', 'Remove']) {
    await look(`${opener} of a key`, async () => {
      await button(page, opener).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    })
    await close()
  }

  await goTo(page, 'Members')
  await look('Add a member', async () => {
    await button(page, 'Add member').click()
    await expect(page.getByRole('dialog')).toBeVisible()
  })
  await close()
  await look('Member', () => openRow(page, 'Members', 'Ana'))
  for (const opener of ['Edit', 'Remove', 'New token', 'Share card', /^Rotate/, /^Revoke/]) {
    await look(`${opener} of a member`, async () => {
      await button(page, opener).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await expect(page.getByText('Loading…')).toHaveCount(0)
    })
    await close()
  }
  await look('New card', async () => {
    await button(page, 'New token').click()
    await button(page, 'Create token').click()
    await button(page, 'Reveal').click()
  })
  await button(page, 'Done').last().click()

  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Security' }).click()
  await look('New recovery key', async () => {
    await button(page, 'Make a new recovery key').click()
    await expect(page.getByRole('dialog')).toBeVisible()
  })
  await close()
  await look('Locked window', () => button(page, 'Lock window').click())
  await look('Recovery', () => button(page, 'Forgot passphrase').click())
  expect(found).toEqual([])
})

test('Tab reaches everything, shows where it is, and is never caught', async ({ team }) => {
  const { app, page } = team
  await makeTraffic(team)
  await resize(app, page, LARGE)
  const unseen: string[] = []
  const look: Look = async (name) => {
    const walk = await walkByTab(page)
    expect(walk.reached[0], name).toContain('Skip to content')
    expect(walk.reached.join(), name).toContain('Lock window')
    unseen.push(...walk.unseen.map((line) => `${name}: ${line}`))
  }
  await visitPages(page, look)
  await visitSettings(page, look)
  expect(unseen).toEqual([])
})

test('Overview fits its window, and its chart is drawn under the page’s strict policy', async ({
  team,
}) => {
  const { app, page } = team
  await makeTraffic(team)
  await resize(app, page, LARGE)
  await page.reload()
  await expect(page.getByRole('region', { name: 'Latest calls' }).getByRole('row')).toHaveCount(6)
  const chart = page.getByRole('img', { name: /Stacked bars/ })
  const colours = () =>
    chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } =
        canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {}
      return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).size
    })
  await expect.poll(colours).toBeGreaterThan(10)
  await chart.hover({ position: { x: 300, y: 80 } })
  const isScrolled = () =>
    page.getByRole('main').evaluate((main) => main.scrollHeight > main.clientHeight)
  expect(await isScrolled(), 'Overview scrolls').toBe(false)
  const rows = await page.locator('.kr-chart-legend').evaluate((legend) => {
    const before = legend.clientHeight
    for (let i = 0; i < 40; i++) legend.append(legend.children[0]?.cloneNode(true) ?? '')
    return legend.clientHeight / before
  })
  expect(rows).toBeGreaterThanOrEqual(2)
  expect(await isScrolled(), 'Overview scrolls with many models').toBe(false)
  await page.reload()
  const fileOf = (name: string) => name.toLowerCase().replace(', ', '-')
  await visitPages(page, (name) => shoot(page, fileOf(name)))
  await visitSettings(page, (name) => shoot(page, fileOf(name)))
  await resize(app, page, SMALL)
  await visitPages(page, (name) => shoot(page, `small-${fileOf(name)}`))
})
