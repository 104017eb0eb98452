import type {
  BarSeriesOption,
  HeatmapSeriesOption,
  LineSeriesOption,
  ScatterSeriesOption,
} from 'echarts/charts'
import type {
  AriaComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TitleComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { COLOURS, RAMPS, type Scheme, SERIES } from '../../tokens.ts'
import { type Grid, type Picture, totalOf } from './picture.ts'

export type Option = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | ScatterSeriesOption
  | HeatmapSeriesOption
  | GridComponentOption
  | TooltipComponentOption
  | AriaComponentOption
  | VisualMapComponentOption
  | TitleComponentOption
  | LegendComponentOption
>

export interface Look {
  scheme: Scheme
  /** What the chart shows, for readers of the screen. */
  description: string
  /** Patterns and dashes beside the colours. */
  patterns: boolean
  /** `{{label}} so far` */
  soFar: (label: string) => string
}

const DASHES = ['solid', [8, 4], [2, 3], [8, 3, 2, 3], [12, 4], [4, 4], [1, 4], [10, 2, 2, 2]]

/** The colour of a series; the rest takes the grey one. */
export function colourOf(scheme: Scheme, index: number, isRest = false): string {
  const colours = SERIES[scheme]
  return (isRest ? colours.at(-1) : colours[index % colours.length]) ?? COLOURS[scheme].accent
}

export function optionOf(picture: Picture | Grid, look: Look): Option {
  return picture.kind === 'grid' ? gridOption(picture, look) : seriesOption(picture, look)
}

function seriesOption(picture: Picture, look: Look): Option {
  const colours = COLOURS[look.scheme]
  const text = textOf(look.scheme)
  const axisLine = { lineStyle: { color: colours.border } }
  return {
    ...frameOf(look, (step) => tooltipOf(picture, step, look)),
    grid: { left: 4, right: 8, top: 14, bottom: 4, outerBoundsMode: 'same' },
    xAxis: {
      type: 'category',
      data: picture.steps.map(({ label }) => label),
      axisTick: { show: false },
      axisLine,
      axisLabel: { ...text, hideOverlap: true },
      boundaryGap: true,
    },
    yAxis: {
      type: 'value',
      min: 0,
      ...(picture.most !== undefined && { max: picture.most }),
      splitNumber: 4,
      minInterval: picture.leastInterval,
      splitLine: axisLine,
      axisLabel: { ...text, formatter: (value: number) => picture.axis(value) },
    },
    series: [
      ...picture.series.map((series, index) =>
        picture.kind === 'bars'
          ? barsOf(picture, index, look)
          : lineOf(picture, series.isRest ? SERIES[look.scheme].length - 1 : index, index, look),
      ),
      ...(picture.before ? [beforeOf(picture.before, look.scheme)] : []),
      ...missingOf(picture, look.scheme),
    ],
  }
}

function barsOf(picture: Picture, index: number, { scheme }: Look): BarSeriesOption {
  const series = picture.series[index]
  const { surface } = COLOURS[scheme]
  return {
    name: series?.name ?? '',
    type: 'bar',
    ...(!picture.isSideBySide && { stack: 'all' }),
    barCategoryGap: '22%',
    barMaxWidth: 64,
    itemStyle: {
      color: colourOf(scheme, index, series?.isRest),
      borderColor: surface,
      borderWidth: 0.5,
    },
    data: (series?.values ?? []).map((value, step) =>
      // A step that is not over is hatched: it will grow.
      picture.steps[step]?.isRunning
        ? { value, itemStyle: { decal: hatching(surface) } }
        : // A bar of no height would still draw its edge.
          { value: value === 0 ? null : value },
    ),
  }
}

function lineOf(picture: Picture, colour: number, index: number, look: Look): LineSeriesOption {
  const series = picture.series[index]
  const isShort = picture.steps.length <= 40
  return {
    name: series?.name ?? '',
    type: 'line',
    showSymbol: isShort,
    symbol: 'circle',
    symbolSize: 5,
    connectNulls: false,
    sampling: 'lttb',
    lineStyle: {
      width: 2,
      type: (look.patterns ? DASHES[index % DASHES.length] : 'solid') as 'solid',
    },
    itemStyle: { color: colourOf(look.scheme, colour) },
    data: (series?.values ?? []).map((value, step) =>
      picture.steps[step]?.isRunning ? { value, symbol: 'emptyCircle', symbolSize: 8 } : { value },
    ),
  }
}

function beforeOf(before: NonNullable<Picture['before']>, scheme: Scheme): LineSeriesOption {
  const color = COLOURS[scheme].text
  return {
    name: before.name,
    type: 'line',
    symbol: 'none',
    lineStyle: { color, width: 1.5, type: [5, 4] },
    itemStyle: { color },
    z: 4,
    data: before.values,
  }
}

/** A question mark above each step of which something is unknown. */
function missingOf(picture: Picture, scheme: Scheme): ScatterSeriesOption[] {
  const marks = picture.steps.flatMap(({ missing }, step) =>
    missing ? [[step, picture.total ? (totalOf(picture, step) ?? 0) : 0]] : [],
  )
  if (marks.length === 0) return []
  return [
    {
      type: 'scatter',
      symbolSize: 1,
      silent: true,
      itemStyle: { color: COLOURS[scheme].warnText },
      label: {
        ...{ show: true, formatter: '?', position: 'top', distance: 1 },
        ...{ ...textOf(scheme), color: COLOURS[scheme].warnText, fontWeight: 600 },
      },
      data: marks,
    },
  ]
}

function gridOption(grid: Grid, look: Look): Option {
  const colours = COLOURS[look.scheme]
  const text = textOf(look.scheme)
  const cells = grid.cells.flatMap((row, y) =>
    row.flatMap((value, x) => (value === null ? [] : [[x, y, value] as [number, number, number]])),
  )
  const most = cells.reduce((highest, [, , value]) => Math.max(highest, value), 0)
  const axis = { axisTick: { show: false }, axisLine: { show: false }, axisLabel: text }
  return {
    ...frameOf(look, () => ''),
    tooltip: {
      ...tooltipLook(look.scheme),
      formatter: (cell) => {
        const [x, y, value] = cellAt(cell)
        return `${grid.cellName(y, x)}\n${grid.value(value)}`
      },
    },
    grid: { left: 4, right: 4, top: 8, bottom: 40, outerBoundsMode: 'same' },
    xAxis: { type: 'category', data: grid.columns, ...axis },
    yAxis: { type: 'category', data: grid.rows, inverse: true, ...axis },
    visualMap: {
      min: 0,
      max: most || 1,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 160,
      itemWidth: 10,
      text: [grid.value(most), grid.value(0)],
      textStyle: text,
      inRange: { color: heat(look.scheme) },
    },
    series: [
      {
        type: 'heatmap',
        data: cells,
        itemStyle: { borderColor: colours.surface, borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: colours.text, borderWidth: 1 } },
      },
    ],
  }
}

/** From the surface to the accent, in one direction of lightness, so that it reads in grey as well. */
function heat(scheme: Scheme): string[] {
  const { cobalt, ink } = RAMPS
  return scheme === 'light'
    ? [cobalt[1], cobalt[3], cobalt[5], cobalt[7], cobalt[9]]
    : [ink[7], cobalt[9], cobalt[7], cobalt[5], cobalt[3]]
}

function frameOf({ description, patterns, scheme }: Look, words: (step: number) => string): Option {
  return {
    animation: false,
    aria: { enabled: true, label: { description }, decal: { show: patterns } },
    tooltip: {
      ...tooltipLook(scheme),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (points) => words(stepOf(points)),
    },
  }
}

/** The text mode draws on the canvas: names never become markup. */
function tooltipLook(scheme: Scheme): TooltipComponentOption {
  const colours = COLOURS[scheme]
  return {
    renderMode: 'richText',
    confine: true,
    backgroundColor: colours.raised,
    borderColor: colours.border,
    textStyle: { ...textOf(scheme), color: colours.text },
  }
}

export function textOf(scheme: Scheme) {
  const { muted } = COLOURS[scheme]
  return { color: muted, fontFamily: '"Inter Variable", sans-serif', fontSize: 12 }
}

function hatching(color: string) {
  return { symbol: 'rect', color, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 }
}

function stepOf(points: unknown): number {
  const first: unknown = Array.isArray(points) ? points[0] : points
  const isPoint = typeof first === 'object' && first !== null && 'dataIndex' in first
  return isPoint ? Number(first.dataIndex) : 0
}

function cellAt(cell: unknown): [number, number, number | null] {
  const value: unknown =
    typeof cell === 'object' && cell !== null && 'value' in cell ? cell.value : undefined
  if (!Array.isArray(value)) return [0, 0, null]
  return [Number(value[0]), Number(value[1]), Number(value[2])]
}

function tooltipOf(picture: Picture, step: number, look: Look): string {
  const at = picture.steps[step]
  if (!at) return ''
  const lines = picture.series.flatMap(({ name, values }) => {
    const value = values[step] ?? null
    return value === 0 && picture.series.length > 1 ? [] : [`${name}  ${picture.value(value)}`]
  })
  const { total, before } = picture
  return [
    at.isRunning ? look.soFar(at.long) : at.long,
    ...lines,
    ...(total && picture.series.length > 1
      ? [`${total}  ${picture.value(totalOf(picture, step))}`]
      : []),
    ...(before ? [`${before.name}  ${picture.value(before.values[step] ?? null)}`] : []),
    ...(at.missing ? [at.missing] : []),
  ].join('\n')
}
