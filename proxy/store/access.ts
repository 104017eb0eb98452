import type { AccessRules, AccessSubject, ModelGrant } from '../contract/access.ts'
import type { Db } from './db.ts'
import type { ModelGrantRow } from './schema/limits.ts'

export interface StoredAccess extends AccessSubject {
  rules: AccessRules
}

/** Rules of every level that has any, the workspace first. */
export function listAccess(db: Db): StoredAccess[] {
  const order = ['workspace', 'team', 'member', 'token']
  return db
    .all(db.sql.selectFrom('accessRules').selectAll().orderBy('subjectId'))
    .map(({ level, subjectId, rules }) => ({
      level,
      subjectId: subjectId === '' ? null : subjectId,
      rules: JSON.parse(rules) as AccessRules,
    }))
    .sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
}

export function findAccess(db: Db, { level, subjectId }: AccessSubject): AccessRules | undefined {
  const row = db.get(
    db.sql
      .selectFrom('accessRules')
      .select('rules')
      .where('level', '=', level)
      .where('subjectId', '=', subjectId ?? ''),
  )
  return row && (JSON.parse(row.rules) as AccessRules)
}

export function saveAccess(db: Db, { level, subjectId }: AccessSubject, rules: AccessRules): void {
  const text = JSON.stringify(rules)
  db.run(
    db.sql
      .insertInto('accessRules')
      .values({ level, subjectId: subjectId ?? '', rules: text })
      .onConflict((row) => row.columns(['level', 'subjectId']).doUpdateSet({ rules: text })),
  )
}

export function removeAccess(db: Db, { level, subjectId }: AccessSubject): void {
  db.run(
    db.sql
      .deleteFrom('accessRules')
      .where('level', '=', level)
      .where('subjectId', '=', subjectId ?? ''),
  )
}

export type ListedGrant = ModelGrant & { teamId: string | null }

/** Grants that nobody ended and that still last, the newest first. */
export function listGrants(db: Db, now: number, memberId?: string): ListedGrant[] {
  const query = db.sql
    .selectFrom('modelGrants')
    .innerJoin('members', 'members.id', 'modelGrants.memberId')
    .select([
      'modelGrants.id',
      'modelGrants.memberId',
      'members.name as memberName',
      'members.teamId',
      'modelGrants.model',
      'modelGrants.until',
      'modelGrants.createdAt',
    ])
    .where('modelGrants.endedAt', 'is', null)
    .where((where) =>
      where.or([where('modelGrants.until', 'is', null), where('modelGrants.until', '>', now)]),
    )
    .orderBy('modelGrants.createdAt', 'desc')
    .orderBy('modelGrants.id')
  return db.all(memberId === undefined ? query : query.where('modelGrants.memberId', '=', memberId))
}

export function insertGrant(db: Db, grant: Omit<ModelGrantRow, 'endedAt'>): void {
  db.run(db.sql.insertInto('modelGrants').values({ ...grant, endedAt: null }))
}

/** Ends a grant; false when it had been ended before. */
export function endGrant(db: Db, id: string, now: number): boolean {
  return (
    db.run(
      db.sql
        .updateTable('modelGrants')
        .set({ endedAt: now })
        .where('id', '=', id)
        .where('endedAt', 'is', null),
    ) > 0
  )
}
