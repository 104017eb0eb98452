import { formatCallId } from '../../base/ids.ts'
import type { Db } from '../db.ts'
import { textsOf } from '../names.ts'
import type { Person } from './person.ts'

/** What is kept about one person outside of their calls, by what it is called in an export. */
export function personalRecords(db: Db, { member, tokens, limitIds, ids }: Person) {
  const { sql } = db
  const { id: memberId, keepBodies, ...profile } = member
  const limits = db.all(sql.selectFrom('limits').selectAll().where('id', 'in', limitIds))
  return {
    profile: [{ id: memberId, ...profile, keepBodies, team: teamName(db, member.teamId) }],
    // Without what proves a token: it is of no use to the person, and of some to a thief.
    tokens: tokens.map(({ mac: _, ...token }) => token),
    limits: limits.map((limit) => ({
      ...limit,
      ...{ window: parsed(limit.window), scope: parsed(limit.scope) },
      action: parsed(limit.action),
    })),
    raises: ofMember('limitRaises'),
    clears: ofMember('limitClears'),
    accessRules: db
      .all(sql.selectFrom('accessRules').selectAll().where('subjectId', 'in', ids))
      .map((row) => ({ ...row, rules: parsed(row.rules) })),
    grants: ofMember('modelGrants'),
    requests: ofMember('accessRequests'),
    alarms: db
      .all(
        sql
          .selectFrom('alarms')
          .selectAll()
          .where((where) =>
            where.or([where('memberId', '=', memberId), where('tokenId', 'in', ids)]),
          )
          .orderBy('firstAt'),
      )
      .map((row) => ({ ...row, evidence: parsed(row.evidence) })),
    objects: ofMember('providerObjects').map((row) => ({
      ...row,
      ...('detail' in row && { detail: parsed(row.detail) }),
    })),
  }

  function ofMember(
    table: 'limitRaises' | 'limitClears' | 'modelGrants' | 'accessRequests' | 'providerObjects',
  ) {
    return db.all(sql.selectFrom(table).selectAll().where('memberId', '=', memberId))
  }
}

function teamName(db: Db, id: string | null): string | null {
  if (id === null) return null
  return db.get(db.sql.selectFrom('teams').select('name').where('id', '=', id))?.name ?? null
}

function parsed(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}

export interface DetailsQuestion {
  /** The member's code in the ledger. */
  member: number
  /** Only of calls after this one. */
  after: number
  limit: number
}

interface DetailRow {
  callId: number
  rawUsage: string | null
  trace: string | null
  requestHeaders: number
  answerHeaders: number
}

/** What is kept of somebody's calls beside their rows, the oldest first, each as one line of JSON. */
export function detailLines(
  db: Db,
  { member, after, limit }: DetailsQuestion,
): { text: string; rows: number; last: number } {
  const rows = db.raw
    .prepare<[number, number, number], DetailRow>(
      `SELECT callId, rawUsage, trace, requestHeaders, answerHeaders FROM callDetails
       JOIN callRows ON callRows.id = callId WHERE member = ? AND callId > ? ORDER BY callId LIMIT ?`,
    )
    .all(member, after, limit)
  const texts = textsOf(
    db,
    rows.flatMap(({ requestHeaders, answerHeaders }) => [requestHeaders, answerHeaders]),
  )
  const lines = rows.map((row) =>
    JSON.stringify({
      call: formatCallId(row.callId),
      ...{ rawUsage: parsed(row.rawUsage), trace: parsed(row.trace) },
      requestHeaders: parsed(texts.get(row.requestHeaders) ?? null),
      answerHeaders: parsed(texts.get(row.answerHeaders) ?? null),
    }),
  )
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    ...{ rows: rows.length, last: rows.at(-1)?.callId ?? after },
  }
}

/** Bodies that are kept of somebody's calls, the oldest first. */
export function bodiesOf(db: Db, member: number): { callId: number; part: number }[] {
  return db.raw
    .prepare<[number], { callId: number; part: number }>(
      `SELECT callId, part FROM callBodies JOIN callRows ON callRows.id = callId
       WHERE member = ? ORDER BY callId, part`,
    )
    .all(member)
}
