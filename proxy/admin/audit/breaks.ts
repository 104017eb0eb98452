import { type BeginningFacts, headMac, isBeginningSigned } from '../../base/auditChain.ts'
import { type AuditBreak, type AuditBreakKind, auditBreakKind } from '../../contract/audit.ts'
import { strayEntry } from '../../store/audit/beginning.ts'
import { auditTail, highestGiven, macAt } from '../../store/audit/entries.ts'
import type { Head, Heads } from '../../store/audit/heads.ts'
import type { Db } from '../../store/db.ts'
import type { AuditBeginningRow } from '../../store/schema/audit.ts'

/** What is written into the log about itself. */
export const MISMATCH = 'audit.mismatch'
export const ACKNOWLEDGED = 'audit.acknowledge'

export type Found = Pick<AuditBreak, 'kind' | 'seq'>

/** How a break is named in the log; an owner acknowledges it by the same name. */
export const nameOf = ({ kind, seq }: Found) => `${kind}:${seq}`

/** The break of a name; undefined for what is none. */
export function breakNamed(name: string): Found | undefined {
  const [kind, seq] = name.split(':')
  const parsed = auditBreakKind.safeParse(kind)
  return parsed.success ? { kind: parsed.data, seq: Number(seq) } : undefined
}

/** Compares the log with where it stood, as the files outside of the database tell it. */
export function headBreak(db: Db, heads: Heads, key: Uint8Array): Found | undefined {
  const tail = auditTail(db)
  const given = highestGiven(db)
  const seq = tail?.seq ?? 0
  for (const { place, head } of heads.read()) {
    if (head === 'missing') {
      // Another computer never had the second one; the first is as old as the first entry.
      if (place === 'data' && given > 0) return { kind: 'head', seq }
      continue
    }
    if (head === 'damaged' || !isOurs(head, key)) return { kind: 'head', seq }
    if (head.seq > seq) {
      const gone = seq === 0 ? 'rebegun' : 'rolledBack'
      return { kind: given > seq ? 'cutOff' : gone, seq: seq + 1 }
    }
    const mac = macAt(db, head.seq)
    // The same number with another MAC: an older log was put back, and went on from there.
    if (mac && mac.toString('hex') !== head.mac)
      return isYounger(db, head)
        ? { kind: 'rebegun', seq: 1 }
        : { kind: 'rolledBack', seq: head.seq }
  }
  // Cut off without a head that knows of it.
  return given > seq ? { kind: 'cutOff', seq: seq + 1 } : undefined
}

/** True when a log begins with its first entry of all after it was known to hold others. */
function isYounger(db: Db, { at }: Head): boolean {
  const first = db.get(db.sql.selectFrom('audit').select('at').where('seq', '=', 1))
  return first !== undefined && first.at > at
}

/** What was done to the place where the log begins. */
export function beginningBreak(
  db: Db,
  { seq, at, actor, taken, entry, link, mac, publicKey, signature }: AuditBeginningRow,
  ours: { installId: string; publicKey: string },
): Found | undefined {
  const facts: BeginningFacts = {
    ...{ installId: ours.installId, seq, at, actor, taken, entry },
    ...{ link: link.toString('hex'), mac: mac.toString('hex') },
  }
  const isOurs = publicKey === ours.publicKey && isBeginningSigned(publicKey, facts, signature)
  if (!isOurs) return { kind: 'beginning', seq: seq + 1 }
  const stray = strayEntry(db, seq)
  return stray === undefined ? undefined : { kind: 'added', seq: stray }
}

/** The last entry that a head knows of. */
export function headSeq(heads: Heads, key: Uint8Array): number {
  const known = heads
    .read()
    .flatMap(({ head }) => (typeof head === 'object' && isOurs(head, key) ? [head.seq] : []))
  return Math.max(0, ...known)
}

function isOurs({ seq, mac, at, proof }: Head, key: Uint8Array): boolean {
  return headMac(key, seq, Buffer.from(mac, 'hex'), at).toString('hex') === proof
}

/** What the log tells of its own breaks. */
interface Known {
  /** The last one that nobody has acknowledged. */
  open: Found | undefined
  names: Set<string>
  acknowledged: Set<string>
}

/** Every break that was found and every one that was acknowledged, as the log tells it. */
export function knownBreaks(db: Db): Known {
  const rows = db.all(
    db.sql
      .selectFrom('audit')
      .leftJoin('audit as ended', 'ended.of', 'audit.seq')
      .select(['audit.action', 'audit.object', 'audit.result', 'ended.result as outcome'])
      .where('audit.objectType', '=', 'audit')
      .where('audit.action', 'in', [MISMATCH, ACKNOWLEDGED])
      .orderBy('audit.seq'),
  )
  const acknowledged = new Set<string>()
  const names = new Set<string>()
  for (const { action, object, result, outcome } of rows) {
    if (object === null) continue
    if (action === MISMATCH) names.add(object)
    else if ((outcome ?? result) === 'done') acknowledged.add(object)
  }
  const open = [...names].findLast((name) => !acknowledged.has(name))
  return { open: open === undefined ? undefined : breakNamed(open), names, acknowledged }
}

/** A break can look otherwise once the log has gone on behind it: what was cut off is a gap then. */
const FIRST_SEEN_AS: Partial<Record<AuditBreakKind, AuditBreakKind[]>> = {
  removed: ['cutOff', 'rolledBack'],
  shortened: ['cutOff', 'rolledBack', 'rebegun'],
  changed: ['added'],
}

/** The same break by the name it was found under first. */
export function asFirstFound(found: Found, names: ReadonlySet<string>): Found {
  const kinds = FIRST_SEEN_AS[found.kind] ?? []
  const first = kinds.find((kind) => names.has(nameOf({ ...found, kind })))
  return first ? { ...found, kind: first } : found
}

/** What the log says about itself when it was bent. */
export function mismatchAct(found: Found) {
  return {
    action: MISMATCH,
    source: 'service' as const,
    object: { type: 'audit', id: nameOf(found), name: breakWords(found) },
  }
}

/** What happened, what it means, what to do. */
export function breakWords({ kind, seq }: Found): string {
  return `${WHAT[kind](seq)} ${MEANING[kind] ?? DISTRUST}`
}

const DISTRUST =
  'Somebody who can write to the data folder changed it outside Keyrack, so from there on the log proves nothing until an owner has looked into it. Keep a copy of the data folder, compare with an earlier export, then acknowledge it here.'

const WHAT: Record<AuditBreakKind, (seq: number) => string> = {
  changed: (seq) => `Entry ${seq} of the audit log was changed.`,
  removed: (seq) => `Entry ${seq} of the audit log was removed.`,
  added: (seq) => `Entry ${seq} of the audit log was not written by Keyrack.`,
  reordered: (seq) => `Entry ${seq} of the audit log was moved: it stood in another place.`,
  replayed: (seq) => `Entry ${seq} of the audit log is a copy of an older one.`,
  detailChanged: (seq) => `The detail of entry ${seq} of the audit log was changed.`,
  detailSwapped: (seq) => `The detail at entry ${seq} of the audit log belongs to another entry.`,
  detailRemoved: (seq) => `The detail of entry ${seq} of the audit log was removed.`,
  checkpoint: (seq) => `The signed checkpoint at entry ${seq} of the audit log is not Keyrack’s.`,
  cutOff: (seq) => `The audit log was cut off: entry ${seq} and what followed it are missing.`,
  rolledBack: (seq) =>
    `The audit log is an older copy: entry ${seq} and what followed it are not in it.`,
  beginning: (seq) =>
    `The record that says where the audit log begins (before entry ${seq}) is not Keyrack’s.`,
  shortened: (seq) =>
    `The beginning of the audit log was removed: entry ${seq} should be its first one, and nothing says that Keyrack took it off.`,
  rebegun: () => 'The audit log was begun anew: what it held before is gone.',
  head: () => 'The file that tells where the audit log stood is missing or was changed.',
}

const MEANING: Partial<Record<AuditBreakKind, string>> = {
  rebegun:
    'If the database was deleted on purpose, to start afresh with the same vault, this is expected: an owner acknowledges it here. If not, somebody removed it to hide what was done; keep a copy of the data folder and ask who could write to it.',
  rolledBack:
    'If a backup was put back, this is expected: an owner acknowledges it here. If not, somebody replaced the database to hide what was done; keep a copy of the data folder and ask who could write to it.',
  head: 'If the data folder was copied or put back without audit-head.json, this is expected: an owner acknowledges it here. If not, somebody may want to hide that the log was cut off; keep a copy of the data folder first.',
}
