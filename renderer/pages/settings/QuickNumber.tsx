import { NumberInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { SETTINGS } from '../../../proxy/contract/settings.ts'
import { useSettings } from '../../preferences.tsx'
import { useQuickSave } from './useQuickSave.ts'

interface Props {
  name: 'bodyDays' | 'bodyKeptBytes' | 'bodiesTotalBytes'
  label: string
  unit: string
  /** How many of the stored unit one of the typed one is. */
  size?: number
}

/** A number that is saved when its field is left or Enter is pressed, within what the service takes. */
export function QuickNumber({ name, label, unit, size = 1 }: Props) {
  const { minValue, maxValue } = SETTINGS[name].schema
  const [least, most] = [Number(minValue) / size, Number(maxValue) / size]
  const saved = useSettings()[name] / size
  const save = useQuickSave()
  const [typed, setTyped] = useState<number | string>(saved)
  useEffect(() => setTyped(saved), [saved])
  const finish = () => {
    if (typed === '') return setTyped(saved)
    const value = Math.min(most, Math.max(least, Number(typed))) * size
    save({ name, value: Math.round(value), before: saved * size, label })
  }
  return (
    <NumberInput
      label={label}
      value={typed}
      onChange={setTyped}
      onBlur={finish}
      onKeyDown={(event) => event.key === 'Enter' && finish()}
      min={least}
      max={most}
      clampBehavior="blur"
      decimalScale={3}
      thousandSeparator=","
      suffix={unit}
      hideControls
    />
  )
}
