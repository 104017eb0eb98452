import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { AccessChange } from '../../proxy/contract/access.ts'
import type { DialectName } from '../../proxy/contract/providers.ts'
import type { Wire } from '../../proxy/contract/wires.ts'
import type { Endpoint } from '../../proxy/dialects/dialect.ts'
import { chooseCandidate, routes } from '../../proxy/dialects/index.ts'
import { groupOf } from '../../proxy/policy/access/endpointGroups.ts'
import { startTeam, type Team } from '../sdk/team.ts'
import type { FamilyName } from '../vendor/family.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam({ settings: { failedTokens: 100_000 } })
  const { models } = team.vendors.gemini
  const tuned = models.map((model) => `tunedModels/${model}`)
  await team.service.admin.keys.change.mutate({
    id: team.keyIds.gemini,
    models: [...models, ...tuned],
  })
})
afterAll(() => team.stop())

const member = () => ({ level: 'member' as const, subjectId: team.memberId })
const workspace = { level: 'workspace' as const, subjectId: null }
const change = (rules: AccessChange['rules'], subject: AccessChange['subject'] = member()) =>
  team.service.admin.access.change.mutate({ subject, rules })

afterEach(async () => {
  const nothing = { allowModels: [], denyModels: [], allowEndpoints: [], denyEndpoints: [] }
  for (const subject of [member(), workspace])
    await change({ ...nothing, addresses: [], hours: [] }, subject)
})

/** Who serves a wire among the fake vendors. */
function modelFor(wire: Wire | undefined): string {
  const family = (wire ?? 'openai.').split('.')[0] as FamilyName
  return team.vendors[family].models[0] ?? ''
}

/** Where each dialect's SDK looks for the sentence. */
const WORDS: Record<DialectName, (body: Record<string, unknown>) => unknown> = {
  openai: ({ error }) => (error as { message: string }).message,
  anthropic: ({ type, error }) => type === 'error' && (error as { message: string }).message,
  gemini: ({ error }) =>
    (error as { status: string }).status === 'PERMISSION_DENIED' &&
    (error as { message: string }).message,
  azure: ({ error }) => (error as { message: string }).message,
  mistral: ({ object, message }) => object === 'error' && message,
  ollama: ({ error }) => error,
  cohere: ({ message }) => message,
}

/** Everything in the route table, each as it is called without any telling header. */
function calls() {
  return routes().flatMap(({ method, path, candidates }) => {
    const verbs = new Set(candidates.map(({ endpoint }) => endpoint.verb))
    return [...verbs].flatMap((verb) => {
      const fitting = candidates.filter(({ endpoint }) => endpoint.verb === verb)
      const wire = fitting[0]?.endpoint.wire
      const model = modelFor(wire)
      const url = path
        .replace('*', verb ? `${model}:${verb}` : model)
        .replace(':deployment', model)
        .replaceAll(/:(?!\w+$)\w+|(?<=\/):\w+$/g, 'an_id')
      const chosen = chooseCandidate(fitting, {
        ...{ path: url, query: new URLSearchParams(), headers: {} },
      })
      if (!chosen) return []
      return [{ method, url, model, dialect: chosen.dialect, endpoint: chosen.endpoint }]
    })
  })
}

type Called = ReturnType<typeof calls>[number]

function bodyOf(endpoint: Endpoint, model: string): { body?: string | FormData; type?: string } {
  if (endpoint.body === 'none') return {}
  if (endpoint.body !== 'multipart') {
    const body = { model, messages: [], input: 'x', prompt: 'x', max_tokens: 5, store: false }
    return { body: JSON.stringify(body), type: 'application/json' }
  }
  // The model comes behind the file, where a careless reader has stopped looking.
  const form = new FormData()
  form.set('file', new Blob(['sound']), 'a.wav')
  form.set('model', model)
  return { body: form }
}

async function send({ method, url, model, endpoint }: Called) {
  const { body, type } = bodyOf(endpoint, model)
  const answer = await fetch(team.service.url + url, {
    ...{ method, ...(body !== undefined && { body }) },
    headers: {
      authorization: `Bearer ${team.token}`,
      ...(type !== undefined && { 'content-type': type }),
    },
  })
  return { status: answer.status, text: await answer.text() }
}

/** What was not refused as it should be; nothing may have reached a vendor. */
async function strays(isMeant: (call: Called) => boolean, words: string): Promise<string[]> {
  const found: string[] = []
  const meant = calls().filter(isMeant)
  expect(meant.length).toBeGreaterThan(0)
  for (const call of meant) {
    const { status, text } = await send(call)
    const said = status === 403 && WORDS[call.dialect.name](JSON.parse(text))
    if (typeof said !== 'string' || !said.includes(words))
      found.push(`${call.method} ${call.url} (${call.dialect.name}) → ${status} ${text}`)
  }
  for (const { requests } of Object.values(team.vendors)) expect(requests).toEqual([])
  return found
}

const everywhere = () => true
const asksModel = ({ endpoint }: Called) =>
  endpoint.wire !== undefined && endpoint.object === undefined

test('the table is walked whole: more than a hundred ways to ask a model something', () => {
  expect(calls().filter(asksModel).length).toBeGreaterThan(100)
  expect(calls().length).toBeGreaterThanOrEqual(routes().length)
})

test('a denied model is refused on every route, in the route’s own dialect', async () => {
  await change({ denyModels: ['*'] }, workspace)
  expect(await strays(asksModel, 'is not on your list')).toEqual([])
})

test('a model that no list names is refused on every route', async () => {
  await change({ allowModels: ['some-other-model'] })
  expect(await strays(asksModel, 'Ask for access: http')).toEqual([])
})

test('an address that is not on the list is refused on every route', async () => {
  await change({ addresses: ['10.0.0.0/8', '2001:db8::/32'] })
  expect(await strays(everywhere, 'you may not call from 127.0.0.1')).toEqual([])
})

test('hours that never come are closed on every route', async () => {
  const day = (await team.service.admin.settings.get.query({ name: 'timeZone' })).value
  const today = new Date().toLocaleDateString('en', { weekday: 'short', timeZone: `${day}` })
  const number = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(today) + 1
  // Three days away: no midnight during this test comes near it.
  await change({ hours: [{ days: [((number + 2) % 7) + 1], from: 60, to: 120 }] })
  expect(await strays(everywhere, 'It opens again on')).toEqual([])
})

test.each(['chat', 'embeddings', 'images', 'audio', 'moderations'] as const)(
  'a denied group of endpoints is refused on every route: %s',
  async (group) => {
    await change({ denyEndpoints: [group] })
    const isMeant = (call: Called) => asksModel(call) && groupOf(call.endpoint.name) === group
    expect(await strays(isMeant, 'not open to you')).toEqual([])
  },
)

test('a suspended member is refused on every route', async () => {
  await team.service.admin.members.suspend.mutate({ id: team.memberId })
  expect(await strays(everywhere, 'suspended')).toEqual([])
  await team.service.admin.members.resume.mutate({ id: team.memberId })
})

test('without rules again the same calls are let through', async () => {
  const chat = calls().find(({ url }) => url === '/v1/chat/completions')
  expect((await send(chat as Called)).status).toBe(200)
})
