import type { KeyHealth, KeySummary } from '../../../proxy/contract/keys.ts'
import { PRESETS, PROVIDERS, type ProviderName } from '../../../proxy/contract/providers.ts'
import type { Tone } from '../../ui/StatusBadge.tsx'

/** What a person picks: one of the providers, or a preset that speaks like OpenAI. */
export interface ProviderChoice {
  provider: ProviderName
  preset: string | null
}

const PRESET = 'preset:'

/** All choices for a select, in order; the presets stand between the vendors and the open end. */
export function providerOptions(): { value: string; label: string }[] {
  const vendors = PROVIDERS.map(({ name, label }) => ({ value: name as string, label }))
  const presets = PRESETS.map(({ name, label }) => ({ value: PRESET + name, label }))
  return [...vendors.slice(0, -1), ...presets, ...vendors.slice(-1)]
}

export function optionOf({ provider, preset }: ProviderChoice): string {
  return preset ? PRESET + preset : provider
}

export function choiceOf(option: string): ProviderChoice {
  if (option.startsWith(PRESET)) {
    return { provider: 'compatible', preset: option.slice(PRESET.length) }
  }
  const info = PROVIDERS.find(({ name }) => name === option)
  return { provider: info?.name ?? 'compatible', preset: null }
}

export function providerLabel(choice: ProviderChoice): string {
  const option = optionOf(choice)
  return providerOptions().find(({ value }) => value === option)?.label ?? choice.provider
}

/** The address used when none is typed. */
export function defaultAddress({ provider, preset }: ProviderChoice): string | undefined {
  if (preset) return PRESETS.find(({ name }) => name === preset)?.baseUrl
  return PROVIDERS.find(({ name }) => name === provider)?.baseUrl
}

const LOCAL =
  /^(?:http:|(?:https:\/\/)?(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[))/i

/** Plain http, or an address of this computer or the office: taken only where somebody says so. */
export function looksLocal(address: string): boolean {
  return LOCAL.test(address.trim())
}

export function needsSecret({ provider, preset }: ProviderChoice): boolean {
  return preset !== null || (PROVIDERS.find(({ name }) => name === provider)?.needsSecret ?? true)
}

export function keysPage({ provider, preset }: ProviderChoice): string | undefined {
  return preset ? undefined : PROVIDERS.find(({ name }) => name === provider)?.keysPage
}

/** A label nobody uses yet: the provider's name, with a number when it is taken. */
export function suggestLabel(choice: ProviderChoice, taken: readonly string[]): string {
  const name = providerLabel(choice)
  let label = name
  for (let count = 2; taken.includes(label); count++) label = `${name} ${count}`
  return label
}

/** How a key stands: pausing it is the stronger word. */
export function keyState(key: Pick<KeySummary, 'paused' | 'health'>): KeyHealth | 'paused' {
  return key.paused ? 'paused' : key.health
}

export const STATE_TONES: Record<KeyHealth | 'paused', Tone> = {
  untested: 'info',
  working: 'ok',
  refused: 'bad',
  limited: 'warn',
  failing: 'bad',
  paused: 'off',
}
