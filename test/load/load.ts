import { type LoopJob, type LoopResult, runLoop } from './closedLoop.ts'
import { type HangUpsJob, type HangUpsResult, runHangUps } from './hangUps.ts'
import { runStreams, type StreamsJob, type StreamsResult } from './slowStreams.ts'

/** What the load process can be asked for. */
export interface Jobs {
  loop: { job: LoopJob; result: LoopResult }
  streams: { job: StreamsJob; result: StreamsResult }
  hangUps: { job: HangUpsJob; result: HangUpsResult }
}
export type JobName = keyof Jobs
export interface JobMessage {
  name: JobName
  job: unknown
}

const run: { [Name in JobName]: (job: Jobs[Name]['job']) => Promise<Jobs[Name]['result']> } = {
  loop: runLoop,
  streams: runStreams,
  hangUps: runHangUps,
}

// The load runs in a process of its own, so that neither side waits for the other's garbage collector.
process.on('message', async ({ name, job }: JobMessage) => {
  process.send?.(await run[name](job as never))
})
process.on('disconnect', () => process.exit(0))
