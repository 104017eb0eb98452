import { ActionIcon, NumberInput, Switch, Table, Text, Tooltip } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { wholeNumber } from '../../format.ts'
import { useSettingLines } from '../../preferences.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { LIMIT_GROUPS, type LimitGroup, type LimitName, rangeOf, unitOf } from './limits.ts'
import { Part } from './Part.tsx'
import { useQuickSave } from './useQuickSave.ts'

const GROUPS = Object.keys(LIMIT_GROUPS) as LimitGroup[]

/** Every limit with its default, its maximum and the way back to the default. */
export function LimitsSection() {
  const t = useWords('settings')
  const common = useWords('common')
  const lines = useSettingLines()
  if (lines.isPending) return <p role="status">{common('loading')}</p>
  if (lines.isError) return <ErrorBanner error={lines.error} retry={() => void lines.refetch()} />
  return (
    <>
      <Text c="dimmed">{t('limitsText')}</Text>
      {GROUPS.map((group) => (
        <Part key={group} title={t(`group_${group}`)}>
          <Table aria-label={t(`group_${group}`)} verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('columnLimit')}</Table.Th>
                <Table.Th w={160}>{t('columnValue')}</Table.Th>
                <Table.Th w={100} className="kr-number">
                  {t('columnDefault')}
                </Table.Th>
                <Table.Th w={110} className="kr-number">
                  {t('columnMaximum')}
                </Table.Th>
                <Table.Td w={40} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {LIMIT_GROUPS[group].map((name) => {
                const line = lines.data.find((each) => each.name === name)
                return line && <Limit key={name} name={name} line={line} />
              })}
            </Table.Tbody>
          </Table>
        </Part>
      ))}
    </>
  )
}

/** As JSON brings it: a value may be missing from the type, though never from the answer. */
type Line = { value?: unknown; default?: unknown; about: string }

function Limit({ name, line }: { name: LimitName; line: Line }) {
  const t = useWords('settings')
  const save = useQuickSave()
  const label = t(name)
  const change = (value: unknown) => save({ name, value, before: line.value, label })
  return (
    <Table.Tr>
      <Table.Td>
        <Text>{label}</Text>
        <Text c="dimmed" size="xs">
          {line.about}
        </Text>
      </Table.Td>
      <Table.Td>
        {typeof line.value === 'boolean' ? (
          <Switch
            aria-label={label}
            checked={line.value}
            label={t(line.value ? 'on' : 'off')}
            onChange={(event) => change(event.currentTarget.checked)}
          />
        ) : (
          <LimitInput name={name} value={Number(line.value)} onSave={change} />
        )}
      </Table.Td>
      <Table.Td className="kr-number">
        <Amount name={name} value={line.default} />
      </Table.Td>
      <Table.Td className="kr-number">
        {typeof line.value === 'boolean' ? null : <Amount name={name} value={rangeOf(name).most} />}
      </Table.Td>
      <Table.Td>
        {line.value !== line.default && (
          <Tooltip label={t('resetOf', { name: label })}>
            <ActionIcon
              aria-label={t('resetOf', { name: label })}
              onClick={() => change(line.default)}
            >
              <IconArrowBackUp size={16} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

/** Saves when it is left or Enter is pressed, within what the service takes. */
function LimitInput(props: { name: LimitName; value: number; onSave: (value: number) => void }) {
  const t = useWords('settings')
  const unit = unitOf(props.name)
  const { least, most } = rangeOf(props.name)
  const [typed, setTyped] = useState<number | string>(props.value / unit.size)
  useEffect(() => setTyped(props.value / unit.size), [props.value, unit.size])
  const save = () => {
    if (typed === '') return setTyped(props.value / unit.size)
    const exact = Number(typed) * unit.size
    const stored = props.name === 'rotationGraceHours' ? exact : Math.round(exact)
    props.onSave(Math.min(most, Math.max(least, stored)))
  }
  return (
    <NumberInput
      aria-label={t(props.name)}
      className="set-limit-value"
      value={typed}
      onChange={setTyped}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && save()}
      min={least / unit.size}
      max={most / unit.size}
      decimalScale={3}
      thousandSeparator=","
      hideControls
      suffix={unit.name ? ` ${t(`unit_${unit.name}`)}` : ''}
    />
  )
}

function Amount({ name, value }: { name: LimitName; value: unknown }) {
  const t = useWords('settings')
  if (typeof value === 'boolean') return t(value ? 'on' : 'off')
  const unit = unitOf(name)
  const amount = Number(value) / unit.size
  const text = Number.isInteger(amount) ? wholeNumber(amount) : String(amount)
  return unit.name ? `${text}\u00a0${t(`unit_${unit.name}`)}` : text
}
