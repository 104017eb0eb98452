import type { AlarmEvidence, Finding } from '../../proxy/contract/alarms.ts'
import { START } from './support.ts'

export const evidence = (part: Partial<AlarmEvidence> = {}): AlarmEvidence => ({
  ...{ value: 412, unit: 'calls', windowMs: 3_600_000, score: 14, threshold: 6, points: [] },
  usual: { low: 30, high: 55, when: 'weekday afternoons' },
  ...{ seen: [], known: [], note: '', calls: [] },
  ...part,
})

/** What a detector would find about a member. */
export const finding = (memberId: string, part: Partial<Finding> = {}): Finding => ({
  ...{ kind: 'requestSurge', cause: `requestSurge ${memberId}`, period: START, at: START },
  ...{ subject: { memberId }, evidence: evidence() },
  ...part,
})
