import { matchesCall } from '../../../proxy/contract/callMatch.ts'
import { readQuery } from '../../../proxy/contract/callQuery.ts'
import type { CallFilter, CallRecord } from '../../../proxy/contract/calls.ts'

/** Tells whether a call that arrives live belongs into the list, as the service would decide. */
export function belongsTo({ since, until, query: text }: CallFilter, timeZone: string) {
  const { query } = readQuery(text ?? '')
  return (call: CallRecord): boolean =>
    (since === undefined || call.startedAt >= since) &&
    (until === undefined || call.startedAt < until) &&
    matchesCall(call, query, timeZone)
}
