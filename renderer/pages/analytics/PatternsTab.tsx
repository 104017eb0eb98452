import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { csvText } from '../../../proxy/contract/csv.ts'
import type { UsageDimension, UsageLine, UsageReport } from '../../../proxy/contract/usage.ts'
import type { Span } from '../../../proxy/contract/usageRange.ts'
import { useClient } from '../../client.tsx'
import { duration, wholeNumber } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { goTo } from '../../routes.ts'
import { Chart } from '../../ui/chart/Chart.tsx'
import type { Grid, Picture } from '../../ui/chart/picture.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { callsPath } from './drill.ts'
import { keyOf } from './foldUsage.ts'
import { METRICS } from './metrics.ts'
import { filterOf, type Question } from './question.ts'
import { spanWords } from './stepWords.ts'
import { type TimeBin, timeBins } from './timeBins.ts'
import { groupName, type Words } from './usagePicture.ts'
import { useSpan } from './useUsage.ts'
import { weekGrid } from './weekGrid.ts'

/** When in the week things happen, and how long they take. */
export function PatternsTab({ question }: { question: Question }) {
  const t = useWords('analytics')
  const common = useWords('common')
  const client = useClient()
  const { timeZone } = useSettings()
  const { span } = useSpan(question.range)
  const by: UsageDimension = question.by.find((group) => group !== 'bucket') ?? 'model'
  const filter = filterOf(question.chips)
  const found = useQuery({
    queryKey: ['usage', 'patterns', span, by, filter, timeZone],
    queryFn: async () => {
      const ask = { ...span, filter }
      const [week, groups] = await Promise.all([
        client.usage.report.query({ ...ask, step: 'weekHour' }),
        client.usage.report.query({ ...ask, by: [by] }),
      ])
      return { week, groups, by, span }
    },
    placeholderData: (before) => before,
  })
  if (found.isError) return <ErrorBanner error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <p role="status">{common('loading')}</p>
  const { week, groups } = found.data
  if (week.totals.calls === 0) {
    return <EmptyState title={t('noneMatch', { range: spanWords(span, timeZone) })} />
  }
  const shown = { span: found.data.span, isStale: found.isPlaceholderData }
  return (
    <div className="an-usage">
      <WeekChart {...shown} week={week} question={question} />
      <SpreadChart {...shown} spread={groups.spread} />
      <LatencyChart {...shown} groups={groups} by={found.data.by} />
    </div>
  )
}

function WeekChart(props: { week: UsageReport; question: Question; span: Span; isStale: boolean }) {
  const t = useWords('analytics')
  const { timeZone } = useSettings()
  const { week, question, span } = props
  const metric = METRICS[question.metric]
  const range = spanWords(span, timeZone)
  const names = { metric: t(`metric_${question.metric}`), unit: t(`unit_${question.metric}`) }
  const title = t('heatTitle', { ...names, range })
  const grid: Grid = {
    ...weekGrid(week, metric.of, metric.kind === 'sum'),
    ...{ kind: 'grid', rowName: t('weekday'), value: metric.unit.value },
    ...{ plain: metric.unit.plain, csvUnit: metric.unit.csv },
  }
  return (
    <Chart
      title={title}
      description={heatDescription(t, title, grid)}
      pngNote={t('zone', { zone: timeZone })}
      picture={grid}
      height={250}
      fileName={`keyrack-week-${question.metric}-${range.replaceAll(' ', '-')}`}
      toCsv={csvText}
      isStale={props.isStale}
      actionsAt={({ step: hour, series: day }) => [
        {
          label: t('seeCalls'),
          run: () =>
            goTo(
              callsPath({ chips: question.chips, groups: [], span, hour: { day: day ?? 0, hour } }),
            ),
        },
      ]}
    />
  )
}

function heatDescription(t: Words, title: string, grid: Grid): string {
  let most = { value: -1, name: '' }
  for (const [row, cells] of grid.cells.entries()) {
    for (const [column, value] of cells.entries()) {
      if (value !== null && value > most.value) most = { value, name: grid.cellName(row, column) }
    }
  }
  return t('heatDescription', { title, name: most.name, value: grid.value(most.value) })
}

function SpreadChart(props: { spread: UsageReport['spread']; span: Span; isStale: boolean }) {
  const t = useWords('analytics')
  const { timeZone } = useSettings()
  const range = spanWords(props.span, timeZone)
  const title = t('spreadTitle', { range })
  const bins = timeBins(props.spread)
  const most = bins.toSorted((a, b) => b.totalMs - a.totalMs)[0]
  if (!most || most.totalMs === 0) return null
  const name = (bin: TimeBin) =>
    t(bin.isOpen ? 'over' : 'upTo', { time: duration(bin.isOpen ? bin.from : bin.upTo) })
  return (
    <Chart
      title={title}
      description={t('spreadDescription', { title, name: name(most) })}
      picture={{
        ...{ kind: 'bars', isSideBySide: true, stepName: t('spreadTime') },
        steps: bins.map((bin) => ({
          ...{ label: name(bin), long: name(bin), iso: name(bin), isRunning: false },
        })),
        series: (['firstByteMs', 'totalMs'] as const).map((field) => ({
          ...{ id: field, name: t(field === 'totalMs' ? 'latencyWhole' : 'latencyFirst') },
          values: bins.map((bin) => bin[field]),
        })),
        ...{ value: wholeNumber, axis: wholeNumber, plain: Number, csvUnit: 'calls' },
        leastInterval: 1,
      }}
      height={200}
      fileName={`keyrack-times-${range.replaceAll(' ', '-')}`}
      toCsv={csvText}
      isStale={props.isStale}
    />
  )
}

const MOST_GROUPS = 12

function LatencyChart(props: {
  groups: UsageReport
  by: UsageDimension
  span: Span
  isStale: boolean
}) {
  const t = useWords('analytics')
  const { timeZone } = useSettings()
  const [field, setField] = useState<'firstByteMs' | 'totalMs'>('totalMs')
  const { by, span, groups } = props
  const range = spanWords(span, timeZone)
  const lines = groups.lines
    .filter((line) => line[field] !== null)
    .sort((a, b) => b.calls - a.calls)
    .slice(0, MOST_GROUPS)
  const title = t('latencyTitle', { group: t(`group_${by}`).toLowerCase(), range })
  return (
    <Chart
      title={title}
      description={t('latencyDescription', { title })}
      picture={latencyPicture(t, lines, field, t(`group_${by}`))}
      height={220}
      fileName={`keyrack-time-by-${by}-${range.replaceAll(' ', '-')}`}
      toCsv={csvText}
      isStale={props.isStale}
    >
      <SegmentedControl
        size="xs"
        aria-label={t('latencyOf')}
        value={field}
        onChange={(value) => setField(value === 'totalMs' ? 'totalMs' : 'firstByteMs')}
        data={[
          { value: 'totalMs', label: t('latencyWhole') },
          { value: 'firstByteMs', label: t('latencyFirst') },
        ]}
      />
    </Chart>
  )
}

function latencyPicture(
  t: Words,
  lines: readonly UsageLine[],
  field: 'firstByteMs' | 'totalMs',
  group: string,
): Picture {
  return {
    kind: 'bars',
    isSideBySide: true,
    steps: lines.map((line) => {
      const name = groupName(t, line.labels)
      return { label: name, long: name, iso: name, id: keyOf(line), isRunning: false }
    }),
    series: (['p50', 'p95', 'p99'] as const).map((at) => ({
      ...{ id: at, name: t(at) },
      values: lines.map((line) => line[field]?.[at] ?? null),
    })),
    ...{ stepName: group, value: duration, axis: duration, plain: Number },
    ...{ csvUnit: 'ms', leastInterval: 1 },
  }
}
