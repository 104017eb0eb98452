import type { KeyOptions, NewKey } from '../contract/keys.ts'
import { PRESETS, PROVIDERS, type ProviderName } from '../contract/providers.ts'
import { scopeOf } from '../policy/addresses.ts'
import { BaseUrlProblem } from '../providers/baseUrl.ts'
import { providers } from '../providers/index.ts'
import { problem } from './problems.ts'
import type { TestableKey } from './services.ts'

/** A key whose address and secret were checked, ready to be tried out or stored. */
export interface PreparedKey extends TestableKey {
  label: string
  options: KeyOptions
  /** Undefined: the key's test lists them. */
  models: string[] | undefined
}

/** Fills in what the provider or preset knows and refuses what cannot work or would give the secret away. */
export function prepareKey(input: NewKey): PreparedKey {
  const { provider, label, options } = input
  const preset = input.preset === undefined ? undefined : presetNamed(input.preset, provider)
  const info = PROVIDERS.find(({ name }) => name === provider)
  const typed = input.baseUrl ?? preset?.baseUrl ?? info?.baseUrl
  if (typed === undefined) {
    throw problem(
      'BAD_REQUEST',
      `${info?.label ?? provider} has an address of its own for each customer, so a base URL is needed. Copy it from the provider's page.`,
    )
  }
  if (input.secret === undefined && info?.needsSecret) {
    throw problem(
      'BAD_REQUEST',
      `A key for ${info.label} needs its secret. Paste it and try again.`,
    )
  }
  const { baseUrl, allowLocal } = readAddress(provider, typed, input.allowLocal)
  return {
    ...{ provider, preset: preset?.name ?? null, label, options },
    ...{ baseUrl, allowLocal, secret: checkedSecret(input.secret) },
    models: input.models?.length ? [...new Set(input.models)] : undefined,
  }
}

/** The stored form of a typed base URL; https, unless the key is allowed local addresses or local by nature. */
export function readAddress(
  provider: ProviderName,
  typed: string,
  allowLocal: boolean,
): { baseUrl: string; allowLocal: boolean } {
  const baseUrl = normalise(provider, typed)
  const isLocal = allowLocal || (provider === 'ollama' && isLocalHost(new URL(baseUrl).hostname))
  if (new URL(baseUrl).protocol !== 'https:' && !isLocal) {
    throw problem(
      'BAD_REQUEST',
      'The address is plain http: everybody on the way could read the key, so it was not taken. Use https, or allow local addresses for this key.',
    )
  }
  return { baseUrl, allowLocal: isLocal }
}

function normalise(provider: ProviderName, typed: string): string {
  try {
    return providers[provider].normaliseBaseUrl(typed)
  } catch (error) {
    if (error instanceof BaseUrlProblem) throw problem('BAD_REQUEST', error.message, error)
    throw error
  }
}

/** By the address itself: a name may resolve to anything, so only `localhost` counts among names. */
function isLocalHost(hostname: string): boolean {
  return hostname === 'localhost' || scopeOf(hostname.replace(/^\[|\]$/g, '')) !== 'public'
}

function presetNamed(name: string, provider: ProviderName) {
  const preset = PRESETS.find((known) => known.name === name)
  if (!preset) throw problem('BAD_REQUEST', 'Keyrack knows no preset of this name.')
  if (provider !== 'compatible') {
    throw problem('BAD_REQUEST', `The preset ${preset.label} goes with the provider "compatible".`)
  }
  return preset
}

/** A secret travels in a header: anything but printable ASCII would break it or smuggle in a second one. */
export function checkedSecret<Secret extends string | undefined>(secret: Secret): Secret {
  if (secret !== undefined && !/^[\x21-\x7e]+$/.test(secret)) {
    throw problem(
      'BAD_REQUEST',
      'The key holds spaces, line breaks or letters that no key has, so it was not taken. Copy it again from the provider.',
    )
  }
  return secret
}
