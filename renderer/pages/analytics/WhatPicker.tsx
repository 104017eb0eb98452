import { Checkbox, Select } from '@mantine/core'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import { METRIC_IDS } from './metrics.ts'
import { GROUPS, type Group, type Question } from './question.ts'

/** What is measured, and what it is told apart by. */
export function WhatPicker(props: {
  question: Question
  onChange: (change: Partial<Question>) => void
}) {
  const t = useWords('analytics')
  const { timeZone } = useSettings()
  const { question, onChange } = props
  const { metric, by, tab, compare } = question
  const [first, second] = by
  const options = (groups: readonly Group[]) => [
    { value: '', label: t('nothingElse') },
    ...groups.map((group) => ({ value: group, label: t(`group_${group}`) })),
  ]
  const dimensions = GROUPS.filter((group) => group !== 'bucket' || metric === 'tokens')
  return (
    <div className="an-what">
      <Select
        size="xs"
        label={t('metric')}
        value={metric}
        allowDeselect={false}
        data={METRIC_IDS.map((id) => ({ value: id, label: t(`metric_${id}`) }))}
        onChange={(value) => {
          const chosen = METRIC_IDS.find((id) => id === value)
          if (chosen) onChange({ metric: chosen, ...(by[0] === 'bucket' && { by: ['model'] }) })
        }}
      />
      {tab !== 'patterns' && (
        <>
          <Select
            size="xs"
            label={t('groupBy')}
            value={first ?? ''}
            allowDeselect={false}
            data={options(dimensions)}
            onChange={(value) => {
              const chosen = dimensions.find((group) => group === value)
              const keeps = second && chosen && chosen !== 'bucket' && chosen !== second
              onChange({ by: chosen ? (keeps ? [chosen, second] : [chosen]) : [] })
            }}
          />
          {first && first !== 'bucket' && (
            <Select
              size="xs"
              label={t('thenBy')}
              value={second ?? ''}
              allowDeselect={false}
              data={options(dimensions.filter((group) => group !== first && group !== 'bucket'))}
              onChange={(value) => {
                const chosen = dimensions.find((group) => group === value)
                onChange({ by: chosen ? [first, chosen] : [first] })
              }}
            />
          )}
        </>
      )}
      {tab === 'spend' && (
        <Checkbox
          label={t('compare')}
          checked={compare}
          onChange={(event) => onChange({ compare: event.currentTarget.checked })}
        />
      )}
      <span className="kr-spring" />
      <span className="kr-small kr-muted">{t('zone', { zone: timeZone })}</span>
    </div>
  )
}
