import {
  Checkbox,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  TextInput,
} from '@mantine/core'
import { calendarUnit, LIMIT_METRICS } from '../../../proxy/contract/limits.ts'
import { PROVIDERS } from '../../../proxy/contract/providers.ts'
import { useWords } from '../../words/words.ts'
import type { DraftProblem, LimitDraft } from './limitDraft.ts'
import { TIME_UNITS } from './limitWords.ts'
import type { Subjects } from './useSubjects.ts'

const LEVELS = ['workspace', 'team', 'member', 'token'] as const
const WINDOWS = ['fixed', 'sliding', 'bucket', 'never'] as const
const ACTIONS = ['refuse', 'warn', 'downgrade'] as const

interface Props {
  draft: LimitDraft
  onChange: (part: Partial<LimitDraft>) => void
  /** `open`: a new limit · `kept`: an existing one keeps whom it is about and what it counts · `given`: it is told elsewhere. */
  who: 'open' | 'kept' | 'given'
  subjects: Subjects
  problems: DraftProblem[]
}

/** Everything a limit says, in the order in which one would say it. */
export function LimitForm({ draft, onChange, who, subjects, problems }: Props) {
  const t = useWords('limits')
  const { metric } = draft
  return (
    <Stack gap="md">
      {who !== 'given' && (
        <Who {...{ draft, onChange, subjects, problems }} isKept={who === 'kept'} />
      )}
      <SimpleGrid cols={2} spacing="md">
        <Select
          label={t('metric')}
          data={LIMIT_METRICS.map((value) => ({ value, label: t(`metric_${value}`) }))}
          value={metric}
          onChange={(next) => next && onChange({ metric: next })}
          allowDeselect={false}
          disabled={who === 'kept'}
        />
        <Amount
          label={t('amount')}
          isMoney={metric === 'money'}
          value={draft.amount}
          onChange={(amount) => onChange({ amount })}
          error={problems.includes('amount') && t('amountMissing')}
        />
      </SimpleGrid>
      {metric !== 'concurrent' && <Window {...{ draft, onChange, problems }} />}
      <Which draft={draft} onChange={onChange} />
      <SimpleGrid cols={2} spacing="md">
        <Select
          label={t('whenSpent')}
          data={ACTIONS.map((value) => ({ value, label: t(`action_${value}`) }))}
          value={draft.action}
          onChange={(action) => action && onChange({ action })}
          allowDeselect={false}
        />
        {draft.action === 'downgrade' && (
          <TextInput
            label={t('downgradeTo')}
            value={draft.downgradeTo}
            onChange={(event) => onChange({ downgradeTo: event.currentTarget.value })}
            classNames={{ input: 'kr-mono' }}
            maxLength={256}
            error={problems.includes('downgradeTo') && t('downgradeMissing')}
          />
        )}
        <NumberInput
          label={t('warnAt')}
          value={draft.warnAtPercent ?? ''}
          onChange={(value) => onChange({ warnAtPercent: numberOf(value) })}
          min={1}
          max={100}
          allowDecimal={false}
          suffix=" %"
          hideControls
          placeholder={t('optional')}
        />
        <TextInput
          label={t('note')}
          placeholder={t('optional')}
          value={draft.note}
          onChange={(event) => onChange({ note: event.currentTarget.value })}
          maxLength={200}
        />
      </SimpleGrid>
    </Stack>
  )
}

function Who(props: Omit<Props, 'who'> & { isKept: boolean }) {
  const t = useWords('limits')
  const { draft, onChange, isKept, subjects, problems } = props
  const { level } = draft
  const isShared = level === 'workspace' || level === 'team'
  return (
    <>
      <SimpleGrid cols={2} spacing="md">
        <Select
          label={t('level')}
          data={LEVELS.map((value) => ({ value, label: t(`level_${value}`) }))}
          value={level}
          onChange={(next) => next && onChange({ level: next, subjectId: null })}
          allowDeselect={false}
          disabled={isKept}
        />
        {level !== 'workspace' && (
          <Select
            label={t(`subject_${level}`)}
            data={subjects[level]}
            value={draft.subjectId}
            onChange={(subjectId) => onChange({ subjectId })}
            searchable
            disabled={isKept}
            error={problems.includes('subject') && t('subjectMissing')}
          />
        )}
      </SimpleGrid>
      {isShared && (
        <Checkbox
          label={t('each')}
          description={t('eachHint')}
          checked={draft.each}
          onChange={(event) => onChange({ each: event.currentTarget.checked })}
          disabled={isKept}
        />
      )}
    </>
  )
}

function Window({ draft, onChange, problems }: Pick<Props, 'draft' | 'onChange' | 'problems'>) {
  const t = useWords('limits')
  const { windowKind } = draft
  const isTimed = windowKind === 'sliding' || windowKind === 'bucket'
  return (
    <Group align="flex-start" gap="md" grow preventGrowOverflow={false}>
      <Select
        label={t('window')}
        description={t(`window_${windowKind}_hint`, { unit: t(`unit_${draft.every}`) })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={WINDOWS.map((value) => ({ value, label: t(`window_${value}`) }))}
        value={windowKind}
        onChange={(next) => next && onChange({ windowKind: next })}
        allowDeselect={false}
        flex={2}
      />
      {windowKind === 'fixed' && (
        <Select
          label={t('every')}
          data={calendarUnit.options.map((value) => ({ value, label: t(`unit_${value}`) }))}
          value={draft.every}
          onChange={(every) => every && onChange({ every })}
          allowDeselect={false}
          flex={1}
        />
      )}
      {isTimed && (
        <NumberInput
          label={t('time')}
          value={draft.time ?? ''}
          onChange={(value) => onChange({ time: numberOf(value) })}
          min={1}
          allowDecimal={false}
          hideControls
          error={problems.includes('time') && t('timeMissing')}
          flex={1}
        />
      )}
      {isTimed && (
        <Select
          label={t('timeUnit')}
          data={TIME_UNITS.map(([value]) => ({ value, label: t(`time_${value}`) }))}
          value={draft.timeUnit}
          onChange={(timeUnit) => timeUnit && onChange({ timeUnit })}
          allowDeselect={false}
          flex={1}
        />
      )}
      {windowKind === 'bucket' && (
        <Amount
          label={t('burst')}
          isMoney={draft.metric === 'money'}
          value={draft.burst}
          onChange={(burst) => onChange({ burst })}
          error={problems.includes('burst') && t('burstMissing')}
        />
      )}
    </Group>
  )
}

function Which({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const t = useWords('limits')
  return (
    <SimpleGrid cols={3} spacing="md">
      <TagsInput
        label={t('models')}
        description={t('modelsHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={draft.models.length === 0 ? t('all') : ''}
        value={draft.models}
        onChange={(models) => onChange({ models })}
        classNames={{ pill: 'kr-mono' }}
      />
      <TagsInput
        label={t('providers')}
        placeholder={draft.providers.length === 0 ? t('all') : ''}
        data={PROVIDERS.map(({ label }) => label)}
        value={draft.providers.map(labelOf)}
        onChange={(labels) =>
          onChange({
            providers: PROVIDERS.filter(({ label }) => labels.includes(label)).map(
              ({ name }) => name,
            ),
          })
        }
      />
      <TagsInput
        label={t('endpoints')}
        description={t('endpointsHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={draft.endpoints.length === 0 ? t('all') : ''}
        value={draft.endpoints}
        onChange={(endpoints) => onChange({ endpoints })}
        classNames={{ pill: 'kr-mono' }}
      />
    </SimpleGrid>
  )
}

/** A figure in the unit people type: dollars, or pieces. */
export function Amount(props: {
  label: string
  isMoney: boolean
  value: number | undefined
  onChange: (value: number | undefined) => void
  error?: string | false
}) {
  return (
    <NumberInput
      label={props.label}
      value={props.value ?? ''}
      onChange={(value) => props.onChange(numberOf(value))}
      min={0}
      decimalScale={props.isMoney ? 4 : 0}
      prefix={props.isMoney ? '$' : ''}
      thousandSeparator=","
      hideControls
      error={props.error}
      required
    />
  )
}

function numberOf(value: string | number): number | undefined {
  return value === '' ? undefined : Number(value)
}

function labelOf(provider: string): string {
  return PROVIDERS.find(({ name }) => name === provider)?.label ?? provider
}
