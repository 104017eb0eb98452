/** Something that is done again and again. */
export interface Job {
  name: string
  everyMs: number
  run(): void | Promise<void>
}

/**
 * Runs each job at its interval, never twice at a time. A job that fails is told to `failed` and tried again at
 * its next turn. The answered function stops the clock and waits for what is still running.
 */
export function startJobs(
  jobs: readonly Job[],
  failed: (job: string, error: unknown) => void,
): () => Promise<void> {
  const running = new Map<Job, Promise<void>>()

  function turn(job: Job): void {
    if (running.has(job)) return
    const done = run(job)
      .catch((error: unknown) => failed(job.name, error))
      .finally(() => running.delete(job))
    running.set(job, done)
  }

  // A waiting job must not keep a process alive that has nothing else to do.
  const timers = jobs.map((job) => setInterval(() => turn(job), job.everyMs).unref())
  return async function stopJobs() {
    for (const timer of timers) clearInterval(timer)
    await Promise.all(running.values())
  }
}

async function run(job: Job): Promise<void> {
  await job.run()
}
