import { stepsOf } from '../../../proxy/contract/usageRange.ts'
import { wholeNumber } from '../../format.ts'
import type { Picture } from '../../ui/chart/picture.ts'
import type { useWords } from '../../words/words.ts'
import { foldSeries, foldWhole, keyOf, unpricedAt } from './foldUsage.ts'
import { METRICS } from './metrics.ts'
import type { Group } from './question.ts'
import { spanWords, stepWords } from './stepWords.ts'
import type { Usage } from './useUsage.ts'

export type Words = ReturnType<typeof useWords<'analytics'>>

/** What the chart of a question shows. */
export function usagePicture(t: Words, usage: Usage): Picture {
  const { question, span, step, zone, now, groups, byStep, whole, before } = usage
  const metric = METRICS[question.metric]
  const steps = stepsOf(span, step, zone)
  const words = stepWords(step, zone)
  const isSum = metric.kind === 'sum'
  const unpriced = question.metric === 'cost' ? unpricedAt(whole, steps) : []
  const folded = foldSeries({ groups, steps, byStep, whole, metric, now })
  return {
    kind: isSum ? 'bars' : 'lines',
    steps: steps.map((at, index) => {
      const count = unpriced[index] ?? 0
      return {
        ...{ label: words.label(at), long: words.long(at), iso: words.iso(at) },
        isRunning: at >= whole.runningFrom && at <= now,
        ...(count > 0 && { missing: t('unpriced', { count, amount: wholeNumber(count) }) }),
      }
    }),
    series: folded.map(({ line, values }) => ({
      id: line ? keyOf(line) : 'rest',
      name: line ? groupName(t, line.labels) : t('other', { count: groups.others }),
      values,
      ...(!line && { isRest: true }),
    })),
    ...(before && {
      before: {
        name: t('before', { range: spanWords(before.span, zone) }),
        values: foldWhole(
          before.whole,
          stepsOf(before.span, step, zone).slice(0, steps.length),
          metric,
          now,
        ),
      },
    }),
    stepName: t(`step_${step}`),
    ...{ value: metric.unit.value, axis: metric.unit.axis },
    plain: metric.unit.plain,
    ...{ csvUnit: metric.unit.csv, leastInterval: metric.unit.leastInterval },
    ...(isSum && { total: t('total') }),
  }
}

/** A group as people read it; what has none is said in words. */
export function groupName(t: Words, labels: readonly string[]): string {
  return labels.length === 0 ? t('all') : labels.map((label) => label || t('none')).join(' · ')
}

export function groupWords(t: Words, by: readonly Group[]): string {
  const [first = '', second] = by.map((group) => lowered(t(`group_${group}`)))
  return second ? t('andGroup', { first, second }) : first
}

const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

export function chartTitle(t: Words, { question, span, step, zone }: Usage): string {
  const { metric, by } = question
  return t(by.length > 0 ? 'chartTitleBy' : 'chartTitle', {
    metric: t(`metric_${metric}`),
    unit: t(`unit_${metric}`),
    step: t(`per_${step}`),
    range: spanWords(span, zone),
    groups: groupWords(t, by),
  })
}

/** The picture in a sentence or two. */
export function describe(t: Words, title: string, picture: Picture, usage: Usage): string {
  const metric = METRICS[usage.question.metric]
  const [largest] = usage.groups.top
  const parts = [
    t('descriptionTotal', { total: metric.unit.value(metric.of(usage.table.totals)) }),
    largest &&
      usage.groups.top.length > 1 &&
      t('descriptionLargest', {
        name: groupName(t, largest.labels),
        value: metric.unit.value(metric.of(largest)),
      }),
  ]
  return t('description', {
    ...{ title, steps: picture.steps.length, series: picture.series.length },
    total: parts.filter(Boolean).join('; '),
  })
}
