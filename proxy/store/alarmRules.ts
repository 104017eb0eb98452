import { ALARM_KINDS, type AlarmKind, type AlarmRule, defaultRule } from '../contract/alarmRules.ts'
import type { Db } from './db.ts'
import type { AlarmLessonRow } from './schema/alarms.ts'

/** Every rule, those that nobody changed as they come. */
export function listRules(db: Db): AlarmRule[] {
  const stored = new Map(
    db.all(db.sql.selectFrom('alarmRules').selectAll()).map(({ kind, rule }) => [kind, rule]),
  )
  return ALARM_KINDS.map((kind) => merged(kind, stored.get(kind)))
}

/** What an older Keyrack stored may lack a threshold that this one has. */
function merged(kind: AlarmKind, text: string | undefined): AlarmRule {
  const rule = defaultRule(kind)
  if (text === undefined) return rule
  const stored = JSON.parse(text) as Partial<AlarmRule>
  return { ...rule, ...stored, kind, thresholds: { ...rule.thresholds, ...stored.thresholds } }
}

export function saveRule(db: Db, rule: AlarmRule): void {
  const text = JSON.stringify(rule)
  db.run(
    db.sql
      .insertInto('alarmRules')
      .values({ kind: rule.kind, rule: text })
      .onConflict((row) => row.column('kind').doUpdateSet({ rule: text })),
  )
}

/** Everything that administrators called expected. */
export function listLessons(db: Db): AlarmLessonRow[] {
  return db.all(db.sql.selectFrom('alarmLessons').selectAll().orderBy('learnedAt'))
}

/** A lesson widens an older one of the same kind, and never narrows it. */
export function saveLesson(db: Db, lesson: AlarmLessonRow): void {
  const { upTo, learnedAt } = lesson
  db.run(
    db.sql
      .insertInto('alarmLessons')
      .values(lesson)
      .onConflict((row) =>
        row.columns(['kind', 'subjectId', 'topic']).doUpdateSet((set) => ({
          learnedAt,
          upTo:
            upTo === null
              ? null
              : set.fn<number>('max', [
                  set.fn.coalesce('alarmLessons.upTo', set.lit(0)),
                  set.val(upTo),
                ]),
        })),
      ),
  )
}
