import { BarChart, type BarSeriesOption } from 'echarts/charts'
import {
  AriaComponent,
  type AriaComponentOption,
  GridComponent,
  type GridComponentOption,
  TooltipComponent,
  type TooltipComponentOption,
} from 'echarts/components'
import { type ComposeOption, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { COLOURS, type Scheme, SERIES } from '../../tokens.ts'
import type { Spend } from './spend.ts'

use([BarChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer])

type Option = ComposeOption<
  BarSeriesOption | GridComponentOption | TooltipComponentOption | AriaComponentOption
>

export interface SpendWords {
  aria: string
  hour: (at: number) => string
  soFar: (hour: string) => string
  series: (index: number) => string
  money: (nanoUsd: number | null) => string
  axis: (nanoUsd: number) => string
  total: string
}

/** Draws into the element and follows its size; the answer updates and closes it. */
export function drawSpend(element: HTMLElement) {
  const chart = init(element, null, { renderer: 'canvas' })
  const follow = new ResizeObserver(() => chart.resize())
  follow.observe(element)
  return {
    show: (spend: Spend, scheme: Scheme, words: SpendWords) =>
      chart.setOption(optionOf(spend, scheme, words), { notMerge: true }),
    close: () => {
      follow.disconnect()
      chart.dispose()
    },
  }
}

function optionOf(spend: Spend, scheme: Scheme, words: SpendWords): Option {
  const colours = COLOURS[scheme]
  const text = { color: colours.muted, fontFamily: '"Inter Variable", sans-serif', fontSize: 12 }
  const last = spend.hours.length - 1
  const axisLine = { lineStyle: { color: colours.border } }
  return {
    animation: false,
    aria: { enabled: true, label: { description: words.aria } },
    grid: { left: 4, right: 4, top: 8, bottom: 4, outerBoundsMode: 'same' },
    // The text mode draws on the canvas: names of models never become markup.
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      axisPointer: { type: 'shadow' },
      confine: true,
      backgroundColor: colours.raised,
      borderColor: colours.border,
      textStyle: { ...text, color: colours.text },
      formatter: (points) => tooltipOf(spend, hourOf(points), words),
    },
    xAxis: {
      type: 'category',
      data: spend.hours.map(words.hour),
      axisTick: { show: false },
      axisLine,
      axisLabel: text,
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      // A ten-thousandth of a dollar, in nano-dollars: finer lines would all be called $0.
      minInterval: 100_000,
      splitLine: axisLine,
      axisLabel: { ...text, formatter: (value: number) => words.axis(value) },
    },
    series: spend.series.map((series, index) => ({
      name: words.series(index),
      type: 'bar',
      stack: 'spend',
      barCategoryGap: '22%',
      itemStyle: {
        color: SERIES[scheme][index % SERIES[scheme].length] ?? colours.accent,
        borderColor: colours.surface,
        borderWidth: 0.5,
      },
      data: series.costs.map((value, hour) =>
        // The hour that still runs is hatched: it will grow.
        hour === last ? { value, itemStyle: { decal: hatching(colours.surface) } } : value,
      ),
    })),
  }
}

function hatching(color: string) {
  return { symbol: 'rect', color, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 }
}

function hourOf(points: unknown): number {
  const first: unknown = Array.isArray(points) ? points[0] : points
  const isPoint = typeof first === 'object' && first !== null && 'dataIndex' in first
  return isPoint ? Number(first.dataIndex) : 0
}

function tooltipOf(spend: Spend, hour: number, words: SpendWords): string {
  const name = words.hour(spend.hours[hour] ?? 0)
  const isRunning = hour === spend.hours.length - 1
  const lines = spend.series.flatMap((series, index) => {
    const cost = series.costs[hour] ?? null
    return cost === 0 ? [] : [`${words.series(index)}  ${words.money(cost)}`]
  })
  return [
    isRunning ? words.soFar(name) : name,
    ...lines,
    `${words.total}  ${words.money(spend.totals[hour] ?? null)}`,
  ].join('\n')
}
