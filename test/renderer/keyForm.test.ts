import { describe, expect, test } from 'vitest'
import { type ImportCandidate, type KeySummary, newKey } from '../../proxy/contract/keys.ts'
import {
  addFound,
  choicesOf,
  incompleteRow,
  needsConsent,
  withOption,
} from '../../renderer/pages/keys/importRows.ts'
import {
  asksForSecret,
  changeOf,
  draftOf,
  EMPTY_DRAFT,
  missingOf,
  newKeyOf,
} from '../../renderer/pages/keys/keyDraft.ts'
import {
  choiceOf,
  optionOf,
  providerOptions,
  suggestLabel,
} from '../../renderer/pages/keys/providers.ts'

const stored: KeySummary = {
  id: 'key_1',
  provider: 'openai',
  preset: null,
  label: 'Main',
  hint: 'sk-…4f2A',
  baseUrl: 'https://api.openai.com/v1',
  allowLocal: false,
  models: ['gpt-5-mini'],
  modelsPinned: false,
  options: {},
  teams: null,
  paused: false,
  health: 'working',
  healthNote: null,
  testedAt: 1,
  createdAt: 1,
  secretChangedAt: 1,
  lastUsedAt: null,
  calls30d: 0,
  costNanoUsd30d: 0,
}

describe('the form of a key', () => {
  test('says what is missing before the key can be tried', () => {
    expect(missingOf(EMPTY_DRAFT)).toBe('secret')
    expect(missingOf({ ...EMPTY_DRAFT, secret: 'sk-fake-0000' })).toBeUndefined()
    expect(missingOf({ ...EMPTY_DRAFT, option: 'azure', secret: 'fake' })).toBe('address')
    expect(missingOf({ ...EMPTY_DRAFT, option: 'ollama' })).toBeUndefined()
    expect(missingOf({ ...EMPTY_DRAFT, option: 'preset:groq' })).toBe('secret')
  })

  test('sends only what was typed, in a shape the service accepts', () => {
    const sent = newKeyOf({
      ...EMPTY_DRAFT,
      option: 'preset:groq',
      label: ' Groq ',
      secret: ' gsk_fake ',
    })
    expect(sent).toEqual({
      provider: 'compatible',
      preset: 'groq',
      label: 'Groq',
      secret: 'gsk_fake',
      allowLocal: false,
      options: {},
    })
    expect(newKey.safeParse(sent).success).toBe(true)
  })

  test('changes nothing when nothing was changed, so listed models do not become typed ones', () => {
    expect(changeOf(stored, draftOf(stored))).toEqual({ id: 'key_1' })
  })

  test('asks for the secret again when the address changes', () => {
    const moved = { ...draftOf(stored), baseUrl: 'https://elsewhere.example.com' }
    expect(asksForSecret(stored, moved)).toBe(true)
    expect(changeOf(stored, { ...moved, secret: 'sk-fake' })).toEqual({
      id: 'key_1',
      baseUrl: 'https://elsewhere.example.com',
      secret: 'sk-fake',
    })
    expect(changeOf(stored, { ...draftOf(stored), baseUrl: ' ' })).toEqual({ id: 'key_1' })
    const keyless = { ...stored, hint: '' }
    expect(asksForSecret(keyless, moved)).toBe(false)
    expect(changeOf(keyless, moved)).toEqual({
      id: 'key_1',
      baseUrl: 'https://elsewhere.example.com',
    })
  })

  test('offers every provider and preset, and reads each choice back', () => {
    for (const { value } of providerOptions()) expect(optionOf(choiceOf(value))).toBe(value)
    expect(providerOptions().length).toBe(14)
  })

  test('suggests a label nobody uses yet', () => {
    expect(suggestLabel({ provider: 'openai', preset: null }, [])).toBe('OpenAI')
    expect(suggestLabel({ provider: 'openai', preset: null }, ['OpenAI', 'OpenAI 2'])).toBe(
      'OpenAI 3',
    )
  })
})

describe('the import preview', () => {
  const found = (part: Partial<ImportCandidate>): ImportCandidate => ({
    ref: 'ref_1',
    variable: 'OPENAI_API_KEY',
    source: 'environment',
    provider: 'openai',
    preset: null,
    label: 'OpenAI',
    hint: 'sk-…9fQ2',
    baseUrl: null,
    duplicateOf: null,
    ...part,
  })

  test('ticks what is new and leaves duplicates alone', () => {
    const rows = addFound(
      [],
      [found({}), found({ ref: 'ref_2', variable: 'B', duplicateOf: 'Main' })],
      [],
    )
    expect(rows.map(({ isTicked }) => isTicked)).toEqual([true, false])
    expect(choicesOf(rows).map(({ ref }) => ref)).toEqual(['ref_1'])
  })

  test('lists a line once, however often it is found, and keeps labels apart', () => {
    const once = addFound([], [found({})], ['OpenAI'])
    expect(once.map(({ label }) => label)).toEqual(['OpenAI 2'])
    const twice = addFound(
      once,
      [found({ ref: 'ref_9' }), found({ variable: 'OTHER' })],
      ['OpenAI'],
    )
    expect(twice.map(({ label }) => label)).toEqual(['OpenAI 2', 'OpenAI 3'])
    expect(twice[0]?.found.ref).toBe('ref_9')
  })

  test('holds back a key that cannot be reached without an address', () => {
    const rows = addFound([], [found({ provider: 'compatible', label: 'LLM' })], [])
    expect(incompleteRow(rows)).toEqual({ row: rows[0], lacks: 'address' })
    const complete = rows.map((row) => ({ ...row, baseUrl: 'https://llm.example.com/v1' }))
    expect(incompleteRow(complete)).toBeUndefined()
    expect(choicesOf(complete)[0]?.baseUrl).toBe('https://llm.example.com/v1')
  })

  test('holds back a key for a local address until somebody says that it is meant', () => {
    const rows = addFound([], [found({ baseUrl: 'http://127.0.0.1:4000/v1' })], [])
    expect(incompleteRow(rows)).toEqual({ row: rows[0], lacks: 'consent' })
    const admitted = rows.map((row) => ({ ...row, allowLocal: true }))
    expect(incompleteRow(admitted)).toBeUndefined()
    expect(choicesOf(admitted)[0]?.allowLocal).toBe(true)
    const moved = admitted.map((row) => ({ ...row, baseUrl: 'https://llm.example.com/v1' }))
    expect(choicesOf(moved)[0]?.allowLocal).toBe(false)
  })

  test('a second look keeps what was corrected', () => {
    const [first] = addFound([], [found({})], [])
    if (!first) throw new Error('nothing was found')
    const corrected = { ...first, isTicked: false, option: 'mistral' }
    const rows = addFound([corrected], [found({}), found({ ref: 'ref_2', variable: 'B' })], [])
    expect(rows.map(({ option, isTicked }) => [option, isTicked])).toEqual([
      ['mistral', false],
      ['openai', true],
    ])
  })

  test('a corrected provider gives the preset and the label, unless one was typed', () => {
    const [row] = addFound([], [found({})], [])
    if (!row) throw new Error('nothing was found')
    const [sent] = choicesOf(withOption([row], row, 'preset:groq', ['Groq']))
    expect(sent).toMatchObject({ provider: 'compatible', preset: 'groq', label: 'Groq 2' })
    const typed = { ...row, label: 'Team EU' }
    expect(withOption([typed], typed, 'preset:groq', [])[0]?.label).toBe('Team EU')
  })

  test.each([
    ['http://llm.example.com/v1', true],
    ['https://llm.example.com/v1', false],
    ['localhost:4000', true],
    ['https://192.168.1.9/v1', true],
    ['https://172.32.0.1/v1', false],
    ['https://[fd00::9]/v1', true],
  ])('asks about an address of one’s own network or without TLS: %s', (baseUrl, asks) => {
    const [row] = addFound([], [found({ baseUrl })], [])
    if (!row) throw new Error('nothing was found')
    expect(needsConsent(row)).toBe(asks)
  })

  test('does not ask about Ollama, which lives on one’s own network by nature', () => {
    const local = found({ provider: 'ollama', baseUrl: 'http://localhost:11434' })
    const [row] = addFound([], [local], [])
    if (!row) throw new Error('nothing was found')
    expect(needsConsent(row)).toBe(false)
  })
})
