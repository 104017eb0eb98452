import { expect, test } from 'vitest'
import { PRESETS, providerName } from '../../proxy/contract/providers.ts'
import { guessProvider } from '../../proxy/providers/guess.ts'
import { KNOWN_VARIABLES } from '../../proxy/providers/variables.ts'

const letters = (count: number) => 'AbC1'.repeat(count).slice(0, count)
const hex = (count: number) => '0a1b'.repeat(count).slice(0, count)

const cases: [secret: string, provider: string, preset: string | null][] = [
  ['sk-ant-api03-canary', 'anthropic', null],
  ['sk-proj-canary', 'openai', null],
  ['sk-svcacct-canary', 'openai', null],
  [`sk-${letters(48)}`, 'openai', null],
  [`AIza${letters(35)}`, 'gemini', null],
  ['gsk_canary', 'compatible', 'groq'],
  ['sk-or-v1-canary', 'compatible', 'openrouter'],
  ['xai-canary', 'compatible', 'xai'],
  ['tgp_v1_canary', 'compatible', 'together'],
  [`sk-${hex(32)}`, 'compatible', 'deepseek'],
  ['bce-v3/ALTAK-canary/canary', 'qianfan', null],
  [letters(32), 'mistral', null],
  [letters(40), 'cohere', null],
  [hex(32), 'azure', null],
  [`${letters(52)}JQQJ${letters(28)}`, 'azure', null],
  ['something-else', 'compatible', null],
  ['  sk-ant-api03-canary\n', 'anthropic', null],
]
for (const [secret, provider, preset] of cases) {
  test(`${secret.trim().slice(0, 12)}… (${secret.length}) looks like ${preset ?? provider}`, () => {
    expect(guessProvider(secret)).toEqual({ provider, preset })
  })
}

test('every known variable leads to a provider and a preset that exist', () => {
  const presets = PRESETS.map(({ name }) => name)
  for (const [name, { provider, preset, baseUrlIn }] of Object.entries(KNOWN_VARIABLES)) {
    expect(name).toMatch(/^[A-Z0-9_]+$/)
    expect(providerName.options).toContain(provider)
    if (preset !== null) {
      expect(presets).toContain(preset)
      expect(provider).toBe('compatible')
    }
    for (const variable of baseUrlIn) expect(variable in KNOWN_VARIABLES).toBe(false)
  }
  for (const preset of presets)
    expect(Object.values(KNOWN_VARIABLES).some((known) => known.preset === preset)).toBe(true)
})
