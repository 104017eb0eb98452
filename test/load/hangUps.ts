import { once } from 'node:events'
import { streamRequest } from './bodies.ts'
import { Client, requestBytes, type Target } from './client.ts'
import { sleep, steadyMs } from './clock.ts'

export interface HangUpsJob extends Target {
  tries: number
}

/** When each call was left, by its tag. */
export type HangUpsResult = Record<string, number>

/** Begins streams one after the other and hangs up on each a little after its first event. */
export async function runHangUps(job: HangUpsJob): Promise<HangUpsResult> {
  const left: HangUpsResult = {}
  for (let i = 0; i < job.tries; i++) {
    const tag = `hang-up-${i}`
    const token = job.tokens[i % job.tokens.length] ?? ''
    const begun = Promise.withResolvers<void>()
    const client = new Client(job.port, { body: () => begun.resolve(), answer: () => {} })
    client.send(requestBytes(job, token, streamRequest(tag)))
    await begun.promise
    await sleep(20)
    left[tag] = steadyMs()
    client.socket.destroy()
    await once(client.socket, 'close')
  }
  return left
}
