import type { KeyChange, KeyOptions, KeySummary, NewKey } from '../../../proxy/contract/keys.ts'
import { choiceOf, defaultAddress, needsSecret, optionOf } from './providers.ts'

/** A key as it stands in the form, all fields as typed. */
export interface KeyDraft {
  /** Value of the provider's select. */
  option: string
  label: string
  secret: string
  baseUrl: string
  models: string[]
  allowLocal: boolean
  options: Record<keyof KeyOptions, string>
  /** Ids of the teams it is reserved to; none: every member may use it. */
  teams: string[]
}

const NO_OPTIONS = { organization: '', project: '', appid: '' }

export const EMPTY_DRAFT: KeyDraft = {
  option: 'openai',
  label: '',
  secret: '',
  baseUrl: '',
  models: [],
  allowLocal: false,
  options: NO_OPTIONS,
  teams: [],
}

export function draftOf(key: KeySummary): KeyDraft {
  return {
    option: optionOf(key),
    label: key.label,
    secret: '',
    baseUrl: key.baseUrl,
    models: key.models,
    allowLocal: key.allowLocal,
    options: {
      organization: key.options.organization ?? '',
      project: key.options.project ?? '',
      appid: key.options.appid ?? '',
    },
    teams: key.teams ?? [],
  }
}

/** What must still be typed before the key can be tried; undefined when nothing is. */
export function missingOf(draft: KeyDraft): 'secret' | 'address' | undefined {
  const choice = choiceOf(draft.option)
  if (needsSecret(choice) && draft.secret.trim() === '') return 'secret'
  if (!defaultAddress(choice) && draft.baseUrl.trim() === '') return 'address'
  return undefined
}

/** What is sent; empty fields are left out. */
export function newKeyOf(draft: KeyDraft): NewKey {
  const { provider, preset } = choiceOf(draft.option)
  const [secret, baseUrl] = [draft.secret.trim(), draft.baseUrl.trim()]
  return {
    provider,
    label: draft.label.trim(),
    allowLocal: draft.allowLocal,
    options: optionsOf(draft),
    ...(preset ? { preset } : {}),
    ...(secret ? { secret } : {}),
    ...(baseUrl ? { baseUrl } : {}),
    ...(draft.models.length > 0 ? { models: draft.models } : {}),
  }
}

/** Only what differs from the stored key, so that untouched models are not taken for typed ones. */
export function changeOf(key: KeySummary, draft: KeyDraft): KeyChange {
  const before = draftOf(key)
  const secret = draft.secret.trim()
  return {
    id: key.id,
    ...(draft.label.trim() === key.label ? {} : { label: draft.label.trim() }),
    ...(same(draft.models, key.models) ? {} : { models: draft.models }),
    ...(asksForSecret(key, draft) ? { baseUrl: addressOf(draft), secret } : {}),
    ...(draft.allowLocal === key.allowLocal ? {} : { allowLocal: draft.allowLocal }),
    ...(same(draft.options, before.options) ? {} : { options: optionsOf(draft) }),
    ...(same(draft.teams, before.teams)
      ? {}
      : { teams: draft.teams.length > 0 ? draft.teams : null }),
    ...(isKeyless(key) && addressOf(draft) !== key.baseUrl ? { baseUrl: addressOf(draft) } : {}),
  }
}

/** A key's secret is bound to its address: a new address needs it again. */
export function asksForSecret(key: KeySummary, draft: KeyDraft): boolean {
  return !isKeyless(key) && addressOf(draft) !== key.baseUrl
}

/** An emptied field means the provider's own address. */
const addressOf = ({ baseUrl, option }: KeyDraft) =>
  baseUrl.trim() || (defaultAddress(choiceOf(option)) ?? '')

const isKeyless = (key: KeySummary) => key.hint === ''

function optionsOf({ options }: KeyDraft): KeyOptions {
  const typed = Object.entries(options).map(([name, value]) => [name, value.trim()])
  return Object.fromEntries(typed.filter(([, value]) => value !== ''))
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
