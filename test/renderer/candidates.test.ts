import { expect, test } from 'vitest'
import type { ImportCandidate } from '../../proxy/contract/keys.ts'
import {
  choicesOf,
  needsAddress,
  needsConsent,
  withCandidates,
} from '../../renderer/pages/setup/candidates.ts'

const candidate = (part: Partial<ImportCandidate>): ImportCandidate => ({
  ref: 'r1',
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

test('new keys are ticked, duplicates are not', () => {
  const rows = withCandidates([], [candidate({}), candidate({ ref: 'r2', duplicateOf: 'Main' })])
  expect(rows.map(({ isChosen }) => isChosen)).toEqual([true, false])
})

test('a second look keeps what was corrected', () => {
  const [first] = withCandidates([], [candidate({})])
  if (!first) throw new Error('nothing was found')
  const corrected = { ...first, isChosen: false, option: 'mistral' }
  const rows = withCandidates([corrected], [candidate({}), candidate({ ref: 'r2' })])
  expect(rows.map(({ option, isChosen }) => ({ option, isChosen }))).toEqual([
    { option: 'mistral', isChosen: false },
    { option: 'openai', isChosen: true },
  ])
})

test('only ticked keys are sent, each under a label of its own', () => {
  const rows = withCandidates(
    [],
    [
      candidate({}),
      candidate({ ref: 'r2' }),
      candidate({ ref: 'r3', duplicateOf: 'OPENAI_API_KEY' }),
    ],
  )
  expect(choicesOf(rows, ['OpenAI']).map(({ ref, label }) => [ref, label])).toEqual([
    ['r1', 'OpenAI 2'],
    ['r2', 'OpenAI 3'],
  ])
})

test('a corrected provider gives the label and the preset', () => {
  const [row] = withCandidates([], [candidate({})])
  if (!row) throw new Error('nothing was found')
  expect(choicesOf([{ ...row, option: 'preset:groq' }], [])).toEqual([
    {
      ...{ ref: 'r1', provider: 'compatible', preset: 'groq', label: 'Groq' },
      ...{ baseUrl: null, allowLocal: false },
    },
  ])
})

test.each([
  ['http://llm.example.com/v1', true],
  ['https://llm.example.com/v1', false],
  ['localhost:4000', true],
  ['https://192.168.1.9/v1', true],
  ['https://172.32.0.1/v1', false],
  ['https://[fd00::9]/v1', true],
])('an address of one’s own network or without TLS is asked about: %s', (baseUrl, asks) => {
  const [row] = withCandidates([], [candidate({ baseUrl })])
  if (!row) throw new Error('nothing was found')
  expect(needsConsent(row)).toBe(asks)
  expect(choicesOf([{ ...row, allowLocal: true }], [])[0]?.allowLocal).toBe(asks)
})

test('Ollama lives on one’s own network by nature', () => {
  const found = candidate({ provider: 'ollama', baseUrl: 'http://localhost:11434' })
  const [row] = withCandidates([], [found])
  if (!row) throw new Error('nothing was found')
  expect(needsConsent(row)).toBe(false)
})

test('an address is asked for where the provider has none', () => {
  const [row] = withCandidates([], [candidate({ provider: 'azure' })])
  if (!row) throw new Error('nothing was found')
  expect(needsAddress(row)).toBe(true)
  expect(needsAddress({ ...row, baseUrl: 'https://contoso.openai.azure.com' })).toBe(false)
  expect(needsAddress({ ...row, option: 'openai' })).toBe(false)
})
