import { writeValue } from '../../../proxy/contract/filterText.ts'
import type { UsageLine } from '../../../proxy/contract/usage.ts'
import type { Span } from '../../../proxy/contract/usageRange.ts'
import { writeHours } from '../../../proxy/contract/weekHours.ts'
import { pathTo } from '../../routes.ts'
import type { Chip, Group } from './question.ts'

/** The rows of Activity behind a value: the page's conditions, the group, and the time. */
export function callsPath(of: {
  chips: readonly Chip[]
  groups: readonly Chip[]
  span: Span
  /** Of the week. */
  hour?: { day: number; hour: number }
}) {
  const words = [...of.chips, ...of.groups].reduce<Chip[][]>((all, chip) => {
    // Several that may hold stand in one word; several that must not, too.
    const same = all.find(
      ([first]) => first?.dimension === chip.dimension && first.mode === chip.mode,
    )
    if (same && chip.dimension !== 'status') same.push(chip)
    else all.push([chip])
    return all
  }, [])
  const { hour } = of
  const f = [
    ...words.map(wordOf),
    ...(hour ? [`hour:${writeHours({ day: hour.day, from: hour.hour, to: hour.hour })}`] : []),
  ].join(' ')
  return pathTo('activity', {
    ...(f && { f }),
    ...{ from: String(of.span.from), to: String(of.span.to) },
  })
}

/** The conditions under which exactly the calls of a line remain. */
export function chipsOf(line: UsageLine, by: readonly Group[]): Chip[] {
  return by.flatMap((dimension, index) =>
    dimension === 'bucket'
      ? []
      : [
          {
            ...{ dimension, mode: 'only' as const, value: line.groups[index] ?? null },
            label: line.labels[index] ?? '',
          },
        ],
  )
}

function wordOf(conditions: Chip[]): string {
  const [first] = conditions
  if (!first) return ''
  const minus = first.mode === 'except' ? '-' : ''
  if (first.dimension === 'status') return statusWords(first, minus)
  return `${minus}${first.dimension}:${conditions.map(nameOf).join(',')}`
}

/** A group such as `refused 429` is an outcome and a status. */
function statusWords({ value }: Chip, minus: string): string {
  return (value ?? 'open')
    .split(' ')
    .map((part) => `${minus}status:${part}`)
    .join(' ')
}

/**
 * By name where people know it by that, in quotation marks so that no longer name fits as well; a token's label is
 * seldom its own, and a family of clients is how their own names begin.
 */
function nameOf({ dimension, value, label }: Chip): string {
  if (value === null) return 'none'
  if (dimension === 'client') return writeValue({ text: value, quoted: false })
  return writeValue({ text: dimension === 'token' ? value : label || value, quoted: true })
}
