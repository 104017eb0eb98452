import { type AskedThread, openThread } from '../base/thread.ts'
import { REPORTS, type ReportInput, type ReportName, type Reports } from './reports/index.ts'

export type { Reports } from './reports/index.ts'

/** What reads more than so many days takes its time. */
const LONG_MS = 62 * 86_400_000

/**
 * Reports read on threads of their own, so that no chart ever slows a call: most on one, and whole years on another,
 * begun with the first of them, so that no page waits for them either. `workerUrl` is reportWorker's file.
 */
export function openReports(file: string, workerUrl: URL): Reports {
  const most = openThread(workerUrl, { file, isForLong: false }, 'report')
  let long: AskedThread | undefined
  let isClosed = false
  function threadFor(name: ReportName, input: unknown): AskedThread {
    if (isClosed || !isLong(name, input)) return most
    long ??= openThread(workerUrl, { file, isForLong: true }, 'report')
    return long
  }
  const reports = (Object.keys(REPORTS) as ReportName[]).map((name) => [
    name,
    (input: unknown) => threadFor(name, input).ask(name, input),
  ])
  async function close(): Promise<void> {
    isClosed = true
    await Promise.all([most.close(), long?.close()])
  }
  return { ...Object.fromEntries(reports), close } as Reports
}

function isLong(name: ReportName, input: unknown): boolean {
  if (name !== 'usageReport') return false
  const { from, to } = input as ReportInput<'usageReport'>
  return to - from > LONG_MS
}
