import type { IncomingMessage } from 'node:http'
import type { Call } from '../call.ts'
import type { GatewayServices } from '../services.ts'
import { BodyTap } from './bodyTap.ts'

/** Whoever calls sees in every answer that it is kept. */
const HEADER = 'x-keyrack-bodies'

/** Begins to keep what the call brings and gets, where that is on for its member. */
export function tapCall(services: GatewayServices, call: Call): void {
  if (!call.caller?.keepsBodies) return
  call.answerTap = new BodyTap(services.settings().bodyKeptBytes)
  call.reply.setHeader(HEADER, 'kept')
}

/** Hands over what was kept of a call that is over; a call without a row leaves no bodies either. */
export function keepTapped(services: GatewayServices, call: Call): void {
  const { answerTap, caller, closed, body, reply, request } = call
  if (!answerTap || !caller || !closed) return
  const sent = new BodyTap(services.settings().bodyKeptBytes)
  // Uploads lie on disk while they are checked and are not kept.
  if (body?.json) sent.push(body.json.bytes)
  services.bodies.keep(
    {
      ...{ id: call.id, startedAt: call.startedAt },
      ...{ memberId: caller.memberId, teamId: caller.teamId },
    },
    [
      { part: 'request', contentType: typeOf(request), tap: sent },
      {
        part: 'answer',
        contentType: String(reply.getHeader('content-type') ?? ''),
        tap: answerTap,
      },
    ],
  )
}

function typeOf({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').slice(0, 200)
}
