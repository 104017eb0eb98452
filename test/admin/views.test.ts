import { afterEach, beforeEach, expect, test } from 'vitest'
import { actingAs, type Rig, refusalOf, startAdmin } from './support.ts'

let rig: Rig
beforeEach(async () => {
  rig = await startAdmin()
})
afterEach(() => rig.close())

const view = { page: 'activity', name: 'Errors', params: 'f=status%3A5xx&t=7d' } as const
const names = async () => (await rig.client.views.list.query()).map(({ name }) => name)

test('a view keeps a page under a name, and one of the same name takes its place', async () => {
  await rig.client.views.save.mutate(view)
  const { id } = await rig.client.views.save.mutate({ ...view, params: 'f=status%3A500' })
  expect(await rig.client.views.list.query({ page: 'activity' })).toEqual([
    { ...view, id, params: 'f=status%3A500', starred: false, createdAt: rig.clock.now },
  ])
  expect(await rig.client.views.list.query({ page: 'analytics' })).toEqual([])
})

test('starred views stand first, the others by name', async () => {
  for (const name of ['C', 'A', 'B']) await rig.client.views.save.mutate({ ...view, name })
  const [, b] = await rig.client.views.list.query()
  await rig.client.views.change.mutate({ id: b?.id ?? '', starred: true })
  expect(await names()).toEqual(['B', 'A', 'C'])
})

test('a view is renamed, but not to the name of another one of its page', async () => {
  const { id } = await rig.client.views.save.mutate(view)
  await rig.client.views.save.mutate({ ...view, name: 'Slow' })
  await rig.client.views.save.mutate({ ...view, page: 'analytics', name: 'Spend' })
  expect(await refusalOf(rig.client.views.change.mutate({ id, name: 'Slow' }))).toMatchObject({
    code: 'CONFLICT',
  })
  await rig.client.views.change.mutate({ id, name: 'Spend' })
  expect(await names()).toEqual(['Slow', 'Spend', 'Spend'])
})

test('everybody has their own', async () => {
  const { id } = await rig.client.views.save.mutate(view)
  const other = actingAs(rig, 'auditor')
  expect(await other.views.list.query()).toEqual([])
  expect(await refusalOf(other.views.remove.mutate({ id }))).toMatchObject({ code: 'NOT_FOUND' })
  await rig.client.views.remove.mutate({ id })
  expect(await names()).toEqual([])
})

test('a page has room for a hundred; one that is there can be replaced all the same', async () => {
  for (let i = 0; i < 100; i++) await rig.client.views.save.mutate({ ...view, name: `View ${i}` })
  expect(await refusalOf(rig.client.views.save.mutate(view))).toMatchObject({
    code: 'BAD_REQUEST',
  })
  await rig.client.views.save.mutate({ ...view, name: 'View 7' })
})
