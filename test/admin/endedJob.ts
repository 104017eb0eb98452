import type { TRPCClient } from '@trpc/client'
import { expect, vi } from 'vitest'
import type { AppRouter } from '../../proxy/admin/router.ts'
import type { Job } from '../../proxy/contract/jobs.ts'

/** A job once it has ended, however that was. */
export async function endedJob(client: TRPCClient<AppRouter>, id: string): Promise<Job> {
  let job: Job | undefined
  await vi.waitFor(
    async () => {
      job = (await client.jobs.list.query()).find((one) => one.id === id)
      expect(job?.state).not.toBe('running')
    },
    { timeout: 120_000, interval: 50 },
  )
  if (!job) throw new Error('The job is gone')
  return job
}
