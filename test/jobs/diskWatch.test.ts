import { expect, test } from 'vitest'
import { watchDisk } from '../../proxy/jobs/diskWatch.ts'

test('too little room is noted with its moment, and forgotten when there is room again', async () => {
  let now = 1000
  let free = 10 ** 9
  const watch = watchDisk(
    '/',
    () => now,
    async () => free,
  )
  await watch.run()
  expect(watch.fullSince()).toBeUndefined()
  free = 10 ** 6
  await watch.run()
  now = 2000
  await watch.run()
  expect(watch.fullSince()).toBe(1000)
  free = 10 ** 9
  await watch.run()
  expect(watch.fullSince()).toBeUndefined()
})

test('the disk of the tests has room', async () => {
  const watch = watchDisk('.', Date.now)
  await watch.run()
  expect(watch.fullSince()).toBeUndefined()
})
