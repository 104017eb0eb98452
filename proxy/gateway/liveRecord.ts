import { type CallRecord, USAGE_BUCKETS, usageOf } from '../contract/calls.ts'
import type { ClosedCall } from '../store/ledger.ts'
import type { Call } from './call.ts'

/** A call as the window shows it while it runs, or with its row's end once it is over. */
export function liveRecord(call: Call, row?: ClosedCall): CallRecord {
  const usage = usageOf()
  const unlogged = call.caller?.unlogged === true
  if (row) for (const bucket of USAGE_BUCKETS) usage[bucket] = row[bucket]
  return {
    id: call.name,
    startedAt: call.startedAt,
    endedAt: row?.endedAt ?? null,
    memberId: call.caller?.memberId ?? null,
    memberName: call.caller?.memberName ?? null,
    teamId: call.caller?.teamId ?? null,
    teamName: call.caller?.teamName ?? null,
    tokenId: call.caller?.tokenId ?? null,
    tokenLabel: call.caller?.tokenLabel ?? null,
    keyId: call.key?.id ?? null,
    keyLabel: call.key?.label ?? null,
    provider: call.key?.providerName ?? null,
    dialect: call.dialect.name,
    endpoint: call.endpoint.name,
    model: call.model ?? null,
    streamed: call.streamed,
    status: row?.status ?? null,
    upstreamStatus: call.upstreamStatus ?? null,
    outcome: call.outcome,
    reason: call.reason ?? null,
    usage,
    usageState: (row?.usageState ?? 'none') as CallRecord['usageState'],
    costNanoUsd: row?.costNanoUsd ?? null,
    priceState: (row?.priceState ?? null) as CallRecord['priceState'],
    priceId: row?.priceId ?? null,
    firstByteMs: call.firstByteAt === undefined ? null : call.firstByteAt - call.startedAt,
    totalMs: row?.totalMs ?? null,
    address: unlogged ? null : call.address,
    client: unlogged ? null : call.client,
    unlogged,
  }
}
