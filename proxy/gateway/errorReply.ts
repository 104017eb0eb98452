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
  dialect: Dialect,
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
    reply.end(body)
  }
  return status
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
