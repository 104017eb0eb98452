import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchInterfaces } from '../../proxy/jobs/interfaceWatch.ts'
import { startJobs } from '../../proxy/jobs/schedule.ts'
import { deleteStaleUploads } from '../../proxy/jobs/staleUploads.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a job runs at its interval, and a slow one is never started twice', async () => {
  let starts = 0
  let finish = () => {}
  const slow = () => {
    starts++
    return new Promise<void>((resolve) => {
      finish = resolve
    })
  }
  const stop = startJobs([{ name: 'slow', everyMs: 1000, run: slow }], () => {})
  await vi.advanceTimersByTimeAsync(3500)
  expect(starts).toBe(1)
  finish()
  await vi.advanceTimersByTimeAsync(1000)
  expect(starts).toBe(2)
  finish()
  await stop()
  await vi.advanceTimersByTimeAsync(5000)
  expect(starts).toBe(2)
})

test('a failing job is told and tried again at its next turn', async () => {
  const failures: [string, unknown][] = []
  const run = () => {
    throw new Error('no disk')
  }
  const stop = startJobs([{ name: 'broken', everyMs: 1000, run }], (name, error) =>
    failures.push([name, error]),
  )
  await vi.advanceTimersByTimeAsync(2000)
  await stop()
  expect(failures).toEqual([
    ['broken', new Error('no disk')],
    ['broken', new Error('no disk')],
  ])
})

test('a change of addresses is told once, and again when making the certificate failed', async () => {
  let addresses = ['127.0.0.1', '192.168.1.24']
  let calls = 0
  let works = false
  const job = watchInterfaces(
    () => {
      calls++
      if (!works) throw new Error('not now')
    },
    () => addresses,
  )
  await job.run()
  expect(calls).toBe(0)
  addresses = ['127.0.0.1', '192.168.1.31']
  await expect(job.run()).rejects.toThrow('not now')
  works = true
  await job.run()
  await job.run()
  expect(calls).toBe(2)
})

test('uploads of calls that died are deleted, fresh ones and a missing folder are left in peace', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-uploads-'))
  const now = Date.now()
  writeFileSync(join(folder, 'old'), 'x')
  writeFileSync(join(folder, 'fresh'), 'x')
  utimesSync(join(folder, 'old'), new Date(now - 6 * 3_600_000), new Date(now - 6 * 3_600_000))
  await deleteStaleUploads(folder, () => now).run()
  expect(readdirSync(folder)).toEqual(['fresh'])
  rmSync(folder, { recursive: true })
  await deleteStaleUploads(folder, () => now).run()
})
