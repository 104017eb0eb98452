import type { CallRecord } from '../../../proxy/contract/calls.ts'

/** The newest calls with what was just heard merged in: one line a call, newest first. */
export function mergeCalls(
  known: readonly CallRecord[],
  heard: readonly CallRecord[],
  limit: number,
): CallRecord[] {
  const byId = new Map(known.map((call) => [call.id, call]))
  for (const call of heard) {
    const old = byId.get(call.id)
    // A call that ended does not begin again, whatever order the batches came in.
    if (old?.endedAt != null && call.endedAt === null) continue
    byId.set(call.id, call)
  }
  return [...byId.values()]
    .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1))
    .slice(0, limit)
}
