import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DateTime } from 'luxon'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openLookback } from '../../proxy/admin/lookback/lookback.ts'
import type { Limit } from '../../proxy/contract/limits.ts'
import { insertKey } from '../../proxy/store/keys.ts'
import { insertLimit, insertRaise } from '../../proxy/store/limits.ts'
import { addCall, addMember, keyRow } from '../store/support.ts'
import { readCsv, tableOf } from '../support/csv.ts'
import { pdfTexts } from '../support/pdfText.ts'
import { endedJob } from './endedJob.ts'
import { actingAs, type Rig, refusalOf, START, startAdmin } from './support.ts'

const WORKER = new URL('../../proxy/admin/lookback/lookbackWorker.ts', import.meta.url)
const ZONE = 'Europe/Berlin'
const OCTOBER = '2026-10-01..2026-10-31'
/** In Berlin; the night to the 25th of October has an hour more. */
const at = (iso: string) => DateTime.fromISO(iso, { zone: ZONE }).toMillis()

let rig: Rig
let folder: string

beforeEach(async () => {
  rig = await startAdmin()
  folder = mkdtempSync(join(tmpdir(), 'keyrack-usage-'))
  await rig.client.settings.set.mutate({ name: 'timeZone', value: ZONE })
  for (const [id, name] of [
    ['tea_app', 'App/Web'],
    ['tea_lab', 'Лаборатория'],
  ] as const) {
    const rest = { note: '', keepBodies: 'off', createdAt: 0, removedAt: null } as const
    rig.db.run(rig.db.sql.insertInto('teams').values({ id, name, ...rest }))
  }
  addMember(rig.db, 'mem_ana', 'Łucja Nguyễn')
  addMember(rig.db, 'mem_wei1', '陈伟')
  addMember(rig.db, 'mem_evil', '=HYPERLINK("http://evil")')
  insertKey(rig.db, keyRow({ id: 'key_main', label: '@Main' }))
  const app = { teamId: 'tea_app', memberId: 'mem_ana', keyId: 'key_main', tokenId: 'tok_1' }
  const usage = { input: 10, cachedRead: 5, cacheWrite1h: 2, output: 3, reasoning: 4 }
  const calls: [string, Parameters<typeof addCall>[2]][] = [
    // The last minute of September, and the first of November: neither is October's.
    ['2026-09-30T23:59:59', { ...app, costNanoUsd: 40_000_000_000 }],
    ['2026-11-01T00:00:00', { ...app, costNanoUsd: 1 }],
    ['2026-10-01T00:00:00', { ...app, ...usage, costNanoUsd: 1_000_000_001 }],
    ['2026-10-01T08:00:00', { ...app, ...usage, costNanoUsd: 2_000_000_002 }],
    ['2026-10-25T02:30:00', { ...app, costNanoUsd: 3 }],
    ['2026-10-31T23:59:59', { ...app, memberId: 'mem_evil', costNanoUsd: 500_000_000 }],
    ['2026-10-05T12:00:00', { ...app, model: 'o9', costNanoUsd: null, priceState: 'unknown' }],
    ['2026-10-06T12:00:00', { teamId: 'tea_lab', memberId: 'mem_wei1', costNanoUsd: 9_000_000 }],
    ['2026-10-07T12:00:00', { outcome: 'refused', status: 401, model: null, provider: null }],
  ]
  calls.forEach(([iso, part], sequence) => void addCall(rig.db, at(iso), part, sequence))
})
afterEach(async () => {
  await rig.services.jobs.stop()
  await rig.close()
  rmSync(folder, { recursive: true })
})

type Order = Parameters<Rig['client']['usage']['export']['mutate']>[0]

async function exported(
  part: Partial<Order> & Pick<Order, 'format' | 'file'>,
  client = rig.client,
) {
  const file = join(folder, part.file)
  const { id } = await client.usage.export.mutate({ range: OCTOBER, ...part, file })
  return endedJob(client, id)
}

/** A budget of the month that was set during October, or at another time. */
function limit(part: Partial<Limit> & Pick<Limit, 'id' | 'level' | 'size'>): void {
  insertLimit(rig.db, {
    ...{ subjectId: null, each: false, metric: 'money', note: '', warnAtPercent: null },
    ...{ window: { kind: 'fixed', every: 'month' }, action: { kind: 'refuse' } },
    ...{ scope: { models: [], providers: [], endpoints: [] }, createdAt: at('2026-10-10') },
    ...part,
  })
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8')

test('a CSV holds a row for each day and all that is told apart, and ends with the sum of the usage report', async () => {
  const job = await exported({ format: 'csv', file: 'october.csv', preamble: false })
  expect(job).toMatchObject({
    state: 'done',
    kind: 'usageExport',
    unit: 'days',
    done: 31,
    total: 31,
  })
  const rows = tableOf(read('october.csv'))
  const total = rows.pop()
  expect(rows.map((row) => row.date)).toEqual([
    ...['2026-10-01', '2026-10-05', '2026-10-06', '2026-10-07', '2026-10-25', '2026-10-31'],
  ])
  expect(rows[0]).toEqual({
    ...{ date: '2026-10-01', team: 'App/Web', member: 'Łucja Nguyễn', 'token label': 'tok_1' },
    ...{ provider: 'openai', 'key label': "'@Main", model: 'gpt-5-mini', requests: '2' },
    ...{ 'input tokens': '24', 'cached tokens': '10', 'output tokens': '6' },
    ...{ 'reasoning tokens': '8', cost: '3.000000003', currency: 'USD' },
    ...{ 'price-list version': '', 'refused requests': '0', 'failed requests': '0' },
    'requests without a price': '0',
  })
  // Unknown is not zero.
  expect(rows[1]).toMatchObject({ model: 'o9', cost: '', 'requests without a price': '1' })
  expect(rows[3]).toMatchObject({
    team: '(no team)',
    model: '',
    cost: '0.00',
    'refused requests': '1',
  })
  expect(rows[5]?.member).toBe('\'=HYPERLINK("http://evil")')
  const { totals } = await rig.client.usage.report.query({
    ...{ from: at('2026-10-01'), to: at('2026-11-01'), latency: false },
  })
  expect(totals.costNanoUsd).toBe(3_509_000_006)
  expect(total).toMatchObject({
    ...{ date: 'Total', requests: `${totals.calls}`, cost: '3.509000006', currency: 'USD' },
    ...{ 'input tokens': '24', 'cached tokens': '10', 'requests without a price': '1' },
  })
  expect(statSync(join(folder, 'october.csv')).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['october.csv'])
  const { acts } = await rig.client.audit.list.query({ filter: { terms: [] }, limit: 5 })
  expect(acts.find(({ action }) => action === 'usage.export')).toMatchObject({
    ...{ result: 'done', asked: expect.objectContaining({ range: OCTOBER, format: 'csv' }) },
  })
})

test('lines above the table say what it is, filters included', async () => {
  await exported({
    ...{ format: 'csv', file: 'part.csv', teamId: 'tea_app' },
    filter: { member: { only: ['mem_ana', null] }, model: { except: ['o9'] } },
  })
  const rows = readCsv(read('part.csv'))
  expect(rows.slice(0, 9)).toEqual([
    ['Usage report', 'App/Web'],
    ['Range', '2026-10-01 to 2026-10-31'],
    ['Time zone', ZONE],
    ['Filters', 'member: only Łucja Nguyễn, (no member); model: not o9'],
    ['Price list', expect.stringMatching(/^genai-prices /)],
    ['Keyrack', '0.1.0'],
    ['Made at', new Date(START).toISOString()],
    [''],
    expect.arrayContaining(['date', 'price-list version']),
  ])
  expect(rows.at(-1)?.slice(0, 13)).toEqual([
    ...['Total', '', '', '', '', '', '', '3', '24', '10', '6', '8', '3.000000006'],
  ])
})

test('a folder holds one file for each team, whose sums are those of all', async () => {
  limit({ id: 'lim_app', level: 'team', subjectId: 'tea_app', size: 2e9 })
  const raise = { id: 'rse_1', limitId: 'lim_app', memberId: null, size: 4e9, note: '' }
  insertRaise(rig.db, { ...raise, createdAt: at('2026-10-20'), until: at('2026-11-01') })
  await exported({ format: 'csv', file: 'teams', eachTeam: true })
  const names = ['App-Web', 'no-team', 'Лаборатория'].map(
    (team) => `keyrack-usage-2026-10-${team}.csv`,
  )
  expect(readdirSync(join(folder, 'teams')).sort()).toEqual(names)
  const totals = names.map((name) => readCsv(read(join('teams', name))).at(-1)?.[12])
  expect(totals).toEqual(['3.500000006', '0.00', '0.009'])
  expect(readCsv(read(join('teams', names[2] ?? '')))[0]).toEqual(['Usage report', 'Лаборатория'])

  mkdirSync(join(folder, 'pdf'))
  await exported({ format: 'pdf', file: 'pdf', eachTeam: true })
  expect(readdirSync(join(folder, 'pdf')).sort()).toEqual(
    names.map((name) => name.replace('csv', 'pdf')),
  )
  const [page = []] = pdfTexts(
    readFileSync(join(folder, 'pdf', 'keyrack-usage-2026-10-App-Web.pdf')),
  )
  expect(page).toContain('App/Web')
  expect(page.join(' ')).toContain(
    'Budget of the month: $4.00, raised from $2.00. 88 % used, $0.50 of it left.',
  )

  writeFileSync(join(folder, 'teams', 'mine.txt'), 'x')
  const again = rig.client.usage.export.mutate({
    ...{ range: OCTOBER, format: 'csv', eachTeam: true, file: join(folder, 'teams') },
  })
  expect(await refusalOf(again)).toMatchObject({ message: expect.stringContaining('already') })
  const none = await exported({ format: 'csv', file: 'none', eachTeam: true, range: 'today' })
  expect(none).toMatchObject({ state: 'failed', problem: expect.stringContaining('No team') })
  expect(readdirSync(folder).sort()).toEqual(['pdf', 'teams'])
})

test('a PDF says the whole and each team, with names of any script, unknown prices and the month before', async () => {
  limit({ id: 'lim_1', level: 'workspace', size: 5e9 })
  // These say nothing about the month: set after it, of each member, of a part of the calls, of a day.
  limit({ id: 'lim_2', level: 'workspace', size: 1e9, createdAt: START })
  limit({ id: 'lim_3', level: 'workspace', size: 1e9, each: true })
  const scope = { models: ['gpt-5*'], providers: [], endpoints: [] }
  limit({ id: 'lim_4', level: 'workspace', size: 1e9, scope })
  const window = { kind: 'fixed', every: 'day' } as const
  limit({ id: 'lim_5', level: 'workspace', size: 1e9, window })
  const database = join(folder, 'copy.db')
  rig.db.raw.exec(`VACUUM INTO '${database}'`)
  // A thread of its own, as in the service.
  rig.services.lookback = () => openLookback(database, WORKER)
  expect(await exported({ format: 'pdf', file: 'october.pdf' })).toMatchObject({ state: 'done' })
  const bytes = readFileSync(join(folder, 'october.pdf'))
  const pages = pdfTexts(bytes)
  const all = pages.flat()
  // Nothing is written of which nobody knows what it says.
  expect(all.join('')).not.toMatch(/\ufffd|\0/)
  const [first = []] = pages
  expect(first.slice(0, 5)).toEqual([
    ...['Whole workspace', 'October 2026', `2026-10-01 to 2026-10-31, days of ${ZONE}.`],
    ...['Cost', '$3.51 *'],
  ])
  const words = first.join(' ')
  expect(words).toContain('Among the requests: 1 refused by Keyrack.')
  expect(words).toContain('Cost: 91 % less than in September 2026 ($40.00).')
  expect(words).toContain('Budget of the month: $5.00. 70 % used, $1.49 of it left.')
  expect(words).toMatch(
    /\* 1 request has no known price: o9 \(1\)\. What they cost is in no sum here/,
  )
  expect(words).toContain('By team')
  // Letters of several fonts are drawn one after the other; what no font has is told by the id's end.
  expect(all.join('')).toContain('Łucja Nguyễn')
  expect(all).toContain(' (…wei1)')
  expect(all).toContain('Лаборатория')
  expect(words).toContain('Boxes stand for letters that the fonts of this report do not have')
  expect(pages.map((page) => page.at(-1))).toEqual(
    pages.map((_, index) => `Page ${index + 1} of ${pages.length}`),
  )
  const heads = pages.filter((page) => page[1] === 'October 2026').map(([name]) => name)
  expect(heads).toEqual(['Whole workspace', 'App/Web', 'Лаборатория', '(no team)'])
  expect(words).toContain(`Keyrack 0.1.0, made 2026-11-21 13:00 (${ZONE})`)
  expect(bytes.toString('latin1')).toContain('/Lang (en)')
})

test('a lead writes the report of the own team only, a viewer that of all', async () => {
  const lead = actingAs(rig, 'teamLead', 'tea_lab')
  await exported({ format: 'csv', file: 'lead.csv' }, lead)
  expect(readCsv(read('lead.csv'))[0]).toEqual(['Usage report', 'Лаборатория'])
  expect(readCsv(read('lead.csv')).at(-1)?.[12]).toBe('0.009')
  await exported({ format: 'pdf', file: 'lead.pdf' }, lead)
  const texts = pdfTexts(readFileSync(join(folder, 'lead.pdf'))).flat()
  expect(texts[0]).toBe('Лаборатория')
  expect(texts.join()).not.toMatch(/App\/Web|Whole workspace|\$3\.50/)
  const other = lead.usage.export.mutate({
    ...{ range: OCTOBER, format: 'csv', teamId: 'tea_app', file: join(folder, 'x.csv') },
  })
  expect(await refusalOf(other)).toMatchObject({ code: 'NOT_FOUND' })
  const viewer = actingAs(rig, 'viewer')
  expect(await exported({ format: 'csv', file: 'viewer.csv' }, viewer)).toMatchObject({ done: 31 })
})

test('what cannot be written is refused, and what is cancelled leaves nothing behind', async () => {
  const refused = async (part: Partial<Order>) => {
    const order = { range: OCTOBER, format: 'csv', file: join(folder, 'x.csv'), ...part } as Order
    return (await refusalOf(rig.client.usage.export.mutate(order))).message
  }
  expect(await refused({ range: 'sometime' })).toContain('lastMonth, or two dates')
  expect(await refused({ range: '2020-01-01..2026-10-31' })).toContain('two years')
  expect(await refused({ file: join(folder, 'x.pdf') })).toContain('.csv')
  expect(await refused({ file: join(rig.folder, 'x'), eachTeam: true })).toContain('own files')
  expect(await refused({ file: 'x', eachTeam: true })).toContain('whole path')

  const lookback = rig.services.lookback
  let isAsked = () => {}
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve
  })
  let goOn = () => {}
  rig.services.lookback = () => {
    const look = lookback()
    return {
      ...look,
      async usageDay() {
        isAsked()
        await new Promise<void>((resolve) => {
          goOn = resolve
        })
        return look.usageDay()
      },
    }
  }
  const { id } = await rig.client.usage.export.mutate({
    ...{ range: OCTOBER, format: 'pdf', file: join(folder, 'x.pdf') },
  })
  await asked
  expect(readdirSync(folder)).toEqual([`x.pdf.${id}.partial`])
  const cancel = rig.client.jobs.cancel.mutate({ id })
  await vi.waitFor(() => {
    goOn()
    expect(existsSync(join(folder, `x.pdf.${id}.partial`))).toBe(false)
  })
  await cancel
  expect(await endedJob(rig.client, id)).toMatchObject({ state: 'cancelled', file: null })
  expect(readdirSync(folder)).toEqual([])
})
