import type { RequestState } from '../contract/requests.ts'
import type { Db } from './db.ts'
import type { AccessRequestRow } from './schema/limits.ts'

export type NewRequestRow = Pick<
  AccessRequestRow,
  'id' | 'memberId' | 'tokenId' | 'kind' | 'subject' | 'size' | 'reason' | 'createdAt'
>

export function insertRequest(db: Db, request: NewRequestRow): void {
  db.run(
    db.sql.insertInto('accessRequests').values({
      ...request,
      ...{ state: 'open', decidedAt: null, decidedById: null, answer: '', until: null },
    }),
  )
}

export function findRequest(db: Db, id: string): AccessRequestRow | undefined {
  return db.get(db.sql.selectFrom('accessRequests').selectAll().where('id', '=', id))
}

/** Requests with the names of who asked and who decided, the newest first. */
export function listRequests(
  db: Db,
  { state, teamId, limit }: { state?: RequestState; teamId?: string; limit: number },
) {
  let query = db.sql
    .selectFrom('accessRequests')
    .innerJoin('members', 'members.id', 'accessRequests.memberId')
    .leftJoin('administrators', 'administrators.id', 'accessRequests.decidedById')
    .selectAll('accessRequests')
    .select(['members.name as memberName', 'members.teamId', 'administrators.name as decidedBy'])
    .orderBy('accessRequests.createdAt', 'desc')
    .orderBy('accessRequests.id')
    .limit(limit)
  if (state !== undefined) query = query.where('accessRequests.state', '=', state)
  if (teamId !== undefined) query = query.where('members.teamId', '=', teamId)
  return db.all(query)
}

export type ListedRequest = ReturnType<typeof listRequests>[number]

/** A member's own requests, the newest first. */
export function requestsOf(db: Db, memberId: string, limit: number): AccessRequestRow[] {
  return db.all(
    db.sql
      .selectFrom('accessRequests')
      .selectAll()
      .where('memberId', '=', memberId)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .limit(limit),
  )
}

export function openRequestsOf(db: Db, memberId: string): AccessRequestRow[] {
  return db.all(
    db.sql
      .selectFrom('accessRequests')
      .selectAll()
      .where('memberId', '=', memberId)
      .where('state', '=', 'open'),
  )
}

export type Decision = Pick<
  AccessRequestRow,
  'state' | 'decidedAt' | 'decidedById' | 'answer' | 'until'
>

/** Decides a request that is open; false when somebody else was faster. */
export function decideRequest(db: Db, id: string, decision: Decision): boolean {
  return (
    db.run(
      db.sql
        .updateTable('accessRequests')
        .set(decision)
        .where('id', '=', id)
        .where('state', '=', 'open'),
    ) > 0
  )
}
