import { Button, Menu, SegmentedControl } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { dayTime } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import {
  dayOf,
  daysAsMoments,
  isWholeDays,
  LONG_RANGES,
  type RangeName,
  rangeParams,
  SHORT_RANGES,
  type TimeRange,
} from './ranges.ts'

interface Props {
  range: TimeRange
  onChange: (params: Record<string, string | undefined>) => void
}

/** The times that calls are shown of: the usual ones at hand, the longer ones in a menu. */
export function RangePicker({ range, onChange }: Props) {
  const t = useWords('activity')
  const { timeZone } = useSettings()
  const choose = (name: RangeName) => onChange(rangeParams(name, Date.now(), timeZone))
  const isLong = (LONG_RANGES as readonly string[]).includes(range.name)
  return (
    <>
      <SegmentedControl
        aria-label={t('range')}
        value={isLong ? '' : range.name}
        onChange={(value) => choose(value as RangeName)}
        data={SHORT_RANGES.map((value) => ({ value, label: t(`range_${value}`) }))}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant={isLong ? 'light' : 'default'}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            aria-label={t('rangeMore', { range: t(`range_${range.name}`) })}
          >
            {isLong ? t(`range_${range.name}`) : t('more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {LONG_RANGES.map((name) => (
            <Menu.Item key={name} onClick={() => choose(name)}>
              {t(`range_${name}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

/** The first and the last day of a range of one's own; to the second where a chart led here. */
export function OwnRange({ range, onChange }: Props) {
  const t = useWords('activity')
  const { timeZone } = useSettings()
  const { since, until } = range
  const now = Date.now()
  const [first, last] = [dayOf(since ?? now, timeZone), dayOf((until ?? now) - 1, timeZone)]
  const change = (from: string, to: string) => {
    const moments = daysAsMoments(from, to, timeZone)
    if (moments) onChange(moments)
  }
  return (
    <div className="kr-actions">
      <label className="kr-day">
        {t('from')}
        <input
          type="date"
          value={first}
          onChange={({ target }) => change(target.value, later(target.value, last))}
        />
      </label>
      <label className="kr-day">
        {t('to')}
        <input
          type="date"
          value={last}
          onChange={({ target }) => change(earlier(target.value, first), target.value)}
        />
      </label>
      <span className="kr-muted">
        {isWholeDays(range, timeZone)
          ? timeZone
          : t('exactRange', {
              from: dayTime(since, timeZone),
              to: until === undefined ? t('now') : dayTime(until, timeZone),
              zone: timeZone,
            })}
      </span>
    </div>
  )
}

// One day that passes the other takes it along; days as date fields write them sort as text.
const later = (one: string, other: string) => (one > other ? one : other)
const earlier = (one: string, other: string) => (one < other ? one : other)
