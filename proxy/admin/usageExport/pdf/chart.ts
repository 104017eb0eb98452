import { DateTime } from 'luxon'
import { stepsOf } from '../../../contract/usageRange.ts'
import type { UsageOrder } from '../order.ts'
import type { Sheet } from '../sheets.ts'
import { usd } from './figures.ts'
import { COLORS, PAGE, type Paper, WIDTH } from './paper.ts'

const HEIGHT = 118
/** Room for the words at the axis. */
const AXIS = 54
/** More days than this are told by the month. */
const MOST_DAYS = 62

interface Bar {
  at: number
  costNanoUsd: number
  unpriced: number
}

/** Cost over time as bars; a day that had calls without a known price bears a star. */
export function drawChart(paper: Paper, order: UsageOrder, sheet: Sheet): void {
  const { step, bars } = barsOf(order, sheet)
  const top = niceTop(Math.max(...bars.map(({ costNanoUsd }) => costNanoUsd)))
  paper.ensure(HEIGHT + 46)
  const title = `Cost per ${step}, USD`
  paper.text(title, PAGE.left, paper.y + 12, { size: 11, weight: 600 })
  const [left, base] = [PAGE.left + AXIS, paper.y + 28 + HEIGHT]
  for (const part of [0, 0.5, 1]) {
    const y = base - HEIGHT * part
    const label = part === 0 ? '$0' : usd(top * part)
    paper.text(label, left - 6, y + 2.5, { size: 7, color: COLORS.muted, align: 'end' })
    paper.doc.lineWidth(0.5).strokeColor(part === 0 ? COLORS.muted : COLORS.line)
    paper.doc
      .moveTo(left, y)
      .lineTo(PAGE.left + WIDTH, y)
      .stroke()
  }
  const wide = (WIDTH - AXIS) / bars.length
  const every = Math.ceil(bars.length / 16)
  bars.forEach(({ at, costNanoUsd, unpriced }, index) => {
    const x = left + index * wide
    const height = top === 0 ? 0 : (costNanoUsd / top) * HEIGHT
    if (height > 0) paper.box(x + wide * 0.14, base - height, wide * 0.72, height, COLORS.bar)
    if (unpriced > 0) {
      const style = { size: 8, color: COLORS.warn } as const
      paper.text('*', x + wide / 2 - 2, base - height - 2, style)
    }
    if (index % every === 0) {
      const style = { size: 7, color: COLORS.muted, room: wide * every } as const
      paper.text(stepName(at, step, order.timeZone), x + wide * 0.14, base + 11, style)
    }
  })
  paper.y = base + 26
}

function barsOf({ from, to, timeZone }: UsageOrder, { days }: Sheet) {
  const all = stepsOf({ from, to }, 'day', timeZone)
  const step: 'day' | 'month' = all.length > MOST_DAYS ? 'month' : 'day'
  const begins = step === 'day' ? all : stepsOf({ from, to }, 'month', timeZone)
  const bars = begins.map((at): Bar => ({ at, costNanoUsd: 0, unpriced: 0 }))
  let place = 0
  for (const day of all) {
    while ((begins[place + 1] ?? Number.POSITIVE_INFINITY) <= day) place++
    const [bar, sums] = [bars[place], days.get(day)]
    if (!bar || !sums) continue
    bar.costNanoUsd += sums.costNanoUsd
    bar.unpriced += sums.unpriced
  }
  return { step, bars }
}

function stepName(at: number, step: 'day' | 'month', zone: string): string {
  return DateTime.fromMillis(at, { zone, locale: 'en' }).toFormat(step === 'day' ? 'd' : 'LLL yy')
}

/** A round figure that is no less. */
function niceTop(most: number): number {
  if (most <= 0) return 0
  const power = 10 ** Math.floor(Math.log10(most))
  return power * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => power * factor >= most) ?? 10)
}
