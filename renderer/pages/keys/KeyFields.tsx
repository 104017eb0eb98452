import {
  Checkbox,
  MultiSelect,
  PasswordInput,
  Select,
  Stack,
  TagsInput,
  TextInput,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useClient } from '../../client.tsx'
import { useWords } from '../../words/words.ts'
import type { KeyDraft } from './keyDraft.ts'
import { choiceOf, defaultAddress, needsSecret, providerOptions } from './providers.ts'

interface Props {
  draft: KeyDraft
  onChange: (change: Partial<KeyDraft>) => void
  /** `add` asks for the secret; `edit` only once the address was changed; the provider then stays. */
  mode: 'add' | 'edit'
  askSecret: boolean
  /** True while the provider shown was recognised from the key. */
  isGuessed?: boolean
}

/** The fields of a provider key: the same when it is added and when it is changed. */
export function KeyFields({ draft, onChange, mode, askSecret, isGuessed = false }: Props) {
  const t = useWords('keys')
  const choice = choiceOf(draft.option)
  const isAdding = mode === 'add'
  const address = defaultAddress(choice)
  const secretHint = needsSecret(choice) ? t('secretHint') : t('secretOptional')
  const models =
    choice.provider === 'azure'
      ? t('modelsHintAzure')
      : t(isAdding ? 'modelsHint' : 'modelsHintEdit')
  const addressExample = choice.provider === 'azure' ? t('addressAzure') : t('addressCompatible')

  const secret = askSecret && (
    <PasswordInput
      label={isAdding ? t('secret') : t('secretAgain')}
      description={isAdding ? secretHint : t('secretAgainHint')}
      value={draft.secret}
      onChange={(event) => onChange({ secret: event.currentTarget.value })}
      autoComplete="off"
      spellCheck={false}
      data-autofocus={isAdding || undefined}
      classNames={{ innerInput: 'kr-mono' }}
    />
  )
  const addressField = (
    <TextInput
      label={t('address')}
      description={address ? t('addressHint', { address }) : addressExample}
      required={!address}
      value={draft.baseUrl}
      onChange={(event) => onChange({ baseUrl: event.currentTarget.value })}
      spellCheck={false}
      classNames={{ input: 'kr-mono' }}
    />
  )
  return (
    <Stack gap="md">
      {isAdding && secret}
      {isAdding && (
        <Select
          label={t('provider')}
          description={isGuessed ? t('guessed') : undefined}
          data={providerOptions()}
          value={draft.option}
          onChange={(option) => option && onChange({ option })}
          allowDeselect={false}
          searchable
        />
      )}
      <TextInput
        label={t('label')}
        description={isAdding ? t('labelHint') : undefined}
        value={draft.label}
        onChange={(event) => onChange({ label: event.currentTarget.value })}
        maxLength={80}
        error={draft.label.trim() === '' && !isAdding ? t('badLabel') : undefined}
      />
      {(!address || !isAdding) && addressField}
      {!isAdding && secret}
      <More title={t('more')} isFolded={isAdding}>
        {address && isAdding && addressField}
        <TagsInput
          label={t('modelsField')}
          description={models}
          placeholder={draft.models.length === 0 ? t('addModel') : ''}
          value={draft.models}
          onChange={(models) => onChange({ models })}
          splitChars={[',', ' ']}
          acceptValueOnBlur
          styles={{ pillsList: { maxHeight: 120, overflowY: 'auto' } }}
        />
        <Checkbox
          label={t('allowLocal')}
          description={t('allowLocalHint')}
          checked={draft.allowLocal}
          onChange={(event) => onChange({ allowLocal: event.currentTarget.checked })}
        />
        <OptionFields draft={draft} onChange={onChange} />
        {!isAdding && <TeamField draft={draft} onChange={onChange} />}
      </More>
    </Stack>
  )
}

interface MoreProps {
  title: string
  isFolded: boolean
  children: ReactNode
}

/** What most keys do without: out of the way when one is added. */
function More({ title, isFolded, children }: MoreProps) {
  if (!isFolded) return children
  return (
    <details className="kr-more">
      <summary>{title}</summary>
      <Stack gap="md" pt="md">
        {children}
      </Stack>
    </details>
  )
}

/** Keys may be kept for some teams; the others do not see its models. */
function TeamField({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const t = useWords('keys')
  const client = useClient()
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  if (!teams.data || teams.data.length === 0) return null
  return (
    <MultiSelect
      label={t('reservedTo')}
      placeholder={draft.teams.length === 0 ? t('everyTeam') : ''}
      data={teams.data.map(({ id, name }) => ({ value: id, label: name }))}
      value={draft.teams}
      onChange={(chosen) => onChange({ teams: chosen })}
    />
  )
}

/** Headers that only some providers know. */
function OptionFields({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const t = useWords('keys')
  const { provider } = choiceOf(draft.option)
  const names =
    provider === 'openai'
      ? (['organization', 'project'] as const)
      : provider === 'qianfan'
        ? (['appid'] as const)
        : []
  return names.map((name) => (
    <TextInput
      key={name}
      label={t(name)}
      value={draft.options[name]}
      maxLength={128}
      spellCheck={false}
      onChange={(event) =>
        onChange({ options: { ...draft.options, [name]: event.currentTarget.value } })
      }
    />
  ))
}
