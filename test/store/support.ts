import { firstCallIdAt } from '../../proxy/base/ids.ts'
import type { Db } from '../../proxy/store/db.ts'
import type { CallRow, KeyRow } from '../../proxy/store/schema.ts'

/** Writes a finished call that began at `startedAt`; `sequence` tells calls of one millisecond apart. */
export function addCall(
  db: Db,
  startedAt: number,
  part: Partial<CallRow> = {},
  sequence = 0,
): number {
  const id = firstCallIdAt(startedAt) + sequence
  const row = {
    ...{ id, startedAt, endedAt: startedAt + 50, dialect: 'openai', endpoint: 'chat.completions' },
    ...{
      model: 'gpt-5-mini',
      streamed: 0,
      status: 200,
      outcome: 'ok',
      provider: 'openai' as const,
    },
    ...{ priceState: 'priced', costNanoUsd: 0, usageState: 'reported' },
    ...part,
  }
  // The table's defaults fill the usage buckets, which the row type does not know.
  db.run(db.sql.insertInto('calls').values(row as CallRow))
  return id
}

export function addMember(db: Db, id: string, name: string): void {
  db.run(db.sql.insertInto('members').values({ id, name, email: '', note: '', createdAt: 0 }))
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
