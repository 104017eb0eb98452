import type { Alarm } from '../../contract/alarms.ts'
import type { Lessons } from '../../policy/alarms/detector.ts'
import { saveLesson } from '../../store/alarmRules.ts'
import type { Db } from '../../store/db.ts'
import type { AlarmLessonRow } from '../../store/schema/alarms.ts'

/** What was expected once may be so much more the next time. */
const ROOM = 1.5

/** *It was expected*: what the alarm rests on is usual from now on. */
export function learnFrom(db: Db, alarm: Alarm, now: number): void {
  const { kind, memberId, evidence } = alarm
  const teach = (topic: string, upTo: number | null) =>
    memberId !== null && saveLesson(db, { kind, subjectId: memberId, topic, upTo, learnedAt: now })
  switch (kind) {
    case 'requestSurge':
    case 'costSurge':
    case 'quotaSurge':
    case 'errorBurst':
    case 'inputJump':
      teach(evidence.usual?.when ?? '', Math.ceil(evidence.value * ROOM))
      return
    case 'newAddress':
    case 'modelChange':
    case 'offHours':
    case 'parallelUse':
      for (const topic of evidence.seen) teach(topic, null)
      return
    default:
      return
  }
}

/** The lessons as detectors ask for them. */
export function lessonsIn(rows: readonly AlarmLessonRow[]): Lessons {
  const name = (kind: string, subjectId: string, topic: string) => `${kind}\n${subjectId}\n${topic}`
  const learned = new Map(
    rows.map(({ kind, subjectId, topic, upTo }) => [name(kind, subjectId, topic), upTo]),
  )
  if (learned.size === 0) return () => undefined
  return (kind, subjectId, topic) => learned.get(name(kind, subjectId, topic))
}
