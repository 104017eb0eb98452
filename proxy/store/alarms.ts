import { sql } from 'kysely'
import type { AlarmKind } from '../contract/alarmRules.ts'
import type { AlarmEvidence, AlarmResolution, AlarmState, AlarmsPage } from '../contract/alarms.ts'
import type { Db } from './db.ts'
import type { AlarmRow } from './schema/alarms.ts'

/** An alarm with the names of whom and what it is about; removed ones keep theirs. */
function selectAlarms(db: Db) {
  return db.sql
    .selectFrom('alarms')
    .leftJoin('members', 'members.id', 'alarms.memberId')
    .leftJoin('teams', 'teams.id', 'alarms.teamId')
    .leftJoin('tokens', 'tokens.id', 'alarms.tokenId')
    .leftJoin('keys', 'keys.id', 'alarms.keyId')
    .leftJoin('alarmMutes', 'alarmMutes.cause', 'alarms.cause')
    .selectAll('alarms')
    .select([
      'members.name as memberName',
      'teams.name as teamName',
      'keys.label as keyLabel',
      'alarmMutes.until as mutedUntil',
      sql<string | null>`iif("tokens"."label" = '', "tokens"."hint", "tokens"."label")`.as(
        'tokenName',
      ),
    ])
}

export type NamedAlarmRow = NonNullable<ReturnType<typeof findAlarm>>

export function findAlarm(db: Db, id: string) {
  return db.get(selectAlarms(db).where('alarms.id', '=', id))
}

/** Whose alarms are asked for: of one team, or of all. */
interface Seen {
  teamId?: string | undefined
}

/** One page, the newest first, and whether older ones follow. */
export function listAlarms(db: Db, { limit, before, state, kind, ...of }: AlarmsPage & Seen) {
  let query = selectAlarms(db)
    .orderBy('alarms.lastAt', 'desc')
    .orderBy('alarms.id', 'desc')
    .limit(limit + 1)
  if (state !== undefined) query = query.where('alarms.state', '=', state)
  if (kind !== undefined) query = query.where('alarms.kind', '=', kind)
  for (const column of ['memberId', 'tokenId', 'keyId', 'teamId'] as const) {
    const id = of[column]
    if (id !== undefined) query = query.where(`alarms.${column}`, '=', id)
  }
  if (before !== undefined) {
    const { lastAt, id } = before
    query = query.where((where) =>
      where.or([
        where('alarms.lastAt', '<', lastAt),
        where.and([where('alarms.lastAt', '=', lastAt), where('alarms.id', '<', id)]),
      ]),
    )
  }
  const rows = db.all(query)
  return { rows: rows.slice(0, limit), more: rows.length > limit }
}

/** How many are not solved yet, by state. */
export function countUnsolved(db: Db, { teamId }: Seen): Record<'open' | 'acknowledged', number> {
  let query = db.sql
    .selectFrom('alarms')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('state', '<>', 'solved')
    .groupBy('state')
  if (teamId !== undefined) query = query.where('teamId', '=', teamId)
  const counts = new Map(db.all(query).map(({ state, count }) => [state, count]))
  return { open: counts.get('open') ?? 0, acknowledged: counts.get('acknowledged') ?? 0 }
}

/** How often each rule fired since a moment, and how often that was expected. */
export function firingsSince(db: Db, since: number) {
  return db.all(
    db.sql
      .selectFrom('alarms')
      .select(({ fn }) => [
        'kind',
        fn.sum<number>('count').as('fired'),
        sql<number>`sum(iif("resolution" = 'expected', "count", 0))`.as('expected'),
      ])
      .where('lastAt', '>=', since)
      .groupBy('kind'),
  )
}

export function insertAlarm(db: Db, alarm: AlarmRow): void {
  db.run(db.sql.insertInto('alarms').values(alarm))
}

/** The alarm in which a period of a cause was counted already. */
export function alarmOfOccurrence(db: Db, cause: string, period: number): AlarmRow | undefined {
  return db.get(
    db.sql
      .selectFrom('alarms')
      .innerJoin('alarmOccurrences', 'alarmOccurrences.alarmId', 'alarms.id')
      .selectAll('alarms')
      .where('alarmOccurrences.cause', '=', cause)
      .where('alarmOccurrences.period', '=', period),
  )
}

/** The newest alarm of a cause that nobody solved. */
export function unsolvedOfCause(db: Db, cause: string): AlarmRow | undefined {
  return db.get(
    db.sql
      .selectFrom('alarms')
      .selectAll()
      .where('cause', '=', cause)
      .where('state', '<>', 'solved')
      .orderBy('lastAt', 'desc')
      .limit(1),
  )
}

export function insertOccurrence(db: Db, cause: string, period: number, alarmId: string): void {
  db.run(db.sql.insertInto('alarmOccurrences').values({ cause, period, alarmId }))
}

type Told = Pick<AlarmRow, 'severity' | 'firstAt' | 'lastAt' | 'count' | 'evidence' | 'action'>

export function updateAlarm(db: Db, id: string, fields: Partial<Told>): void {
  db.run(db.sql.updateTable('alarms').set(fields).where('id', '=', id))
}

export interface AlarmDecision {
  state: AlarmState
  at: number
  /** Null where nobody decided it. */
  by: string | null
  resolution: AlarmResolution | null
  note: string
}

/** Decides an alarm that is not solved; false when it is. */
export function decideAlarm(db: Db, id: string, decision: AlarmDecision): boolean {
  const { state, at, by, resolution, note } = decision
  const changed = db.run(
    db.sql
      .updateTable('alarms')
      .set({ state, decidedAt: at, decidedBy: by, resolution, note })
      .where('id', '=', id)
      .where('state', '<>', 'solved'),
  )
  return changed > 0
}

/** Unsolved alarms of a kind: of what holds still, or does not any more. */
export function unsolvedOfKind(db: Db, kind: AlarmKind): { id: string; cause: string }[] {
  return db.all(
    db.sql
      .selectFrom('alarms')
      .select(['id', 'cause'])
      .where('kind', '=', kind)
      .where('state', '<>', 'solved'),
  )
}

/** Unsolved alarms of some severities of which nothing was heard since a moment. */
export function silentAlarms(db: Db, before: number, severities: AlarmRow['severity'][]) {
  return db.all(
    db.sql
      .selectFrom('alarms')
      .select('id')
      .where('state', '<>', 'solved')
      .where('severity', 'in', severities)
      .where('lastAt', '<', before),
  )
}

/** What was counted so long ago that it will not be found again. */
export function forgetOccurrences(db: Db, before: number): void {
  db.run(db.sql.deleteFrom('alarmOccurrences').where('period', '<', before))
}

export function muteCause(db: Db, cause: string, until: number): void {
  db.run(
    db.sql
      .insertInto('alarmMutes')
      .values({ cause, until })
      .onConflict((row) => row.column('cause').doUpdateSet({ until })),
  )
}

export function mutedUntil(db: Db, cause: string): number | undefined {
  return db.get(db.sql.selectFrom('alarmMutes').select('until').where('cause', '=', cause))?.until
}

export const evidenceOf = ({ evidence }: Pick<AlarmRow, 'evidence'>) =>
  JSON.parse(evidence) as AlarmEvidence
