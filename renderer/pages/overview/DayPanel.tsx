import { SegmentedControl } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { csvText } from '../../../proxy/contract/csv.ts'
import { stepsOf } from '../../../proxy/contract/usageRange.ts'
import { duration, wholeNumber } from '../../format.ts'
import { useLiveCalls } from '../../live.tsx'
import { useSettings } from '../../preferences.tsx'
import { goTo } from '../../routes.ts'
import { Chart } from '../../ui/chart/Chart.tsx'
import type { Picture } from '../../ui/chart/picture.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { callsPath, chipsOf } from '../analytics/drill.ts'
import type { Question } from '../analytics/question.ts'
import { usagePicture, type Words } from '../analytics/usagePicture.ts'
import { type Usage, useAnyCalls, useUsage } from '../analytics/useUsage.ts'

/** The bars need not follow every call. */
const FOLLOW_MS = 5000
const HOUR_MS = 3_600_000
const SHOWS = ['cost', 'calls', 'tokens', 'latency'] as const
type Shows = (typeof SHOWS)[number]

/** Each of the last 24 hours, as spend, requests, tokens or time to the first byte. */
export function DayPanel() {
  const t = useWords('overview')
  const analytics = useWords('analytics')
  const { timeZone } = useSettings()
  const [shows, setShows] = useState<Shows>('cost')
  const question: Question = {
    ...{ tab: 'spend', range: '24h', compare: false, chips: [] },
    ...(shows === 'latency'
      ? { metric: 'firstMedian', by: [] }
      : { metric: shows, by: ['model' as const] }),
  }
  const begin = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const span = { from: begin - 23 * HOUR_MS, to: begin + HOUR_MS }
  const asked = { question, span, step: 'hour' as const }
  const found = useUsage({ ...asked, bucketName: (bucket) => analytics(`bucket_${bucket}`) })
  useFollowCalls()
  const picture = useMemo(
    () => found.data && pictureOf(analytics, found.data, [t('median'), t('p95')]),
    [analytics, t, found.data],
  )
  const hasCalls = useAnyCalls()

  if (found.isError) {
    return <ErrorBanner error={found.error} retry={() => void found.refetch()} />
  }
  if (!found.data || !picture) return <section className="kr-panel ov-chart-place" />
  if (found.data.table.totals.calls === 0) {
    return (
      <section className="kr-panel ov-chart-place">
        <EmptyState title={t(hasCalls ? 'chartQuiet' : 'chartEmpty')} />
      </section>
    )
  }
  const usage = found.data
  const shown =
    usage.question.metric === 'firstMedian' ? 'latency' : (usage.question.metric as Shows)
  const title = t(`chartTitle_${shown}`)
  const { unpriced } = usage.table.totals
  return (
    <Chart
      title={title}
      description={t(`chartAria_${picture.kind}`, { title })}
      {...(shown === 'cost' &&
        unpriced > 0 && {
          note: `${analytics('unpriced', { count: unpriced, amount: wholeNumber(unpriced) })} (?).`,
        })}
      pngNote={analytics('zone', { zone: timeZone })}
      picture={picture}
      height={176}
      isSmall
      fileName={`keyrack-${shown}-24-hours`}
      toCsv={csvText}
      isStale={found.isPlaceholderData}
      actionsAt={({ step, series }) => {
        const from = stepsOf(usage.span, 'hour', usage.zone)[step]
        if (from === undefined) return []
        const line = series === null ? undefined : usage.groups.top[series]
        const groups = line ? chipsOf(line, usage.question.by) : []
        const part = { from, to: from + HOUR_MS }
        return [
          {
            label: analytics('seeCalls'),
            run: () => goTo(callsPath({ chips: [], groups, span: part })),
          },
        ]
      }}
    >
      <SegmentedControl
        size="xs"
        aria-label={t('chartOf')}
        value={shows}
        onChange={(value) => setShows(SHOWS.find((each) => each === value) ?? 'cost')}
        data={SHOWS.map((value) => ({ value, label: t(`chart_${value}`) }))}
      />
    </Chart>
  )
}

/** Latency is two lines of all calls; the rest is what Analytics would draw. */
function pictureOf(t: Words, usage: Usage, names: [median: string, p95: string]): Picture {
  const picture = usagePicture(t, usage)
  if (usage.question.metric !== 'firstMedian') return picture
  const lines = new Map(usage.whole.lines.map((line) => [line.at, line.firstByteMs]))
  const steps = stepsOf(usage.span, 'hour', usage.zone)
  return {
    ...picture,
    ...{ value: duration, axis: duration },
    series: (['p50', 'p95'] as const).map((at, index) => ({
      ...{ id: at, name: names[index] ?? at },
      values: steps.map((step) => lines.get(step)?.[at] ?? null),
    })),
  }
}

/** Asks for the bars again while calls end, but not for each of them. */
function useFollowCalls(): void {
  const queries = useQueryClient()
  const askedAt = useRef(0)
  useLiveCalls((calls) => {
    const isDue = Date.now() - askedAt.current > FOLLOW_MS
    if (!isDue || !calls.some((call) => call.endedAt !== null)) return
    askedAt.current = Date.now()
    void queries.invalidateQueries({ queryKey: ['usage'] })
  })
}
