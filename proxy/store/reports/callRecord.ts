import { formatCallId } from '../../base/ids.ts'
import { type CallRecord, USAGE_BUCKETS, type Usage, usageOf } from '../../contract/calls.ts'
import type { Db } from '../db.ts'
import type { CallRow } from '../schema/calls.ts'

/** A row of the ledger with the names of its member, team and key as they are now. */
export type NamedCallRow = CallRow & {
  memberName: string | null
  teamName: string | null
  tokenLabel: string | null
  keyLabel: string | null
  unlogged: number | null
}

/** Calls joined with the names they are shown by; removed members and keys keep theirs. */
export function selectNamedCalls(db: Db) {
  return db.sql
    .selectFrom('calls')
    .leftJoin('members', 'members.id', 'calls.memberId')
    .leftJoin('teams', 'teams.id', 'calls.teamId')
    .leftJoin('tokens', 'tokens.id', 'calls.tokenId')
    .leftJoin('keys', 'keys.id', 'calls.keyId')
    .selectAll('calls')
    .select([
      ...(['members.name as memberName', 'teams.name as teamName'] as const),
      ...(['tokens.label as tokenLabel', 'keys.label as keyLabel'] as const),
    ])
    .select((of) =>
      of
        .selectFrom('callRows')
        .select('callRows.unlogged')
        .whereRef('callRows.id', '=', 'calls.id')
        .as('unlogged'),
    )
}

export function toCallRecord(row: NamedCallRow): CallRecord {
  return {
    id: formatCallId(row.id),
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    memberId: row.memberId,
    memberName: row.memberName,
    teamId: row.teamId,
    teamName: row.teamName,
    tokenId: row.tokenId,
    tokenLabel: row.tokenLabel,
    keyId: row.keyId,
    keyLabel: row.keyLabel,
    provider: row.provider as CallRecord['provider'],
    dialect: row.dialect as CallRecord['dialect'],
    endpoint: row.endpoint,
    model: row.model,
    streamed: row.streamed === 1,
    status: row.status,
    upstreamStatus: row.upstreamStatus,
    outcome: row.outcome as CallRecord['outcome'],
    reason: row.reason,
    usage: usageOfRow(row),
    usageState: row.usageState as CallRecord['usageState'],
    costNanoUsd: row.costNanoUsd,
    priceState: row.priceState as CallRecord['priceState'],
    priceId: row.priceId,
    firstByteMs: row.firstByteMs,
    totalMs: row.totalMs,
    address: row.address,
    client: row.client,
    unlogged: row.unlogged === 1,
  }
}

/** Only the usage buckets of a row or of sums over rows; sums over nothing are null and count as zero. */
export function usageOfRow(row: Record<keyof Usage, number | null>): Usage {
  const usage = usageOf()
  for (const bucket of USAGE_BUCKETS) usage[bucket] = row[bucket] ?? 0
  return usage
}
