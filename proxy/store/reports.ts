import { openThread } from '../base/thread.ts'
import { REPORTS, type Reports } from './reports/index.ts'

export type { Reports } from './reports/index.ts'

/** Reports read on a thread of their own, so that no chart ever slows a call. `workerUrl` is reportWorker's file. */
export function openReports(file: string, workerUrl: URL): Reports {
  const thread = openThread(workerUrl, { file }, 'report')
  const reports = Object.keys(REPORTS).map((name) => [
    name,
    (input: unknown) => thread.ask(name, input),
  ])
  return { ...Object.fromEntries(reports), close: thread.close } as Reports
}
