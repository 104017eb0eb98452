import { setTimeout as wait } from 'node:timers/promises'
import type { Job } from '../contract/jobs.ts'
import type { Admin } from './admin.ts'
import { CommandProblem } from './problem.ts'
import { count } from './words.ts'

const LOOK_MS = 200

/** Waits until a job has ended, showing on a terminal how far it is; Ctrl C cancels it. */
export async function followJob(admin: Admin, started: Job): Promise<Job> {
  const { id } = started
  let isStopping = false
  const stop = () => {
    isStopping = true
    void admin.jobs.cancel.mutate({ id }).catch(() => undefined)
  }
  process.once('SIGINT', stop)
  const { stderr } = process
  try {
    for (;;) {
      const job = (await admin.jobs.list.query()).find((one) => one.id === id)
      if (!job) throw new CommandProblem('The service no longer knows of this work.')
      if (job.state === 'done') return job
      if (job.state === 'cancelled' || isStopping) throw new CommandProblem('Cancelled.')
      if (job.state === 'failed') throw new CommandProblem(job.problem ?? 'It failed.')
      if (stderr.isTTY) stderr.write(`\r${progressOf(job)}\u001b[K`)
      await wait(LOOK_MS)
    }
  } finally {
    process.off('SIGINT', stop)
    if (stderr.isTTY) stderr.write('\r\u001b[K')
  }
}

export function progressOf({ done, total, unit }: Job): string {
  return total === null ? `${count(done)} ${unit}` : `${count(done)} of ${count(total)} ${unit}`
}
