import { afterAll, beforeAll, expect, test } from 'vitest'
import { anthropicClient } from './cases/anthropic.ts'
import { azureClient } from './cases/azure.ts'
import { cohereClient } from './cases/cohere.ts'
import { geminiClient } from './cases/gemini.ts'
import { mistralClient } from './cases/mistral.ts'
import { ollamaClient } from './cases/ollama.ts'
import { openaiClient } from './cases/openai.ts'
import { keyrackPlace, mountedPlace, type Place } from './place.ts'
import { startTeam, type Team } from './team.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam()
})
afterAll(() => team.stop())

async function all<T>(pages: AsyncIterable<T>, nameOf: (model: T) => string | undefined) {
  const names: (string | undefined)[] = []
  for await (const model of pages) names.push(nameOf(model))
  return names
}

/** Each SDK's own way to list models, and a model that must be in its list. */
const LISTS: [string, string, (place: Place) => Promise<(string | undefined)[]>][] = [
  ['openai', 'gpt-5-mini', async (place) => all(openaiClient(place).models.list(), ({ id }) => id)],
  [
    'anthropic',
    'claude-sonnet-5-5',
    async (place) => all(anthropicClient(place).models.list(), ({ id }) => id),
  ],
  [
    'gemini',
    'models/gemini-2.5-flash',
    async (place) => all(await geminiClient(place).models.list(), ({ name }) => name),
  ],
  [
    'azure',
    'team-gpt-5-mini',
    async (place) => all(azureClient(place).models.list(), ({ id }) => id),
  ],
  [
    'mistral',
    'codestral-latest',
    async (place) => {
      const { data = [] } = await mistralClient(place).models.list()
      return data.map((model) => ('id' in model ? model.id : undefined))
    },
  ],
  [
    'ollama',
    'llama4:latest',
    async (place) => (await ollamaClient(place).list()).models.map(({ name }) => name),
  ],
  [
    'cohere',
    'command-a-03-2025',
    async (place) => (await cohereClient(place).models.list()).models.map(({ name }) => name),
  ],
]

test.for(LISTS)('%s lists models at the root', async ([, model, list]) => {
  expect(await list(keyrackPlace(team.service.url, team.token))).toContain(model)
})

test.for(LISTS)('%s lists models at its mount', async ([, model, list]) => {
  expect(await list(mountedPlace(team.service.url, team.token))).toContain(model)
})

test('every look at the models is a row that cost nothing', async () => {
  const rows = await team.rows()
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) {
    expect(row.endpoint).toMatch(/^(models\.|tags$)/)
    expect(row).toMatchObject({ outcome: 'ok', usageState: 'none', costNanoUsd: 0, keyId: null })
  }
})

test('a paused key’s models are not listed', async () => {
  const place = keyrackPlace(team.service.url, team.token)
  const list = () => all(openaiClient(place).models.list(), ({ id }) => id)
  await team.service.admin.keys.pause.mutate({ id: team.keyIds.openai })
  expect(await list()).not.toContain('gpt-5-mini')
  await team.service.admin.keys.resume.mutate({ id: team.keyIds.openai })
  expect(await list()).toContain('gpt-5-mini')
})
