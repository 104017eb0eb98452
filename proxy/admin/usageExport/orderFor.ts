import { DateTime } from 'luxon'
import type { UsageExport } from '../../contract/usageExport.ts'
import { type Span, samePartBefore, spanOf } from '../../contract/usageRange.ts'
import { LIST_VERSION } from '../../providers/priceList.ts'
import { problem } from '../problems.ts'
import { teamFilter, teamOrProblem } from '../subjects.ts'
import type { ActorContext } from '../trpc.ts'
import { monthBudgets } from './budgets.ts'
import { filterWords } from './filterWords.ts'
import type { UsageOrder } from './order.ts'

/** Longer ones are told by the charts of the window. */
const MOST_DAYS = 732

/** What is asked for, with all that the thread cannot know; a lead's report is about the own team. */
export function orderFor(ctx: ActorContext, asked: UsageExport): Omit<UsageOrder, 'path'> {
  const { services } = ctx
  const { db, settings, version } = services
  const [now, timeZone] = [services.now(), settings.get('timeZone')]
  const span = spanOrProblem(asked.range, now, timeZone)
  const teamId = teamFilter(ctx, asked.teamId)
  const filter = filterWords(db, asked.filter)
  const month = DateTime.fromMillis(span.from, { zone: timeZone })
  const isMonth = +month === +month.startOf('month') && +month.plus({ months: 1 }) === span.to
  const before = samePartBefore(span, now, timeZone)
  return {
    ...{ format: asked.format, eachTeam: asked.eachTeam, preamble: asked.preamble, ...span },
    ...{ timeZone, filter: asked.filter, teamId, isRunning: now < span.to },
    name: `keyrack-usage-${isMonth ? month.toFormat('yyyy-MM') : datesOf(span, timeZone).replaceAll(' ', '-')}`,
    title: titleOf(span, timeZone),
    before: { ...before, title: titleOf(before, timeZone) },
    about: {
      subject: teamId === undefined ? 'Whole workspace' : teamOrProblem(ctx, teamId).name,
      range: datesOf(span, timeZone),
      ...{ timeZone, filter, priceList: LIST_VERSION, version, madeAt: now },
    },
    // What is left out by a filter counts in a limit all the same.
    budgets: isMonth && filter === '' ? monthBudgets(db, span) : [],
  }
}

function spanOrProblem(range: string, now: number, timeZone: string): Span {
  const span = spanOf(range, now, timeZone)
  if (!span) {
    throw problem(
      'BAD_REQUEST',
      'The range must be a usual one such as lastMonth, or two dates such as 2026-10-01..2026-10-31.',
    )
  }
  if (span.to - span.from > MOST_DAYS * 86_400_000)
    throw problem('BAD_REQUEST', 'A report covers two years at most. Choose a shorter range.')
  return span
}

/** `2026-10-01 to 2026-10-31`; the last day is the one that the range ends in. */
function datesOf({ from, to }: Span, zone: string): string {
  const date = (at: number) => DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd')
  return `${date(from)} to ${date(to - 1)}`
}

/** `October 2026`, `21 November 2026`, or `1 Oct 2026 to 7 Nov 2026`. */
function titleOf({ from, to }: Span, zone: string): string {
  const [begin, end] = [from, to].map((at) => DateTime.fromMillis(at, { zone, locale: 'en' }))
  if (!begin || !end) return ''
  const last = end.minus({ milliseconds: 1 })
  if (+begin === +begin.startOf('month') && +end === +begin.plus({ months: 1 }))
    return begin.toFormat('LLLL yyyy')
  if (begin.hasSame(last, 'day')) return begin.toFormat('d LLLL yyyy')
  return `${begin.toFormat('d LLL yyyy')} to ${last.toFormat('d LLL yyyy')}`
}
