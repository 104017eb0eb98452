import { callTime, firstCallIdAt } from '../../base/ids.ts'
import { STORED_KINDS, type StoredKind, type StoredLine } from '../../contract/storage.ts'
import type { Db } from '../db.ts'

export interface StorageSizes {
  lines: StoredLine[]
  freeBytes: number
}

const DAY_MS = 86_400_000
/** Growth is told from so many days. */
const LATELY_DAYS = 28

/** Tables whose rows bear a time, and what they are. */
const DATED: Partial<Record<StoredKind, { table: string; at: string; isCall?: boolean }>> = {
  calls: { table: 'callRows', at: 'id', isCall: true },
  details: { table: 'callDetails', at: 'callId', isCall: true },
  bodies: { table: 'callBodies', at: 'callId', isCall: true },
  hours: { table: 'usageHourly', at: '"at"' },
  days: { table: 'usageDaily', at: '"at"' },
  alarms: { table: 'alarms', at: 'lastAt' },
  audit: { table: 'audit', at: '"at"' },
}

const KIND_OF: Record<string, StoredKind> = {
  ...{ callRows: 'calls', callDetails: 'details', usageHourly: 'hours', usageDaily: 'days' },
  ...{ callBodies: 'bodies', packedHours: 'hours', packedDays: 'days' },
}

/** What lies in the database, measured page by page: a long look, for a thread of its own. */
export function storageSizes(db: Db, now: number): StorageSizes {
  const bytes = new Map<StoredKind, number>()
  for (const { table, size } of tableSizes(db)) {
    const kind = kindOf(table)
    bytes.set(kind, (bytes.get(kind) ?? 0) + size)
  }
  const pragma = (name: string) => Number(db.raw.pragma(name, { simple: true }))
  return {
    lines: STORED_KINDS.map((kind) => lineOf(db, kind, bytes.get(kind) ?? 0, now)),
    freeBytes: pragma('freelist_count') * pragma('page_size'),
  }
}

/** Tables with their indexes. */
function tableSizes(db: Db): { table: string; size: number }[] {
  return db.raw
    .prepare<[], { table: string; size: number }>(
      `SELECT ifnull(tbl_name, stat.name) AS "table", sum(pgsize) AS size FROM dbstat AS stat
       LEFT JOIN sqlite_schema AS made ON made.name = stat.name
       WHERE aggregate = true GROUP BY 1`,
    )
    .all()
}

function kindOf(table: string): StoredKind {
  if (table.startsWith('audit')) return 'audit'
  if (table.startsWith('alarm')) return 'alarms'
  return KIND_OF[table] ?? 'other'
}

function lineOf(db: Db, kind: StoredKind, bytes: number, now: number): StoredLine {
  const dated = DATED[kind]
  if (!dated) return { kind, bytes, rows: 0, from: null, bytesPerDay: 0 }
  const { table, at, isCall } = dated
  const since = now - LATELY_DAYS * DAY_MS
  const found = db.raw
    .prepare<[number], { rows: number; first: number | null; lately: number }>(
      `SELECT count(*) AS rows, min(${at}) AS first, ifnull(sum(${at} >= ?), 0) AS lately FROM ${table}`,
    )
    .get(isCall ? firstCallIdAt(since) : since)
  const { rows, first, lately } = found ?? { rows: 0, first: null, lately: 0 }
  const from = first === null ? null : isCall ? callTime(first) : first
  const days = from === null ? 1 : Math.min(LATELY_DAYS, Math.max(1, (now - from) / DAY_MS))
  const perRow = rows === 0 ? 0 : bytes / rows
  return { kind, bytes, rows, from, bytesPerDay: Math.round((perRow * lately) / days) }
}
