import { streamRequest } from './bodies.ts'
import { Client, requestBytes, type Target } from './client.ts'
import { sleep, steadyMs } from './clock.ts'
import { quantile } from './quantile.ts'

export interface StreamsJob extends Target {
  streams: number
  /** Over this time they are begun, evenly. */
  rampMs: number
  /** How long all may take, from the first one's beginning. */
  limitMs: number
}

export interface StreamsResult {
  /** Streams that came to their proper end. */
  whole: number
  events: number
  firstEventP50Ms: number
  firstEventP99Ms: number
  /** From the provider's sending to the client's reading of one event. */
  delayP50Ms: number
  delayP99Ms: number
  /** The same, of events sent after the last stream had begun. */
  settledP99Ms: number
}

// The last streams that begin leave work behind.
const SETTLING_MS = 500

/** Holds many slow streams open at a time and times every event of each. */
export async function runStreams(job: StreamsJob): Promise<StreamsResult> {
  const delays: number[] = []
  const settled: number[] = []
  const firsts: number[] = []
  let whole = 0
  const begun = steadyMs()
  const running: Promise<void>[] = []
  while (running.length < job.streams) {
    const due = Math.ceil(((steadyMs() - begun) / job.rampMs) * job.streams)
    while (running.length < Math.min(due, job.streams)) running.push(one(running.length))
    await sleep(2)
  }
  await Promise.race([Promise.all(running), sleep(job.limitMs)])
  return {
    whole,
    events: delays.length,
    firstEventP50Ms: quantile(firsts, 0.5),
    firstEventP99Ms: quantile(firsts, 0.99),
    delayP50Ms: quantile(delays, 0.5),
    delayP99Ms: quantile(delays, 0.99),
    settledP99Ms: quantile(settled, 0.99),
  }

  function one(number: number): Promise<void> {
    const token = job.tokens[number % job.tokens.length] ?? ''
    const sentAt = steadyMs()
    let rest = ''
    let isFirst = true
    return new Promise((done) => {
      const client = new Client(job.port, {
        body(chunk) {
          const now = steadyMs()
          if (isFirst) firsts.push(now - sentAt)
          isFirst = false
          const events = (rest + chunk.toString('latin1')).split('\n\n')
          rest = events.pop() ?? ''
          for (const event of events) {
            const left = /"sent-([\d.]+)-"/.exec(event)?.[1]
            if (left !== undefined) {
              delays.push(now - Number(left))
              if (Number(left) > begun + job.rampMs + SETTLING_MS) settled.push(now - Number(left))
            }
            if (event === 'data: [DONE]') whole++
          }
        },
        answer: () => client.socket.destroy(),
        closed: done,
      })
      client.send(requestBytes(job, token, streamRequest(`stream-${number}`)))
    })
  }
}
