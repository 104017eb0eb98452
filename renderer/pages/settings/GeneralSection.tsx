import { Input, SegmentedControl, Select } from '@mantine/core'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from './Part.tsx'
import { useQuickSave } from './useQuickSave.ts'

const THEMES = ['system', 'light', 'dark'] as const
const DENSITIES = ['comfortable', 'standard', 'compact'] as const

/** How the window looks and when a day begins. */
export function GeneralSection() {
  const t = useWords('settings')
  const { theme, density, timeZone } = useSettings()
  const save = useQuickSave()
  const zones = Intl.supportedValuesOf('timeZone')
  return (
    <Part title={t('general')}>
      <Input.Wrapper label={t('theme')} labelElement="div">
        <div>
          <SegmentedControl
            aria-label={t('theme')}
            value={theme}
            data={THEMES.map((value) => ({ value, label: t(`theme_${value}`) }))}
            onChange={(value) => save({ name: 'theme', value, before: theme, label: t('theme') })}
          />
        </div>
      </Input.Wrapper>
      <Input.Wrapper label={t('density')} labelElement="div">
        <div>
          <SegmentedControl
            aria-label={t('density')}
            value={density}
            data={DENSITIES.map((value) => ({ value, label: t(`density_${value}`) }))}
            onChange={(value) =>
              save({ name: 'density', value, before: density, label: t('density') })
            }
          />
        </div>
      </Input.Wrapper>
      <Select
        label={t('timeZone')}
        description={t('timeZoneHint')}
        data={zones.includes(timeZone) ? zones : [timeZone, ...zones]}
        value={timeZone}
        searchable
        allowDeselect={false}
        maxDropdownHeight={240}
        w={320}
        onChange={(value) =>
          value && save({ name: 'timeZone', value, before: timeZone, label: t('timeZone') })
        }
      />
    </Part>
  )
}
