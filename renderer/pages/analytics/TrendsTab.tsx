import { useMemo } from 'react'
import { csvText } from '../../../proxy/contract/csv.ts'
import { monthsUntil, stepsOf } from '../../../proxy/contract/usageRange.ts'
import { useSettings } from '../../preferences.tsx'
import { goTo } from '../../routes.ts'
import { Chart } from '../../ui/chart/Chart.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { callsPath, chipsOf } from './drill.ts'
import { foldWhole } from './foldUsage.ts'
import { METRICS } from './metrics.ts'
import type { Question } from './question.ts'
import { monthsWords, stepWords } from './stepWords.ts'
import { comparison } from './UsageTab.tsx'
import { describe, groupWords, usagePicture, type Words } from './usagePicture.ts'
import { type Usage, useUsage } from './useUsage.ts'

const MONTHS = 24
/** Shown at least, so that a young ledger does not look like a long one. */
const LEAST_MONTHS = 12
/** Comparisons in words; the rest is in the chart. */
const MONTHS_IN_WORDS = 7

/** Two years by month, and how each month differs from the one before. */
export function TrendsTab(props: {
  question: Question
  onChange: (change: Partial<Question>) => void
}) {
  const t = useWords('analytics')
  const common = useWords('common')
  const { timeZone } = useSettings()
  const question = { ...props.question, compare: false }
  const span = monthsUntil(Date.now(), MONTHS, timeZone)
  const asked = { question, span, step: 'month' as const }
  const found = useUsage({ ...asked, bucketName: (bucket) => t(`bucket_${bucket}`) })
  const usage = useMemo(() => found.data && fromFirst(found.data), [found.data])
  const picture = useMemo(() => usage && usagePicture(t, usage), [t, usage])
  if (found.isError) return <ErrorBanner error={found.error} retry={() => void found.refetch()} />
  if (!usage || !picture) return <p role="status">{common('loading')}</p>
  if (usage.table.totals.calls === 0)
    return <EmptyState title={t('noneMatch', { range: monthsWords(span, timeZone) })} />
  const { metric, by } = usage.question
  const title = t(by.length > 0 ? 'trendsTitleBy' : 'trendsTitle', {
    ...{ metric: t(`metric_${metric}`), unit: t(`unit_${metric}`) },
    ...{ groups: groupWords(t, by), range: monthsWords(usage.span, timeZone) },
  })
  return (
    <div className="an-usage">
      <Chart
        title={title}
        description={describe(t, title, picture, usage)}
        pngNote={t('zone', { zone: timeZone })}
        picture={picture}
        height={280}
        fileName={`keyrack-${metric}-24-months`}
        toCsv={csvText}
        isStale={found.isPlaceholderData}
        actionsAt={({ step, series }) => {
          const steps = stepsOf(usage.span, 'month', timeZone)
          const from = steps[step]
          if (from === undefined) return []
          const part = { from, to: steps[step + 1] ?? usage.span.to }
          const line = series === null ? undefined : usage.groups.top[series]
          const groups = line ? chipsOf(line, by) : []
          const iso = stepWords('day', timeZone).iso
          return [
            {
              label: t('seeCalls'),
              run: () => goTo(callsPath({ chips: usage.question.chips, groups, span: part })),
            },
            {
              label: t('zoomMonth'),
              run: () =>
                props.onChange({ tab: 'spend', range: `${iso(from)}..${iso(part.to - 1)}` }),
            },
          ]
        }}
      />
      <section className="kr-panel" aria-labelledby="month-over-month">
        <h2 className="kr-panel-title" id="month-over-month">
          {t('trendsWords')}
        </h2>
        <ul className="an-words">
          {monthWords(t, usage).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
    </div>
  )
}

/** Without the months before the first call, but a year in any case. */
function fromFirst(usage: Usage): Usage {
  const year = monthsUntil(usage.now, LEAST_MONTHS, usage.zone)
  const first = usage.whole.lines[0]?.at ?? year.from
  return { ...usage, span: { ...usage.span, from: Math.min(first, year.from) } }
}

/** Newest first, from the first month with calls on; the running one is compared with nothing. */
function monthWords(t: Words, usage: Usage): string[] {
  const { zone, span, whole, now, question } = usage
  const metric = METRICS[question.metric]
  const steps = stepsOf(span, 'month', zone)
  const values = foldWhole(whole, steps, metric, now)
  const { long } = stepWords('month', zone)
  const first = whole.lines[0]?.at ?? now
  const lines = steps.flatMap((at, index) => {
    if (at < first) return []
    const [value, old] = [values[index] ?? null, values[index - 1] ?? null]
    const words = { month: long(at), value: metric.unit.value(value) }
    if (at >= whole.runningFrom) return [t('trendRunning', words)]
    const before = steps[index - 1]
    if (value === null || old === null || old === 0 || before === undefined || before < first) {
      return [t('trendFirst', words)]
    }
    return [t('trendLine', { ...words, change: comparison(t, value, old), before: long(before) })]
  })
  return lines.reverse().slice(0, MONTHS_IN_WORDS)
}
