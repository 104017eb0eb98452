import {
  Fieldset,
  MultiSelect,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
} from '@mantine/core'
import { type AccessRules, ENDPOINT_GROUPS } from '../../../proxy/contract/access.ts'
import { useWords } from '../../words/words.ts'
import { HoursField } from './HoursField.tsx'

const CAPS = [
  'maxOutputTokens',
  'maxInputTokens',
  'maxChoices',
  'maxImages',
  'maxImagePixels',
] as const

/** Nothing is suggested; a list that opens empty would only take the first Escape from the dialog. */
const FREE_TEXT = { classNames: { pill: 'kr-mono' }, dropdownOpened: false }

interface Props {
  rules: AccessRules
  onChange: (part: Partial<AccessRules>) => void
}

export function AccessForm({ rules, onChange }: Props) {
  const t = useWords('access')
  const groups = ENDPOINT_GROUPS.map((value) => ({ value, label: t(`group_${value}`) }))
  return (
    <Stack gap="md">
      <TagsInput
        label={t('allowModels')}
        description={t('allowModelsHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={rules.allowModels}
        onChange={(allowModels) => onChange({ allowModels })}
        {...FREE_TEXT}
        data-autofocus
      />
      <TagsInput
        label={t('denyModels')}
        value={rules.denyModels}
        onChange={(denyModels) => onChange({ denyModels })}
        {...FREE_TEXT}
      />
      <SimpleGrid cols={2} spacing="md">
        <MultiSelect
          label={t('allowEndpoints')}
          placeholder={rules.allowEndpoints.length === 0 ? t('noneMeansAll') : ''}
          data={groups}
          value={rules.allowEndpoints}
          onChange={(allowEndpoints) => onChange({ allowEndpoints })}
        />
        <MultiSelect
          label={t('denyEndpoints')}
          data={groups}
          value={rules.denyEndpoints}
          onChange={(denyEndpoints) => onChange({ denyEndpoints })}
        />
      </SimpleGrid>
      <TagsInput
        label={t('addresses')}
        description={t('addressesHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={rules.addresses}
        onChange={(addresses) => onChange({ addresses })}
        {...FREE_TEXT}
      />
      <HoursField hours={rules.hours} onChange={(hours) => onChange({ hours })} />
      <Fieldset legend={t('caps')}>
        <SimpleGrid cols={3} spacing="md">
          {CAPS.map((name) => (
            <NumberInput
              key={name}
              label={t(name)}
              placeholder={t('noCap')}
              value={rules.caps[name] ?? ''}
              onChange={(value) =>
                onChange({ caps: { ...rules.caps, [name]: value === '' ? null : Number(value) } })
              }
              min={1}
              allowDecimal={false}
              thousandSeparator=","
              hideControls
            />
          ))}
          <Select
            label={t('tooMuch')}
            data={(['refuse', 'clamp'] as const).map((value) => ({
              value,
              label: t(`tooMuch_${value}`),
            }))}
            value={rules.caps.tooMuch}
            onChange={(tooMuch) => tooMuch && onChange({ caps: { ...rules.caps, tooMuch } })}
            allowDeselect={false}
          />
        </SimpleGrid>
      </Fieldset>
    </Stack>
  )
}
