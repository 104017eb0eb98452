import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Family } from './family.ts'
import type { Fault } from './faults.ts'
import { withoutUsage } from './noUsage.ts'
import type { SeenRequest } from './vendor.ts'

interface Sending {
  family: Family
  reply: Answer
  fault: Fault | undefined
  response: ServerResponse
  seen: SeenRequest
  given: string | undefined
}

/** Sends a family's answer, or lets it go wrong in the way that was asked for. */
export async function sendAnswer(sending: Sending): Promise<void> {
  const { family, reply, fault, response, given } = sending
  switch (fault?.kind) {
    case 'hang':
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'status': {
      const message = fault.message ?? `Made to fail with ${fault.status}`
      const wanted = fault.body ?? JSON.stringify(family.error(fault.status, message))
      const body = wanted.replaceAll('{secret}', given ?? '')
      head(sending, fault.status, fault.body ? 'text/html' : 'application/json', fault.headers)
      response.end(body)
      return
    }
    case 'redirect':
      head(sending, 302, 'text/html', { location: fault.location })
      response.end('<a href="/">moved</a>')
      return
    case 'informational':
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
      break
    case 'huge':
      return sendHuge(sending, fault.bytes)
    case 'garbage':
      head(sending, 200, reply.type)
      response.end(reply.events ? 'data: {"half":\n\ndata: \u0000\n\n' : '<html>{"half":')
      return
  }
  head(sending, reply.status ?? 200, reply.type, reply.headers)
  response.flushHeaders()
  const told = fault?.kind === 'noUsage' ? withoutUsage : (text: string) => text
  const { body = '', events } = reply
  if (events) await sendEvents(sending, events.map(told))
  else await sendBody(sending, typeof body === 'string' ? Buffer.from(told(body)) : body)
}

function head({ family, response }: Sending, status: number, type: string, more = {}) {
  response.writeHead(status, { ...family.headers, 'content-type': type, ...more })
}

async function sendBody(sending: Sending, body: Buffer): Promise<void> {
  const { fault, response } = sending
  if (fault && 'after' in fault && fault.kind !== 'errorEvent') {
    await put(sending, body.subarray(0, fault.after))
    if (fault.kind === 'cut') response.destroy()
    if (fault.kind === 'earlyEnd') response.end()
    return
  }
  if (fault?.kind === 'slow') await sleep(fault.ms)
  await put(sending, body)
  response.end()
}

async function sendEvents(sending: Sending, events: string[]): Promise<void> {
  const { family, fault, response } = sending
  const after = fault && 'after' in fault ? fault.after : Number.POSITIVE_INFINITY
  for (const [i, text] of events.entries()) {
    if (i >= after) break
    if (fault?.kind === 'slow' && i > 0) await sleep(fault.ms)
    if (response.destroyed) return
    await put(sending, Buffer.from(fault?.kind === 'crlf' ? withCrlf(text) : text))
  }
  if (fault?.kind === 'hangMidway') return
  if (fault?.kind === 'cut') {
    response.destroy()
    return
  }
  if (fault?.kind === 'errorEvent') await put(sending, Buffer.from(family.errorEvent('Overloaded')))
  response.end()
}

function withCrlf(event: string): string {
  return `: keep-alive\r\n\r\n${event.replaceAll('\n', '\r\n')}`
}

/** Hands bytes to the connection and waits until they have left. */
async function put({ fault, response, seen }: Sending, bytes: Buffer): Promise<void> {
  const shredded = fault?.kind === 'shred' || fault?.kind === 'echo'
  const step = shredded ? fault.bytes : bytes.length
  for (let at = 0; at < bytes.length; at += step) {
    if (response.destroyed) return
    const piece = bytes.subarray(at, at + step)
    seen.sentBytes += piece.length
    await new Promise<void>((resolve) => {
      response.once('close', resolve)
      response.write(piece, () => {
        response.off('close', resolve)
        resolve()
      })
    })
    // A turn of the loop between the pieces keeps them apart on the wire.
    if (shredded) await new Promise(setImmediate)
  }
}

async function sendHuge(sending: Sending, bytes: number): Promise<void> {
  const { reply, response, seen } = sending
  head(sending, 200, reply.type)
  const opening = reply.events?.[0] ?? '{"padding":"'
  await put(sending, Buffer.from(opening))
  const padding = reply.events ? `: ${'x'.repeat(16_381)}\n\n` : 'x'.repeat(16_384)
  while (seen.sentBytes < bytes && !response.destroyed) await put(sending, Buffer.from(padding))
  if (!response.destroyed) response.end(reply.events ? '' : '"}')
}
