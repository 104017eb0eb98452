import type { ServerResponse } from 'node:http'
import { Refusal } from '../base/errors.ts'
import type { Dialect, Framing } from '../dialects/dialect.ts'
import { CallEnded } from './call.ts'

/** Whatever was thrown, as a refusal that a caller may read. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof CallEnded)
    return (
      error.refusal ?? new Refusal('STOPPING', 'Keyrack: this call was ended.', { cause: error })
    )
  return new Refusal(
    'INTERNAL',
    'Keyrack: something went wrong here. The call was not completed.',
    {
      cause: error,
    },
  )
}

/** Sends a refusal in the caller's dialect, when nothing was sent yet. */
export function sendRefusal(
  reply: ServerResponse,
  dialect: Pick<Dialect, 'refuse'>,
  refusal: Refusal,
  callName: string,
): number {
  const { status, headers, body } = dialect.refuse(refusal, callName)
  if (!reply.destroyed && !reply.headersSent) {
    // What of the request was not read must not be taken for the next one.
    const close: Record<string, string> = reply.req.complete ? {} : { connection: 'close' }
    reply.writeHead(status, {
      ...headers,
      ...close,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-length': `${Buffer.byteLength(body)}`,
    })
    if (reply.req.complete) reply.end(body)
    else endWhenRead(reply, body)
  }
  return status
}

// What a sender may still have under way when it is refused.
const LINGER_MS = 1000
const LINGER_BYTES = 8 * 1024 * 1024

/**
 * Closing a connection under a client that is still sending makes its system throw our answer away: it would
 * see a broken pipe instead of the reason. So a little more is read, and dropped.
 */
function endWhenRead(reply: ServerResponse, body: string): void {
  const { req } = reply
  let dropped = 0
  const end = () => {
    clearTimeout(timer)
    reply.end()
  }
  const timer = setTimeout(end, LINGER_MS)
  reply.write(body)
  req.on('data', (chunk: Buffer) => {
    dropped += chunk.length
    if (dropped > LINGER_BYTES) end()
  })
  req.once('close', end).once('end', end).resume()
}

/**
 * Ends an answer that had begun and cannot be finished: an error event where the dialect has one, then the
 * connection is destroyed. A polite end would make most SDKs take half an answer for a whole one.
 */
export function breakOff(
  reply: ServerResponse,
  dialect: Dialect,
  refusal: Refusal,
  callName: string,
  framing: Framing,
): void {
  if (reply.destroyed) return
  const event = dialect.refuseMidStream(refusal, callName, framing)
  if (event && reply.writableLength === 0) reply.write(event)
  const { socket } = reply
  // Lets the event out, then closes without the chunk that would end the body properly.
  if (socket && !socket.destroyed && reply.writableLength < 64 * 1024) socket.destroySoon()
  else reply.destroy()
}
