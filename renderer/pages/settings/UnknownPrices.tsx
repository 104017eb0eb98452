import { NumberInput, Select, SimpleGrid } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import { useQuickSave } from './useQuickSave.ts'

const CHOICES = ['refuse', 'tokensOnly', 'assume'] as const
const ASSUMED = ['assumedInputUsdPerMTok', 'assumedOutputUsdPerMTok'] as const

/** What happens to a call whose model has no price while a limit on money holds for it. */
export function UnknownPrices() {
  const t = useWords('settings')
  const settings = useSettings()
  const save = useQuickSave()
  return (
    <>
      <Select
        label={t('unknownPrice')}
        description={t(`unknownPrice_${settings.unknownPrice}_text`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={CHOICES.map((value) => ({ value, label: t(`unknownPrice_${value}`) }))}
        value={settings.unknownPrice}
        onChange={(value) =>
          value &&
          save({
            name: 'unknownPrice',
            value,
            before: settings.unknownPrice,
            label: t('unknownPrice'),
          })
        }
        allowDeselect={false}
        w={360}
      />
      <SimpleGrid cols={3} spacing="md">
        {settings.unknownPrice === 'assume' &&
          ASSUMED.map((name) => <Figure key={name} name={name} most={10_000} prefix="$" />)}
        <Figure name="outputClampTokens" most={10_000_000} prefix="" />
      </SimpleGrid>
    </>
  )
}

/** A number that is saved when the field is left. */
function Figure(props: {
  name: (typeof ASSUMED)[number] | 'outputClampTokens'
  most: number
  prefix: string
}) {
  const { name, most, prefix } = props
  const t = useWords('settings')
  const saved = useSettings()[name]
  const save = useQuickSave()
  const [typed, setTyped] = useState<number | string>(saved)
  useEffect(() => setTyped(saved), [saved])
  return (
    <NumberInput
      label={t(name)}
      description={t(`${name}Hint`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={typed}
      onChange={setTyped}
      onBlur={() => {
        if (typed === '') return setTyped(saved)
        save({ name, value: Number(typed), before: saved, label: t(name) })
      }}
      min={prefix ? 0 : 1}
      max={most}
      clampBehavior="blur"
      allowDecimal={prefix !== ''}
      prefix={prefix}
      thousandSeparator=","
      hideControls
    />
  )
}
