import { useCallback, useMemo } from 'react'
import { z } from 'zod'
import {
  USAGE_DIMENSIONS,
  type UsageDimension,
  type UsageFilter,
  usageDimension,
} from '../../../proxy/contract/usage.ts'
import { pathTo, useRouteParams } from '../../routes.ts'
import { METRIC_IDS, type MetricId } from './metrics.ts'

/** Tokens can also be told apart by what they were: read, cached, written, thought. */
export const GROUPS = [...USAGE_DIMENSIONS, 'bucket'] as const
export type Group = (typeof GROUPS)[number]

export const TABS = ['spend', 'patterns', 'trends', 'reconcile'] as const
export type Tab = (typeof TABS)[number]

/** One condition, with the name it is shown by. */
export interface Chip {
  dimension: UsageDimension
  mode: 'only' | 'except'
  value: string | null
  label: string
}

/** All that the page shows follows from this, and all of it stands in the address. */
export interface Question {
  tab: Tab
  metric: MetricId
  by: Group[]
  range: string
  compare: boolean
  chips: Chip[]
}

const chips = z
  .array(
    z.tuple([
      usageDimension,
      z.enum(['only', 'except']),
      z.string().max(256).nullable(),
      z.string().max(256),
    ]),
  )
  .max(100)

export const DEFAULT_RANGE = '7d'
const DEFAULT_BY: Group[] = ['model']

/** The question that an address holds; what it cannot hold is left out. */
export function readQuestion(params: URLSearchParams): Question {
  const metric = oneOf(METRIC_IDS, params.get('m')) ?? 'cost'
  const named = params.get('by')
  const by =
    named === null
      ? DEFAULT_BY
      : [...new Set(named.split(',').flatMap((name) => oneOf(GROUPS, name) ?? []))].slice(0, 2)
  return {
    tab: oneOf(TABS, params.get('tab')) ?? 'spend',
    metric,
    by: by.includes('bucket') ? (metric === 'tokens' ? ['bucket'] : DEFAULT_BY) : by,
    range: params.get('r') ?? DEFAULT_RANGE,
    compare: params.get('cmp') === '1',
    chips: readChips(params.get('f')),
  }
}

/** The parameters that differ from what the page begins with. */
export function writeQuestion(question: Partial<Question>): Record<string, string | undefined> {
  const { tab, metric, by, range, compare, chips: conditions } = question
  return {
    ...(tab && { tab: tab === 'spend' ? undefined : tab }),
    ...(metric && { m: metric === 'cost' ? undefined : metric }),
    // No group at all is an answer of its own, an empty parameter is not.
    ...(by && { by: by.join() === DEFAULT_BY.join() ? undefined : by.join() || 'none' }),
    ...(range && { r: range === DEFAULT_RANGE ? undefined : range }),
    ...(compare !== undefined && { cmp: compare ? '1' : undefined }),
    ...(conditions && {
      f: conditions.length === 0 ? undefined : JSON.stringify(conditions.map(toTuple)),
    }),
  }
}

/** Where a question is answered, for links from other pages. */
export function analyticsPath(question: Partial<Question>): string {
  const params = Object.entries(writeQuestion(question)).filter(([, value]) => value !== undefined)
  return pathTo('analytics', Object.fromEntries(params) as Record<string, string>)
}

export function useQuestion(): [Question, (change: Partial<Question>) => void] {
  const [params, setParams] = useRouteParams()
  const question = useMemo(() => readQuestion(params), [params])
  const change = useCallback(
    (changed: Partial<Question>) => setParams(writeQuestion(changed)),
    [setParams],
  )
  return [question, change]
}

/** The conditions with one more; a value is not asked for and left out at once. */
export function withChip(all: readonly Chip[], chip: Chip): Chip[] {
  const isOther = (each: Chip) => each.dimension !== chip.dimension || each.value !== chip.value
  // Only this: a narrower question replaces the wider one of the same kind.
  const kept = all.filter(
    (each) => isOther(each) && !(chip.mode === 'only' && each.dimension === chip.dimension),
  )
  return [...kept, chip]
}

export function filterOf(all: readonly Chip[]): UsageFilter {
  const filter: UsageFilter = {}
  for (const { dimension, mode, value } of all) {
    const conditions = filter[dimension] ?? {}
    filter[dimension] = { ...conditions, [mode]: [...(conditions[mode] ?? []), value] }
  }
  return filter
}

function readChips(text: string | null): Chip[] {
  if (text === null) return []
  const read = chips.safeParse(parseJson(text))
  if (!read.success) return []
  return read.data.map(([dimension, mode, value, label]) => ({ dimension, mode, value, label }))
}

const toTuple = ({ dimension, mode, value, label }: Chip) => [dimension, mode, value, label]

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function oneOf<Name extends string>(names: readonly Name[], text: string | null): Name | undefined {
  return names.find((name) => name === text)
}

export const isTab = (text: string | null): text is Tab => oneOf(TABS, text) !== undefined
