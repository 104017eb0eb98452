import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type {
  AuditAct,
  AuditChange,
  AuditOrigin,
  AuditPage,
  AuditPageAnswer,
  AuditResult,
  AuditSource,
  AuditTerm,
} from '../../contract/audit.ts'
import type { Db } from '../db.ts'

/** One page of acts with their outcomes, newest first, and whether older ones follow. */
export function auditPage(db: Db, { before, limit, filter }: AuditPage): AuditPageAnswer {
  let query = acts(db)
    .orderBy('act.seq', 'desc')
    .limit(limit + 1)
  if (before !== undefined) query = query.where('act.seq', '<', before)
  if (filter.since !== undefined) query = query.where('act.at', '>=', filter.since)
  if (filter.until !== undefined) query = query.where('act.at', '<', filter.until)
  for (const term of filter.terms) query = query.where(passes(term))
  const rows = db.all(query)
  return { acts: rows.slice(0, limit).map(toAct), more: rows.length > limit }
}

/** One act by its number. */
export function auditAct(db: Db, { seq }: { seq: number }): AuditAct | undefined {
  const row = db.get(acts(db).where('act.seq', '=', seq))
  return row && toAct(row)
}

function acts(db: Db) {
  return db.sql
    .selectFrom('audit as act')
    .leftJoin('audit as end', 'end.of', 'act.seq')
    .leftJoin('auditDetails as aside', 'aside.seq', 'act.seq')
    .leftJoin('auditDetails as endAside', 'endAside.seq', 'end.seq')
    .where('act.of', 'is', null)
    .select([
      ...(['act.seq', 'act.at', 'act.source', 'act.action', 'act.origin'] as const),
      ...(['end.at as endedAt', 'end.seq as endSeq'] as const),
      ...(['aside.detail as detail', 'endAside.detail as endDetail'] as const),
    ])
    .select((of) => [
      of.fn.coalesce('end.actor', 'act.actor').as('actor'),
      of.fn.coalesce('end.role', 'act.role').as('role'),
      of.fn.coalesce('end.result', 'act.result').as('result'),
      of.fn.coalesce('end.object', 'act.object').as('object'),
      of.fn.coalesce('end.objectType', 'act.objectType').as('objectType'),
    ])
}

/** Whether an act passes one word of a filter; what holds nothing passes only what is negated. */
function passes({ field, values, negated }: AuditTerm) {
  const hit = or(values.map((value) => hits(field, value.toLowerCase())))
  return negated ? sql<SqlBool>`not ${hit}` : hit
}

function hits(field: AuditTerm['field'], value: string): Condition {
  const text = (column: string) => sql<string>`lower(coalesce(${sql.ref(column)}, ''))`
  const either = (name: string) =>
    sql<string>`lower(coalesce(${sql.ref(`end.${name}`)}, ${sql.ref(`act.${name}`)}, ''))`
  const inDetail = (path: string) =>
    sql<string>`lower(coalesce(${sql.ref('endAside.detail')} ->> ${path}, ${sql.ref('aside.detail')} ->> ${path}, ''))`
  // No pattern: a percent sign or a star is looked for as itself.
  const holds = (held: ReturnType<typeof text>) => sql<SqlBool>`instr(${held}, ${value}) > 0`
  const is = (held: ReturnType<typeof text>) => sql<SqlBool>`${held} = ${value}`
  return {
    who: () => or([holds(inDetail('$.actor')), is(either('actor'))]),
    role: () => is(either('role')),
    action: () => holds(text('act.action')),
    object: () => or([holds(inDetail('$.object')), is(either('object'))]),
    result: () => is(either('result')),
    source: () => is(text('act.source')),
    text: () =>
      or([
        ...[holds(text('aside.detail')), holds(text('endAside.detail'))],
        ...[holds(text('act.action')), is(either('object'))],
      ]),
  }[field]()
}

const or = (all: readonly Condition[]): Condition => sql<SqlBool>`(${sql.join(all, sql` or `)})`

type Condition = RawBuilder<SqlBool>

type ActRow =
  ReturnType<ReturnType<typeof acts>['execute']> extends Promise<(infer Row)[]> ? Row : never

interface Detail {
  actor?: string
  object?: string
  address?: string
  asked?: unknown
  changes?: AuditChange[]
  reason?: string
}

function toAct(row: ActRow): AuditAct {
  const begun = detailIn(row.detail)
  const ended = detailIn(row.endDetail)
  return {
    ...{ seq: row.seq, at: row.at, endSeq: row.endSeq, endedAt: row.endedAt },
    action: row.action,
    ...{ actorId: row.actor, actorName: ended.actor ?? begun.actor ?? null, role: row.role },
    ...{ source: row.source as AuditSource, address: begun.address ?? null },
    ...{ objectType: row.objectType, objectId: row.object },
    objectName: ended.object ?? begun.object ?? null,
    ...{ asked: begun.asked ?? null, changes: ended.changes ?? begun.changes ?? [] },
    ...{ result: row.result as AuditResult, origin: row.origin as AuditOrigin },
    reason: ended.reason ?? begun.reason ?? null,
    erased: row.detail === null || (row.endSeq !== null && row.endDetail === null),
  }
}

function detailIn(text: string | null): Detail {
  return text === null ? {} : (JSON.parse(text) as Detail)
}
