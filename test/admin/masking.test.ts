import { afterAll, beforeAll, expect, test } from 'vitest'
import { actingAs, type Rig, refusalOf, startAdmin } from './support.ts'

let rig: Rig
let teamId: string

beforeAll(async () => {
  rig = await startAdmin()
  teamId = (await rig.client.teams.add.mutate({ name: 'App' })).id
})
afterAll(() => rig.close())

const TEXT = 'Write to ana@example.com or bob@example.com, card 4111 1111 1111 1111.'

test('what is tried out is shown piece by piece, as it would leave', async () => {
  const { masking } = rig.client
  await masking.set.mutate({ rules: { email: { mode: 'pseudonymise' }, card: { mode: 'report' } } })
  await masking.set.mutate({ teamId, rules: { card: { mode: 'block' } } })
  const { pieces, counts, refusal } = await masking.test.mutate({ pasted: TEXT })
  expect(pieces.map(({ text }) => text).join('')).toBe(TEXT)
  expect(pieces.map(({ sent }) => sent).join('')).toBe(
    'Write to [EMAIL_1] or [EMAIL_2], card 4111 1111 1111 1111.',
  )
  expect(pieces.filter(({ found }) => found)).toMatchObject([
    { found: { kind: 'email', mode: 'pseudonymise' } },
    { found: { kind: 'email', mode: 'pseudonymise' } },
    { found: { kind: 'card', mode: 'report' } },
  ])
  expect([counts, refusal]).toEqual([{ email: 2, card: 1 }, null])
  expect((await masking.test.mutate({ teamId, pasted: TEXT })).refusal).toBe('1 card number')
})

test('a call is tried out as its JSON: only what the model reads is looked at', async () => {
  const body = JSON.stringify({
    model: 'ana@example.com',
    messages: [{ role: 'user', content: 'line\nana@example.com' }],
  })
  const { pieces } = await rig.client.masking.test.mutate({ pasted: body, as: 'body' })
  expect(pieces.map(({ text }) => text).join('')).toBe(body)
  expect(pieces.map(({ sent }) => sent).join('')).toBe(
    body.replace('line\\nana@example.com', 'line\\n[EMAIL_1]'),
  )
  const bad = await refusalOf(rig.client.masking.test.mutate({ pasted: 'no JSON', as: 'body' }))
  expect(bad.message).toMatch(/not the JSON of a call/)
})

test('neither a text that was tried out nor the words of a dictionary are written down', async () => {
  const { masking, audit } = rig.client
  const { id } = await masking.addDictionary.mutate({
    ...{ name: 'Patients', label: 'PATIENT', terms: ['Zoltan Quxley'] },
  })
  await masking.test.mutate({ pasted: 'About Zoltan Quxley' })
  await masking.changeDictionary.mutate({ id, terms: ['Zoltan Quxley', 'Mara Quxley'] })
  expect((await masking.dictionary.query({ id })).terms).toHaveLength(2)
  const noted = await audit.list.query({})
  const actions = noted.acts.map(({ action }) => action)
  expect(actions).toContain('masking.changeDictionary')
  expect(actions).not.toContain('masking.test')
  expect(JSON.stringify(noted)).not.toContain('Quxley')
  const set = noted.acts.find(({ action }) => action === 'masking.set')
  expect(set).toMatchObject({ objectId: teamId, changes: [{ field: 'card', before: null }] })
  expect(JSON.stringify(await masking.list.query())).not.toContain('Quxley')
})

test('a change is told to the proxy, and what a change does not name stays', async () => {
  const { masking } = rig.client
  const { id } = await masking.addDictionary.mutate({
    ...{ name: 'Projects', label: 'PROJECT', teamId, terms: ['Heron'], wholeWord: false },
  })
  rig.asked.changed.length = 0
  const changed = await masking.changeDictionary.mutate({ id, name: 'Birds' })
  expect(changed).toMatchObject({ name: 'Birds', teamName: 'App', wholeWord: false, termCount: 1 })
  expect(rig.asked.changed).toEqual(['masking'])
  await masking.removeDictionary.mutate({ id })
  expect((await refusalOf(masking.removeDictionary.mutate({ id }))).code).toBe('NOT_FOUND')
})

test('rules of a team that was removed are gone from the list', async () => {
  const { masking, teams } = rig.client
  const other = (await teams.add.mutate({ name: 'Old' })).id
  await masking.set.mutate({ teamId: other, rules: { phone: { mode: 'mask' } } })
  await teams.remove.mutate({ id: other })
  expect((await masking.list.query()).entries.map(({ teamName }) => teamName)).toEqual([
    null,
    'App',
  ])
  const late = masking.set.mutate({ teamId: other, rules: {} })
  expect((await refusalOf(late)).code).toBe('NOT_FOUND')
})

test('an auditor sees the rules, and a team lead does not', async () => {
  expect((await actingAs(rig, 'auditor').masking.list.query()).entries).toHaveLength(2)
  const lead = actingAs(rig, 'teamLead', teamId)
  expect((await refusalOf(lead.masking.list.query())).message).toContain('Masking rules are for')
})
