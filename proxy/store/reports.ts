import { Worker } from 'node:worker_threads'
import {
  REPORTS,
  type ReportAnswer,
  type ReportName,
  type ReportReply,
  type ReportRequest,
  type Reports,
} from './reports/index.ts'

export type { Reports } from './reports/index.ts'

interface Waiting {
  resolve: (answer: ReportAnswer<ReportName>) => void
  reject: (error: Error) => void
}

/** Reports read on a thread of their own, so that no chart ever slows a call. `workerUrl` is reportWorker's file. */
export function openReports(file: string, workerUrl: URL): Reports {
  const worker = new Worker(workerUrl, { workerData: { file } })
  const waiting = new Map<number, Waiting>()
  let seq = 0
  let gone: Error | undefined
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))

  worker.on('message', (reply: ReportReply) => {
    if (reply.type === 'closed') return
    const asker = waiting.get(reply.seq)
    waiting.delete(reply.seq)
    if (reply.type === 'answer') asker?.resolve(reply.answer)
    else asker?.reject(new Error(`A report could not be read: ${reply.message}`))
  })
  worker.on('error', (error) => leave(new Error('The report thread broke down', { cause: error })))
  worker.on('exit', () => leave(new Error('The report thread has ended')))

  function ask(name: ReportName, input: unknown): Promise<ReportAnswer<ReportName>> {
    if (gone) return Promise.reject(gone)
    seq++
    const request = { seq, name, input } as ReportRequest
    return new Promise((resolve, reject) => {
      waiting.set(request.seq, { resolve, reject })
      worker.postMessage(request)
    })
  }

  async function close(): Promise<void> {
    if (!gone) worker.postMessage({ type: 'close' })
    await ended
  }

  const names = Object.keys(REPORTS) as ReportName[]
  const reports = names.map((name) => [name, (input: unknown) => ask(name, input)])
  return { ...Object.fromEntries(reports), close } as Reports

  /** The first reason is the true one; everybody still waiting hears it. */
  function leave(reason: Error): void {
    gone ??= reason
    for (const { reject } of waiting.values()) reject(gone)
    waiting.clear()
  }
}
