import type { Alarm } from '../../contract/alarms.ts'
import { alarmReason, alarmTitle } from '../../contract/alarmWords.ts'
import type { Notice } from '../../contract/notify.ts'

const DONE = {
  throttle: 'It was slowed down.',
  suspend: 'It was suspended until somebody resumes it.',
  pause: 'It was paused until somebody resumes it.',
} as const

const DAY_MS = 86_400_000

/** An alarm in words. It is told again when it gets worse, and once a day while nobody has looked at it. */
export function alarmNotice(alarm: Alarm): Notice {
  const { id, kind, severity, state, firstAt, lastAt, measures } = alarm
  const day = state === 'open' ? Math.floor((lastAt - firstAt) / DAY_MS) : 0
  const done = [...new Set(measures.map(({ kind }) => DONE[kind]))]
  return {
    ...{ occasion: `${id} ${severity} ${day}`, kind, severity, at: lastAt },
    title: alarmTitle(alarm),
    lines: [alarmReason(alarm), ...done].filter((line) => line !== ''),
    path: `/alerts?sel=${id}`,
  }
}
