import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { type ECharts, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { COLOURS } from '../../tokens.ts'
import { type Look, type Option, optionOf, textOf } from './chartOption.ts'
import type { Grid, Picture, Point } from './picture.ts'

use([BarChart, LineChart, HeatmapChart, ScatterChart])
use([GridComponent, TooltipComponent, AriaComponent, VisualMapComponent])
use([TitleComponent, LegendComponent, CanvasRenderer])

/** Where in the element somebody pressed, and on what. */
export interface Press extends Point {
  x: number
  y: number
}

export type Drawing = ReturnType<typeof drawChart>

/** Draws into the element and follows its size; the answer updates it, points at a value, and closes it. */
export function drawChart(element: HTMLElement, onPress: (press: Press) => void) {
  const chart = init(element, null, { renderer: 'canvas' })
  const follow = new ResizeObserver(() => chart.resize())
  follow.observe(element)
  let shown: Picture | Grid | undefined
  let pressed: number | null = null
  // A press on a bar is heard first, then the press on the canvas under it.
  chart.on('click', ({ seriesIndex }) => {
    pressed = seriesIndex ?? null
  })
  chart.getZr().on('click', ({ offsetX: x, offsetY: y }) => {
    const [column, row] = placeOf(chart, x, y)
    const series = shown?.kind === 'grid' ? row : seriesAt(shown, pressed)
    pressed = null
    if (column !== undefined) onPress({ step: column, series: series ?? null, x, y })
  })
  return {
    show(picture: Picture | Grid, look: Look) {
      shown = picture
      chart.setOption(optionOf(picture, look), { notMerge: true })
      chart.getZr().setCursorStyle('default')
    },
    /** Shows what stands at a point, as the pointer would; where that is in the element. */
    point({ step, series }: Point): { x: number; y: number } {
      if (shown?.kind === 'grid') return pointCell(chart, shown, { step, series })
      chart.dispatchAction({ type: 'showTip', seriesIndex: series ?? 0, dataIndex: step })
      const [x = 0] = numbers(chart.convertToPixel({ seriesIndex: 0 }, [step, 0]))
      return { x, y: chart.getHeight() / 2 }
    },
    leave() {
      chart.dispatchAction({ type: 'hideTip' })
      chart.dispatchAction({ type: 'downplay', seriesIndex: 0 })
    },
    close() {
      follow.disconnect()
      chart.dispose()
    },
  }
}

/** A cell with its frame and what it says. */
function pointCell(chart: ECharts, grid: Grid, { step, series }: Point): { x: number; y: number } {
  const row = series ?? 0
  // Cells of which nothing is known are not drawn, and not counted.
  const before = grid.cells.flatMap((cells, y) =>
    y < row ? cells : y > row ? [] : cells.slice(0, step),
  )
  const dataIndex = before.filter((value) => value !== null).length
  chart.dispatchAction({ type: 'downplay', seriesIndex: 0 })
  if (grid.cells[row]?.[step] == null) chart.dispatchAction({ type: 'hideTip' })
  else {
    chart.dispatchAction({ type: 'highlight', seriesIndex: 0, dataIndex })
    chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex })
  }
  const [x = 0, y = 0] = numbers(chart.convertToPixel({ gridIndex: 0 }, [step, row]))
  return { x, y }
}

const PNG = { width: 1200, height: 640, head: 96 }

/** The chart as a picture of twice the density with its title, range and legend; a data URL. */
export function chartPng(
  picture: Picture | Grid,
  look: Look,
  words: { title: string; note: string },
): string {
  const element = document.createElement('div')
  Object.assign(element.style, { width: `${PNG.width}px`, height: `${PNG.height}px` })
  const chart = init(element, null, {
    ...{ renderer: 'canvas', width: PNG.width, height: PNG.height, devicePixelRatio: 2 },
  })
  chart.setOption(withHead(optionOf(picture, look), picture, look, words))
  const url = chart.getDataURL({
    ...{ type: 'png', pixelRatio: 2, backgroundColor: COLOURS[look.scheme].surface },
  })
  chart.dispose()
  return url
}

function withHead(
  option: Option,
  picture: Picture | Grid,
  { scheme }: Look,
  { title, note }: { title: string; note: string },
): Option {
  const text = textOf(scheme)
  const grid = Array.isArray(option.grid) ? option.grid[0] : option.grid
  return {
    ...option,
    title: {
      ...{ text: title, subtext: note, left: 16, top: 12 },
      textStyle: { ...text, color: COLOURS[scheme].text, fontSize: 18, fontWeight: 600 },
      subtextStyle: { ...text, fontSize: 13 },
    },
    ...(picture.kind !== 'grid' && {
      legend: { left: 16, top: 62, textStyle: text, itemWidth: 12, itemHeight: 12 },
    }),
    grid: {
      ...grid,
      left: 16,
      right: 24,
      top: PNG.head,
      bottom: picture.kind === 'grid' ? 56 : 16,
    },
  }
}

function placeOf(chart: ECharts, x: number, y: number): [number | undefined, number | undefined] {
  if (!chart.containPixel({ gridIndex: 0 }, [x, y])) return [undefined, undefined]
  const [column, row] = numbers(chart.convertFromPixel({ gridIndex: 0 }, [x, y]))
  return [column, row]
}

function seriesAt(shown: Picture | Grid | undefined, index: number | null): number | null {
  if (!shown || shown.kind === 'grid' || index === null) return null
  // The period before and the question marks come after the series.
  return index < shown.series.length ? index : null
}

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : [])
