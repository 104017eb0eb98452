import { chatRequest, numbered } from './bodies.ts'
import { Client, requestBytes, type Target } from './client.ts'
import { steadyMs } from './clock.ts'
import { quantile } from './quantile.ts'

export interface LoopJob extends Target {
  connections: number
  durationMs: number
  /** Keep the `x-request-id` of each answer that came whole. */
  keepIds: boolean
}

export interface LoopResult {
  answers: number
  /** Answers with another status than 200, by status. */
  refused: Record<string, number>
  seconds: number
  p50Ms: number
  p99Ms: number
  ids: string[]
}

interface Loop {
  answered(head: string, status: number): void
  gone(): void
}

interface Worker {
  client: Client
  loop: Loop | undefined
}

// Goes on between rounds: no two calls are the same.
let turn = 0

// Connections stay open between rounds, so that no round pays for making them.
const open = new Map<number, Worker[]>()

/** Keeps `connections` calls in flight for a while; resolves when the last one is answered or cut off. */
export async function runLoop(job: LoopJob): Promise<LoopResult> {
  const requests = job.tokens.map((token) => requestBytes(job, token, chatRequest))
  const workers = await workersFor(job)
  const times: number[] = []
  const ids: string[] = []
  const refused: Record<string, number> = {}
  const begun = steadyMs()
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((done) => {
          let sentAt = 0
          const finish = () => {
            worker.loop = undefined
            done()
          }
          const send = () => {
            sentAt = steadyMs()
            if (sentAt - begun >= job.durationMs) return finish()
            const request = requests[turn % requests.length]
            if (request) worker.client.send(numbered(request, turn++))
          }
          worker.loop = {
            answered(head, status) {
              times.push(steadyMs() - sentAt)
              if (status !== 200) refused[status] = (refused[status] ?? 0) + 1
              if (job.keepIds) ids.push(/\r\nx-request-id: *(\S+)/i.exec(head)?.[1] ?? 'none')
              send()
            },
            gone: finish,
          }
          send()
        }),
    ),
  )
  return {
    answers: times.length,
    refused,
    seconds: (steadyMs() - begun) / 1000,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    ids,
  }
}

async function workersFor({ port, connections }: LoopJob): Promise<Worker[]> {
  const workers = open.get(port) ?? []
  open.set(port, workers)
  const fresh: Promise<void>[] = []
  while (workers.length < connections) {
    const worker: Worker = {
      loop: undefined,
      client: new Client(port, {
        answer: ({ head, status }) => worker.loop?.answered(head, status),
        closed() {
          workers.splice(workers.indexOf(worker), 1)
          worker.loop?.gone()
        },
      }),
    }
    workers.push(worker)
    fresh.push(worker.client.connected())
  }
  await Promise.all(fresh)
  return workers.slice(0, connections)
}
