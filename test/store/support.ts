import { firstCallIdAt } from '../../proxy/base/ids.ts'
import { usageOf } from '../../proxy/contract/calls.ts'
import type { Db } from '../../proxy/store/db.ts'
import { Ledger } from '../../proxy/store/ledger.ts'
import type { CallRow } from '../../proxy/store/schema/calls.ts'
import type { KeyRow } from '../../proxy/store/schema/keys.ts'

/** Writes a call, finished unless `part` says otherwise, that began at `startedAt`; `sequence` tells calls of one millisecond apart. */
export function addCall(
  db: Db,
  startedAt: number,
  part: Partial<CallRow> = {},
  sequence = 0,
): number {
  const id = firstCallIdAt(startedAt) + sequence
  const ledger = new Ledger(db)
  void ledger.add({
    ...{ id, startedAt, endedAt: startedAt + 50, dialect: 'openai', endpoint: 'chat.completions' },
    ...{ model: 'gpt-5-mini', streamed: 0, status: 200, outcome: 'ok', provider: 'openai' },
    ...{ priceState: 'priced', costNanoUsd: 0, usageState: 'reported', ...usageOf() },
    ...{ memberId: null, tokenId: null, keyId: null, teamId: null, address: null, client: null },
    ...{ upstreamStatus: null, reason: null, rawUsage: null, reserved: null, priceId: null },
    ...{ firstByteMs: null, totalMs: null, requestBytes: null, answerBytes: null, sent: 0 },
    ...(part.outcome === 'open' && { endedAt: null }),
    ...part,
  })
  ledger.flush()
  return id
}

export function addMember(db: Db, id: string, name: string): void {
  db.run(
    db.sql
      .insertInto('members')
      .values({ id, name, email: '', note: '', keepBodies: 'inherit', createdAt: 0 }),
  )
}

export function keyRow(part: Partial<KeyRow> & Pick<KeyRow, 'id' | 'label'>): KeyRow {
  return {
    ...{ provider: 'openai', preset: null, hint: '…', sealed: 'sealed-text', sealVersion: 1 },
    ...{ secretMark: 'mark', baseUrl: 'https://api.openai.com/v1', allowLocal: 0, models: '[]' },
    ...{ modelsPinned: 0, options: '{}', paused: 0, health: 'untested', healthNote: null },
    ...{ testedAt: null, createdAt: 1, secretChangedAt: 1, lastUsedAt: null, removedAt: null },
    teams: null,
    ...part,
  }
}
