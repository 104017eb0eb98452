import { DateTime } from 'luxon'
import type { Budget, UsageOrder } from '../order.ts'
import { GROUPINGS, type Grouping, type Sheet } from '../sheets.ts'
import { drawChart } from './chart.ts'
import { changeWords, costOf, inputOf, outputOf, share, usd, whole } from './figures.ts'
import { COLORS, PAGE, Paper, WIDTH } from './paper.ts'
import { drawTable } from './table.ts'

const TITLES: Record<Grouping, string> = {
  team: 'By team',
  member: 'By member',
  model: 'By model',
  key: 'By provider key',
}

/** The printed report: the whole where it is asked for, then each team from a page of its own on. */
export function usagePdf(
  order: UsageOrder,
  all: Sheet | undefined,
  teams: readonly Sheet[],
): Buffer {
  const { title, about, teamId } = order
  const paper = new Paper({ title: `Usage report, ${title}`, madeAt: about.madeAt })
  // Of a single team its own pages are the whole.
  if (all && teamId === undefined) drawSheet(paper, order, { ...all, name: about.subject }, true)
  const shown =
    teams.length === 0 && all && teamId !== undefined
      ? [{ ...all, id: teamId, name: about.subject }]
      : teams
  for (const team of shown) drawSheet(paper, order, team, false)
  const lists = new Set(
    (all ? [all, ...teams] : teams).flatMap(({ priceLists }) => [...priceLists]),
  )
  drawEnds(paper, order, [...lists].sort())
  return paper.finish()
}

function drawSheet(paper: Paper, order: UsageOrder, sheet: Sheet, isWhole: boolean): void {
  const { before, budgets } = order
  paper.newPage()
  drawHeading(paper, order, sheet)
  drawFigures(paper, sheet)
  paper.paragraph(
    `Cost: ${changeWords(sheet.now.costNanoUsd, sheet.before.costNanoUsd, before.title)}.`,
  )
  const budget = budgets.find(({ teamId }) => teamId === (isWhole ? null : sheet.id))
  if (budget && (isWhole || sheet.id !== null)) drawBudget(paper, budget, sheet.now.costNanoUsd)
  drawUnpriced(paper, sheet)
  if (sheet.now.calls === 0) {
    paper.paragraph('No calls in this time.', { color: COLORS.muted })
    return
  }
  paper.y += 10
  drawChart(paper, order, sheet)
  for (const grouping of GROUPINGS) {
    if (grouping === 'team' && !isWhole) continue
    drawTable(paper, {
      ...{ title: TITLES[grouping], before: 'Cost before', sum: sheet },
      groups: [...sheet.by[grouping].values()],
    })
  }
}

function drawHeading(paper: Paper, { title, about, isRunning }: UsageOrder, { name }: Sheet): void {
  paper.text(name, PAGE.left, paper.y + 14, { size: 18, weight: 600, room: WIDTH })
  paper.y += 24
  paper.text(title, PAGE.left, paper.y + 12, { size: 12, color: COLORS.muted })
  paper.y += 20
  paper.paragraph(
    `${about.range}, days of ${about.timeZone}.${isRunning ? ' So far: this time is not over.' : ''}`,
    { color: COLORS.muted },
  )
  if (about.filter !== '') {
    paper.paragraph(`Only a part: ${about.filter}.`, { color: COLORS.warn })
  }
  paper.y += 8
}

function drawFigures(paper: Paper, { now }: Sheet): void {
  const figures = [
    ['Cost', costOf(now)],
    ['Requests', whole(now.calls)],
    ['Input tokens', whole(inputOf(now))],
    ['Output tokens', whole(outputOf(now))],
  ] as const
  const wide = WIDTH / figures.length
  figures.forEach(([label, value], index) => {
    const x = PAGE.left + index * wide
    paper.text(label, x, paper.y + 8, { size: 8, color: COLORS.muted })
    paper.text(value, x, paper.y + 27, { size: 16, weight: 600, room: wide - 10 })
  })
  paper.y += 40
  const { refused, failed } = now
  if (refused + failed > 0) {
    const words = [
      ...(refused > 0 ? [`${whole(refused)} refused by Keyrack`] : []),
      ...(failed > 0 ? [`${whole(failed)} failed or broken off`] : []),
    ]
    paper.paragraph(`Among the requests: ${words.join(', ')}.`)
  }
}

function drawBudget(paper: Paper, budget: Budget, spent: number): void {
  const size = budget.raisedToNanoUsd ?? budget.sizeNanoUsd
  const raised = budget.raisedToNanoUsd === null ? '' : `, raised from ${usd(budget.sizeNanoUsd)}`
  const rest = spent > size ? `${usd(spent - size)} over it` : `${usd(size - spent)} of it left`
  const color = spent > size ? COLORS.bad : COLORS.ink
  paper.paragraph(
    `Budget of the month: ${usd(size)}${raised}. ${share(spent, size)} used, ${rest}.`,
    { color },
  )
  const part = size === 0 ? 1 : Math.min(1, spent / size)
  paper.box(PAGE.left, paper.y + 2, WIDTH, 5, COLORS.faint)
  if (part > 0) {
    paper.box(PAGE.left, paper.y + 2, WIDTH * part, 5, spent > size ? COLORS.bad : COLORS.bar)
  }
  paper.y += 14
}

/** Unknown is not zero: which models are without a price, and that a sum is more than it says. */
function drawUnpriced(paper: Paper, { now, unpriced }: Sheet): void {
  if (now.unpriced === 0) return
  const models = [...unpriced].sort(([, a], [, b]) => b - a)
  const named = models.slice(0, 8).map(([model, calls]) => `${model} (${whole(calls)})`)
  const more = models.length > named.length ? ` and ${models.length - named.length} more` : ''
  const text = `* ${whole(now.unpriced)} ${now.unpriced === 1 ? 'request has' : 'requests have'} no known price: ${named.join(', ')}${more}. What they cost is in no sum here, so the true cost is higher. Set their prices in Keyrack, reprice, and make the report again.`
  const lines = paper.lines(text, WIDTH - 20, 8.5, 400)
  const height = lines.length * 12.5 + 10
  paper.y += 4
  paper.ensure(height)
  paper.box(PAGE.left, paper.y, WIDTH, height, COLORS.warnBack)
  lines.forEach((line, index) => {
    const style = { size: 8.5, color: COLORS.warn, room: WIDTH - 20 }
    paper.text(line, PAGE.left + 10, paper.y + 14 + index * 12.5, style)
  })
  paper.y += height + 4
}

/** What stands above and below on every page. */
function drawEnds(paper: Paper, order: UsageOrder, lists: readonly string[]): void {
  const { about, title } = order
  const made = DateTime.fromMillis(about.madeAt, { zone: about.timeZone }).toFormat(
    'yyyy-MM-dd HH:mm',
  )
  const prices =
    lists.length > 0 ? lists.join(', ') : `${about.priceList}, by which no call was charged`
  const notes = [
    `Prices: ${prices}. Amounts are rounded in print only; the CSV report has every digit.`,
    ...(paper.letters.hasBoxes
      ? [
          'Boxes stand for letters that the fonts of this report do not have; the CSV report has every name in full.',
        ]
      : []),
  ]
  const right = PAGE.width - PAGE.right
  paper.onEachPage((page, pages) => {
    const style = { size: 7.5, color: COLORS.muted } as const
    const top = PAGE.top - 26
    paper.text('Keyrack usage report', PAGE.left, top, style)
    paper.text(title, right, top, { ...style, align: 'end' })
    paper.rule(top + 6)
    const foot = PAGE.height - PAGE.bottom + 22
    paper.rule(foot - 12)
    const by = `Keyrack ${about.version}, made ${made} (${about.timeZone})`
    for (const [index, note] of [...notes, by].entries()) {
      const line = { ...style, size: 7, room: WIDTH - 70 }
      paper.text(note, PAGE.left, foot + index * 10, line)
    }
    paper.text(`Page ${page} of ${pages}`, right, foot, { ...style, align: 'end' })
  })
}
