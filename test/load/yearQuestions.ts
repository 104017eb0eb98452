import type { TRPCClient } from '@trpc/client'
import type { AppRouter } from '../../proxy/admin/router.ts'
import { ALARM_KINDS, isReplayable } from '../../proxy/contract/alarmRules.ts'
import type { UsageDimension, UsageStep } from '../../proxy/contract/usage.ts'
import { quantile } from './quantile.ts'
import type { Figure } from './table.ts'

type Admin = TRPCClient<AppRouter>

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How often the same is asked. The first answer counts like all others: nobody opens a page twice for the figures. */
const TIMES = 8

/** How long each takes, in milliseconds. */
async function timesOf(ask: () => Promise<unknown>, times = TIMES): Promise<number[]> {
  const taken: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await ask()
    taken.push(performance.now() - began)
  }
  return taken
}

function figure(what: string, times: readonly number[], mostMs?: number): Figure {
  const p95 = quantile(times, 0.95)
  return {
    what,
    measured: `least ${Math.min(...times).toFixed(0)}, p50 ${quantile(times, 0.5).toFixed(0)}, p95 ${p95.toFixed(0)} ms`,
    ...(mostMs !== undefined && { target: `p95 < ${mostMs} ms`, isMet: p95 < mostMs }),
  }
}

/** Everything that the overview asks when it is opened, all at once as it does. */
export async function overviewQuestions(admin: Admin): Promise<Figure[]> {
  const to = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const week = { from: to - 7 * DAY_MS, to, latency: false }
  const open = () =>
    Promise.all([
      admin.overview.figures.query(),
      admin.overview.spendByModel.query(),
      admin.overview.attention.query(),
      admin.calls.page.query({ limit: 5 }),
      admin.limits.standings.query({}),
      admin.members.list.query(),
      admin.usage.report.query(week),
    ])
  return [figure('the overview, all its questions at once', await timesOf(open, 20), 200)]
}

/** Filters as people type them: common, rare, combined, in names, amounts and times, and of nothing at all. */
const FILTERS = [
  '',
  'status:429',
  'status:5xx',
  'member:ana',
  'member:"Quinn Keller"',
  'member:ana status:aborted',
  'team:marketing -model:gemini-2.5-flash',
  'model:claude-opus-5-5',
  'model:gpt-5-pro',
  'provider:gemini status:failed',
  'endpoint:embeddings',
  'client:curl',
  'key:none',
  'cost:>1',
  'cost:>0.10',
  'ms:>60s',
  'ms:1000..5000',
  'first:>5s',
  'tokens:>100000',
  'price:unknown',
  'streamed:no status:refused',
] as const

/** A page of the activity list for every filter, and deep ones. */
export async function askPages(admin: Admin): Promise<Figure[]> {
  const all: number[] = []
  const slow: Figure[] = []
  for (const query of FILTERS) {
    const times = await timesOf(() => admin.calls.page.query({ filter: { query }, limit: 200 }))
    all.push(...times)
    if (quantile(times, 0.95) >= 100) slow.push(figure(`  page of ${query}`, times))
  }
  for (const daysAgo of [30, 180, 360]) {
    const until = Date.now() - daysAgo * DAY_MS
    const deep = () => admin.calls.page.query({ filter: { query: 'member:ana', until } })
    all.push(...(await timesOf(deep)))
  }
  const totals = await Promise.all(
    ['', 'member:ana', 'model:gpt-5 status:ok'].map((query) =>
      timesOf(() => admin.calls.totals.query({ filter: { query } })),
    ),
  )
  return [
    figure(`a page of activity, ${FILTERS.length} filters and three deep pages`, all, 100),
    ...slow,
    figure('what a filter adds up to, over the whole year', totals.flat()),
  ]
}

/** What analytics asks for: a year by month, day or hour of the week, told apart by one and two dimensions. */
export async function reportQuestions(admin: Admin): Promise<Figure[]> {
  const to = Date.now()
  const reports: [string, number, UsageStep, UsageDimension[]][] = [
    ['30 days by day and model', 30, 'day', ['model']],
    ['a year by day and model', 365, 'day', ['model']],
    ['a year by month, member and model', 365, 'month', ['member', 'model']],
    ['a year by hour of the week', 365, 'weekHour', []],
    ['a year by team and client', 365, 'none', ['team', 'client']],
  ]
  const figures: Figure[] = []
  for (const [what, days, step, by] of reports) {
    const ask = () => admin.usage.report.query({ from: to - days * DAY_MS, to, step, by })
    figures.push(figure(`usage: ${what}`, await timesOf(ask, 5)))
  }
  figures.push(
    figure('forecast of the month', await timesOf(() => admin.usage.forecast.query({}), 5)),
  )
  return figures
}

/** How often alarms would have fired in the last 14 days, as rules are tried; incidents planted there among them. */
export async function alarmQuestions(admin: Admin): Promise<Figure[]> {
  const rates: string[] = []
  let all = 0
  for (const kind of ALARM_KINDS.filter(isReplayable)) {
    const { perMemberWeek } = await admin.alarms.preview.query({ kind, days: 14 })
    all += perMemberWeek
    if (perMemberWeek > 0) rates.push(`${kind} ${perMemberWeek.toFixed(3)}`)
  }
  return [
    {
      what: 'alarms per member-week, all rules as they come',
      measured: `${all.toFixed(3)} (${rates.join(', ')})`,
    },
  ]
}
