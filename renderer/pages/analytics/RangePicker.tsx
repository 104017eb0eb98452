import { SegmentedControl } from '@mantine/core'
import { USAGE_RANGES } from '../../../proxy/contract/usageRange.ts'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import type { Question } from './question.ts'

/** The usual ranges and one of one's own, from a first to a last day. */
export function RangePicker(props: {
  question: Question
  onChange: (change: Partial<Question>) => void
}) {
  const t = useWords('analytics')
  const { timeZone } = useSettings()
  const { range } = props.question
  const isUsual = (USAGE_RANGES as readonly string[]).includes(range)
  const [first = '', last = ''] = isUsual ? [] : range.split('..')
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(Date.now())
  const choose = (from: string, to: string) => props.onChange({ range: `${from}..${to}` })
  return (
    <div className="an-range">
      <SegmentedControl
        size="xs"
        aria-label={t('range')}
        value={isUsual ? range : 'custom'}
        onChange={(value) =>
          value === 'custom' ? choose(today, today) : props.onChange({ range: value })
        }
        data={[...USAGE_RANGES, 'custom' as const].map((value) => ({
          value,
          label: t(`range_${value}`),
        }))}
      />
      {!isUsual && (
        <>
          <input
            type="date"
            className="an-date"
            aria-label={t('from')}
            value={first}
            max={today}
            onChange={(event) => choose(event.target.value, last)}
          />
          <input
            type="date"
            className="an-date"
            aria-label={t('to')}
            value={last}
            max={today}
            onChange={(event) => choose(first, event.target.value)}
          />
        </>
      )}
    </div>
  )
}
