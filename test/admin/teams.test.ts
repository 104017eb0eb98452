import { afterEach, beforeEach, expect, test } from 'vitest'
import { addCall } from '../store/support.ts'
import { type Rig, refusalOf, START, startAdmin } from './support.ts'

const SECRET = 'sk-proj-CANARY0notASecret0AAAA0AAAA0AAAA0AAAA9fQ2'
let rig: Rig
let app: string
let ana: string

beforeEach(async () => {
  rig = await startAdmin()
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'UTC' })
  app = (await rig.client.teams.add.mutate({ name: 'App', note: 'The app' })).id
  ana = (await rig.client.members.add.mutate({ name: 'Ana', teamId: app })).id
  rig.asked.changed.length = 0
})
afterEach(() => rig.close())

const member = async () => (await rig.client.members.list.query())[0]
const teams = () => rig.client.teams.list.query()

test('a team says who is in it and what they spent today', async () => {
  addCall(rig.db, START, { memberId: ana, teamId: app, costNanoUsd: 7 })
  addCall(
    rig.db,
    START,
    { memberId: ana, teamId: app, costNanoUsd: null, priceState: 'unknown' },
    1,
  )
  addCall(rig.db, START, { memberId: ana, teamId: null, costNanoUsd: 100 }, 2)
  expect(await teams()).toMatchObject([
    {
      ...{ id: app, name: 'App', note: 'The app', createdAt: START, members: 1, leads: [] },
      ...{ reservedKeys: 0, callsToday: 2, costNanoUsdToday: 7, costTodayComplete: false },
    },
  ])
  expect(await member()).toMatchObject({ teamId: app, teamName: 'App' })
})

test('a member who moves leaves the past calls with the old team', async () => {
  const research = (await rig.client.teams.add.mutate({ name: 'Research' })).id
  addCall(rig.db, START, { memberId: ana, teamId: app, costNanoUsd: 7 })
  await rig.client.teams.moveMember.mutate({ memberId: ana, teamId: research })
  expect(rig.asked.changed).toEqual(['tokens'])
  addCall(rig.db, START, { memberId: ana, teamId: research, costNanoUsd: 5 }, 1)
  expect(await member()).toMatchObject({ teamName: 'Research' })
  const { calls } = await rig.client.calls.page.query({ filter: { query: `team:${app}` } })
  expect(calls).toMatchObject([{ memberName: 'Ana', teamName: 'App', costNanoUsd: 7 }])
  expect(await rig.client.calls.summary.query({ by: 'team' })).toMatchObject([
    { group: app, label: 'App', costNanoUsd: 7 },
    { group: research, label: 'Research', costNanoUsd: 5 },
  ])
  await rig.client.members.change.mutate({ id: ana, teamId: null })
  expect(await member()).toMatchObject({ teamId: null, teamName: null })
})

test('a team with members is removed only when it is said where they go', async () => {
  const research = (await rig.client.teams.add.mutate({ name: 'Research' })).id
  expect(await refusalOf(rig.client.teams.remove.mutate({ id: app }))).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('App has 1 member'),
  })
  const toItself = rig.client.teams.remove.mutate({ id: app, moveTo: app })
  expect((await refusalOf(toItself)).code).toBe('BAD_REQUEST')
  const toNowhere = rig.client.teams.remove.mutate({ id: app, moveTo: 'tea_x' })
  expect((await refusalOf(toNowhere)).code).toBe('NOT_FOUND')
  expect(await member()).toMatchObject({ teamId: app })

  addCall(rig.db, START, { memberId: ana, teamId: app })
  expect(await rig.client.teams.remove.mutate({ id: app, moveTo: research })).toEqual({
    movedMembers: 1,
  })
  expect(await member()).toMatchObject({ teamId: research })
  expect(await teams()).toMatchObject([{ id: research, members: 1 }])
  const { calls } = await rig.client.calls.page.query({})
  expect(calls).toMatchObject([{ teamId: app, teamName: 'App' }])
  expect((await refusalOf(rig.client.teams.change.mutate({ id: app, note: '' }))).code).toBe(
    'NOT_FOUND',
  )
})

test('a key reserved to one team alone keeps that team from being removed', async () => {
  const research = (await rig.client.teams.add.mutate({ name: 'Research' })).id
  const { id } = await rig.client.keys.add.mutate({
    provider: 'openai',
    label: 'Main',
    secret: SECRET,
  })
  const key = async () => (await rig.client.keys.list.query())[0]
  expect(await key()).toMatchObject({ teams: null })
  await rig.client.keys.change.mutate({ id, teams: [research] })
  expect(await key()).toMatchObject({ teams: [research] })
  expect((await teams()).map(({ name, reservedKeys }) => [name, reservedKeys])).toEqual([
    ['App', 0],
    ['Research', 1],
  ])
  expect(await refusalOf(rig.client.teams.remove.mutate({ id: research }))).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('Main is reserved to Research alone'),
  })
  await rig.client.keys.change.mutate({ id, teams: [research, app] })
  rig.asked.changed.length = 0
  await rig.client.teams.remove.mutate({ id: research })
  expect(rig.asked.changed).toEqual(['tokens', 'keys'])
  expect(await key()).toMatchObject({ teams: [app] })
  await rig.client.keys.change.mutate({ id, teams: null })
  expect(await key()).toMatchObject({ teams: null })
  expect((await refusalOf(rig.client.keys.change.mutate({ id, teams: ['tea_x'] }))).code).toBe(
    'NOT_FOUND',
  )
})

test('the card of a member names the models that their team may use', async () => {
  const research = (await rig.client.teams.add.mutate({ name: 'Research' })).id
  const { id } = await rig.client.keys.add.mutate({
    provider: 'openai',
    label: 'Main',
    secret: SECRET,
  })
  const models = async () => (await rig.client.members.card.query({ memberId: ana })).models
  expect(await models()).toEqual(['gpt-5', 'gpt-5-mini'])
  await rig.client.keys.change.mutate({ id, teams: [research] })
  expect(await models()).toEqual([])
  await rig.client.keys.change.mutate({ id, teams: [research, app] })
  expect(await models()).toEqual(['gpt-5', 'gpt-5-mini'])
})

test('two teams never share a name, and nobody is put into a team that is not there', async () => {
  const again = rig.client.teams.add.mutate({ name: ' app ' })
  expect(await refusalOf(again)).toMatchObject({ code: 'CONFLICT' })
  await rig.client.teams.change.mutate({ id: app, name: 'APP' })
  expect(await teams()).toMatchObject([{ name: 'APP', note: 'The app' }])
  const nowhere = { name: 'Ben', teamId: 'tea_x' }
  expect((await refusalOf(rig.client.members.add.mutate(nowhere))).code).toBe('NOT_FOUND')
  const change = rig.client.members.change.mutate({ id: ana, teamId: 'tea_x' })
  expect((await refusalOf(change)).code).toBe('NOT_FOUND')
  const move = rig.client.teams.moveMember.mutate({ memberId: 'mem_x', teamId: app })
  expect((await refusalOf(move)).code).toBe('NOT_FOUND')
  expect(await member()).toMatchObject({ teamId: app })
})
