import { Button, Group, NumberInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { OpenHours } from '../../../proxy/contract/access.ts'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import { HoursField } from '../access/HoursField.tsx'
import { Part } from '../settings/Part.tsx'
import { useQuickSave } from '../settings/useQuickSave.ts'

/** Every night and the weekend is what most mean. */
const NIGHTS: OpenHours = { days: [1, 2, 3, 4, 5], from: 20 * 60, to: 7 * 60 }

/** When people are left alone, and how often they hear of something at all. */
export function QuietPart() {
  const t = useWords('notify')
  const common = useWords('common')
  const { quietHours, notifyMost, timeZone } = useSettings()
  const save = useQuickSave()
  const [hours, setHours] = useState(quietHours)
  const [most, setMost] = useState<number | string>(notifyMost)
  const saved = JSON.stringify(quietHours)
  useEffect(() => setHours(JSON.parse(saved) as OpenHours[]), [saved])
  useEffect(() => setMost(notifyMost), [notifyMost])
  const isChanged = JSON.stringify(hours) !== saved
  return (
    <Part title={t('quiet')}>
      <HoursField
        hours={hours}
        onChange={setHours}
        first={NIGHTS}
        words={{ legend: t('quietHours'), hint: t('quietHint', { zone: timeZone }) }}
      />
      {isChanged && (
        <Group>
          <Button
            onClick={() =>
              save({ name: 'quietHours', value: hours, before: quietHours, label: t('quietHours') })
            }
          >
            {t('quietSave')}
          </Button>
          <Button variant="default" onClick={() => setHours(quietHours)}>
            {common('cancel')}
          </Button>
        </Group>
      )}
      <NumberInput
        label={t('most')}
        description={t('mostHint')}
        value={most}
        onChange={setMost}
        onBlur={() => {
          const value = Number(most)
          if (!Number.isInteger(value) || value < 1) return setMost(notifyMost)
          save({ name: 'notifyMost', value, before: notifyMost, label: t('most') })
        }}
        min={1}
        max={1000}
        clampBehavior="blur"
        allowDecimal={false}
        w={320}
      />
    </Part>
  )
}
