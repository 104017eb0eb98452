import {
  commitmentOf,
  entryHash,
  erasureMac,
  FIRST_MAC,
  firstLink,
  isSigned,
  linkOf,
  macOf,
} from '../../base/auditChain.ts'
import type { AuditBreakKind } from '../../contract/audit.ts'
import {
  checkpointsBetween,
  entriesAfter,
  entryOf,
  type StoredEntry,
} from '../../store/audit/entries.ts'
import type { Db } from '../../store/db.ts'
import type { AuditCheckpointRow } from '../../store/schema/audit.ts'

/** A stretch of the audit log to be looked at, and what is known about where it begins. */
export interface AuditStretch {
  after: number
  /** The last entry that was taken off the log's beginning; 0 where it holds all. */
  begin: number
  /** MAC of the entry before; null where the log begins. */
  mac: Uint8Array | null
  /** Link of the entry before; null where it is not known: the next checkpoint tells it. */
  link: Uint8Array | null
  upTo: number
  limit: number
  /** The last entry that a head outside of the database knows. */
  headSeq: number
  installId: string
  key: Uint8Array
  publicKey: string
}

export interface AuditSliceAnswer {
  checked: number
  erased: number
  since: number | null
  after: number
  mac: Uint8Array
  link: Uint8Array | null
  /** The first bent entry; `after` and `mac` then tell how to go on behind it. */
  broken: { kind: AuditBreakKind; seq: number } | null
  done: boolean
}

/** How far around a bent entry its true place is looked for. */
const AROUND = 2000

/** Looks at the next entries: number, MAC, detail, and the signed checkpoints among them. */
export function auditSlice(db: Db, stretch: AuditStretch): AuditSliceAnswer {
  const { after, upTo, limit, installId } = stretch
  const rows = entriesAfter(db, after, upTo, limit)
  const last = rows.at(-1)?.seq ?? after
  const signed = new Map(checkpointsBetween(db, after, last).map((row) => [row.seq, row]))
  let mac: Uint8Array = stretch.mac ?? FIRST_MAC
  let link = after === 0 ? firstLink(installId) : stretch.link
  const answer = { checked: 0, erased: 0, since: rows[0]?.at ?? null, after, mac, link }
  for (const row of rows) {
    const checkpoint = signed.get(row.seq)
    const hash = entryHash(entryOf(row))
    const own = link && linkOf(link, hash)
    const bent =
      chainBreak(db, stretch, { row, hash, before: mac, expected: answer.after + 1 }) ??
      detailBreak(db, stretch.key, row) ??
      (checkpoint && checkpointBreak(stretch, checkpoint, own, row.mac))
    mac = row.mac
    // Behind a break nobody knows the link any more; what was signed there begins it anew.
    link = bent ? null : (own ?? checkpoint?.link ?? null)
    Object.assign(answer, { after: row.seq, mac, link })
    if (bent) return { ...answer, broken: bent, done: row.seq >= upTo }
    answer.checked++
    if (row.erasedBy !== null) answer.erased++
  }
  return { ...answer, broken: null, done: rows.length < limit }
}

interface Found {
  kind: AuditBreakKind
  seq: number
}

interface Standing {
  row: StoredEntry
  hash: Buffer
  before: Uint8Array
  expected: number
}

function chainBreak(db: Db, stretch: AuditStretch, at: Standing): Found | undefined {
  const { row, hash, before, expected } = at
  if (row.seq !== expected)
    return { kind: expected === stretch.begin + 1 ? 'shortened' : 'removed', seq: expected }
  if (row.mac.equals(macOf(stretch.key, row.seq, before, hash))) return undefined
  return { kind: kindOf(db, stretch, row), seq: row.seq }
}

/** What was done to an entry that its MAC does not fit. */
function kindOf(db: Db, { key, headSeq }: AuditStretch, row: StoredEntry): AuditBreakKind {
  const earlier = db.sql.selectFrom('audit').select('seq').where('mac', '=', row.mac)
  if (db.get(earlier.where('seq', '<', row.seq))) return 'replayed'
  if (isMoved(db, key, row)) return 'reordered'
  return row.seq > headSeq ? 'added' : 'changed'
}

/** True when the entry is a good one of another number. */
function isMoved(db: Db, key: Uint8Array, row: StoredEntry): boolean {
  const around = entriesAfter(db, Math.max(0, row.seq - AROUND), row.seq + AROUND, 2 * AROUND)
  const macs = new Map(around.map(({ seq, mac }) => [seq, mac]))
  return around.some(({ seq }) => {
    const hash = entryHash({ ...entryOf(row), seq })
    // Two neighbours that changed places: the one before it stands behind it now.
    return [macs.get(seq - 1), macs.get(seq)].some(
      (before) => before && seq !== row.seq && row.mac.equals(macOf(key, seq, before, hash)),
    )
  })
}

function detailBreak(db: Db, key: Uint8Array, row: StoredEntry): Found | undefined {
  const { seq, asideSalt: salt, asideDetail: detail, erasedBy, erasedMac } = row
  if (salt === null || detail === null) {
    const isOurs = erasedBy !== null && erasedMac?.equals(erasureMac(key, seq, erasedBy))
    return isOurs ? undefined : { kind: 'detailRemoved', seq }
  }
  const commitment = commitmentOf(salt, detail)
  if (commitment === row.detail) return undefined
  const owner = db.get(db.sql.selectFrom('audit').select('seq').where('detail', '=', commitment))
  return { kind: owner ? 'detailSwapped' : 'detailChanged', seq }
}

function checkpointBreak(
  { installId, publicKey }: AuditStretch,
  checkpoint: AuditCheckpointRow,
  link: Buffer | null,
  mac: Buffer,
): Found | undefined {
  const { seq, at, signature } = checkpoint
  const facts = { installId, seq, at, link: hex(checkpoint.link), mac: hex(checkpoint.mac) }
  const fits =
    checkpoint.mac.equals(mac) &&
    (link === null || checkpoint.link.equals(link)) &&
    checkpoint.publicKey === publicKey &&
    isSigned(publicKey, facts, signature)
  return fits ? undefined : { kind: 'checkpoint', seq }
}

const hex = (bytes: Buffer) => bytes.toString('hex')
