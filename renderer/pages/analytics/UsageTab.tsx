import { useMemo } from 'react'
import { csvText } from '../../../proxy/contract/csv.ts'
import { stepsOf } from '../../../proxy/contract/usageRange.ts'
import { share, wholeNumber } from '../../format.ts'
import { goTo } from '../../routes.ts'
import { Chart, type PointAction } from '../../ui/chart/Chart.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { callsPath, chipsOf } from './drill.ts'
import { ForecastLine } from './ForecastLine.tsx'
import { METRICS } from './metrics.ts'
import { type Question, withChip } from './question.ts'
import { spanWords, stepWords } from './stepWords.ts'
import { UsageTable } from './UsageTable.tsx'
import { chartTitle, describe, groupName, usagePicture, type Words } from './usagePicture.ts'
import { stepOf, type Usage, useSpan, useUsage } from './useUsage.ts'

interface Props {
  question: Question
  onChange: (change: Partial<Question>) => void
}

/** One metric over time, how it changed, and the same by group below it. */
export function UsageTab({ question, onChange }: Props) {
  const t = useWords('analytics')
  const common = useWords('common')
  const { span } = useSpan(question.range)
  const asked = { question, span, step: stepOf(span) }
  const found = useUsage({ ...asked, bucketName: (bucket) => t(`bucket_${bucket}`) })
  if (found.isError) {
    return <ErrorBanner error={found.error} retry={() => void found.refetch()} />
  }
  if (!found.data) return <p role="status">{common('loading')}</p>
  return <Found usage={found.data} isStale={found.isPlaceholderData} onChange={onChange} />
}

function Found(props: { usage: Usage; isStale: boolean; onChange: Props['onChange'] }) {
  const t = useWords('analytics')
  const { usage, isStale, onChange } = props
  const { question, span, zone } = usage
  const picture = useMemo(() => usagePicture(t, usage), [t, usage])
  const title = chartTitle(t, usage)
  if (usage.table.totals.calls === 0) {
    return <EmptyState title={noneWords(t, usage)} />
  }
  return (
    <div className="an-usage">
      <Chart
        title={title}
        description={describe(t, title, picture, usage)}
        note={noteOf(t, usage)}
        pngNote={t('zone', { zone })}
        picture={picture}
        height={250}
        fileName={`keyrack-${question.metric}-${spanWords(span, zone).replaceAll(' ', '-')}`}
        toCsv={csvText}
        isStale={isStale}
        actionsAt={(at) => actionsAt(t, usage, at, onChange)}
      />
      <ul className="an-words">
        {usage.before && <li>{changeWords(t, usage)}</li>}
        {question.metric === 'cost' && question.chips.length === 0 && (
          <li>
            <ForecastLine />
          </li>
        )}
      </ul>
      <UsageTable usage={usage} onChange={onChange} />
    </div>
  )
}

/** What can be done with a bar: the calls behind it, or the same question narrowed or without it. */
function actionsAt(
  t: Words,
  usage: Usage,
  { step, series }: { step: number; series: number | null },
  onChange: Props['onChange'],
): PointAction[] {
  const { question, span, zone, groups } = usage
  const steps = stepsOf(span, usage.step, zone)
  const from = steps[step]
  if (from === undefined) return []
  const line = series === null ? undefined : groups.top[series]
  const chips = line ? chipsOf(line, question.by) : []
  const part = { from, to: steps[step + 1] ?? span.to }
  const [first] = chips
  const name = line ? groupName(t, line.labels) : ''
  const dates = (unit: 'day' | 'month') => {
    const iso = stepWords('day', zone).iso
    return unit === 'day' ? `${iso(from)}..${iso(from)}` : `${iso(from)}..${iso(part.to - 1)}`
  }
  return [
    {
      label: t('seeCalls'),
      run: () => goTo(callsPath({ chips: question.chips, groups: chips, span: part })),
    },
    ...(first && chips.length > 0
      ? [
          {
            label: t('onlyThis', { name }),
            run: () => onChange({ chips: chips.reduce(withChip, question.chips) }),
          },
        ]
      : []),
    // Two conditions together cannot be excluded without more than was meant.
    ...(first && chips.length === 1
      ? [
          {
            label: t('exclude', { name }),
            run: () => onChange({ chips: withChip(question.chips, { ...first, mode: 'except' }) }),
          },
        ]
      : []),
    ...(usage.step === 'day'
      ? [{ label: t('zoomDay'), run: () => onChange({ range: dates('day') }) }]
      : []),
    ...(usage.step === 'month'
      ? [{ label: t('zoomMonth'), run: () => onChange({ range: dates('month') }) }]
      : []),
  ]
}

function noteOf(t: Words, { question, table, groups }: Usage): string {
  const { unpriced } = table.totals
  const isPercentile = METRICS[question.metric].kind === 'percentile'
  return [
    question.metric === 'cost' &&
      unpriced > 0 &&
      `${t('unpriced', { count: unpriced, amount: wholeNumber(unpriced) })} (?).`,
    isPercentile && groups.others > 0 && t('topOnly', { count: groups.others }),
  ]
    .filter(Boolean)
    .join(' ')
}

/** How much more or less than in the period before; of one that runs, than up to the same moment. */
function changeWords(t: Words, usage: Usage): string {
  const { question, span, zone, now, before, table } = usage
  const metric = METRICS[question.metric]
  const [value, old] = [metric.of(table.totals), before ? metric.of(before.samePart.totals) : null]
  const words = {
    value: metric.unit.value(value),
    range: spanWords(before?.span ?? span, zone),
    before: metric.unit.value(old),
  }
  if (old === null || old === 0 || value === null) return t('changeNone', words)
  const change = comparison(t, value, old)
  return t(now < span.to ? 'changePart' : 'change', { ...words, change })
}

/** `12 % more than`, to be followed by what it is compared with. */
export function comparison(t: Words, value: number, old: number): string {
  const percent = share(Math.abs(value - old), old)
  if (value === old) return t('changeSame')
  return t(value > old ? 'changeMore' : 'changeLess', { percent })
}

function noneWords(t: Words, { question, span, zone }: Usage): string {
  if (question.chips.length > 0) return t('noneMatch', { range: spanWords(span, zone) })
  const { long } = stepWords('day', zone)
  const [from, to] = [long(span.from), long(span.to - 1)]
  return from === to ? t('noneOn', { from }) : t('noneIn', { from, to })
}
