import { isReplayable } from '../../../proxy/contract/alarmRules.ts'
import type { Alarm } from '../../../proxy/contract/alarms.ts'
import type { Tone } from '../../ui/StatusBadge.tsx'

/** ◆ unusual, ▲ a limit, ⬢ a failure, ■ information. */
export function alertTone({ kind, severity }: Pick<Alarm, 'kind' | 'severity'>): Tone {
  if (severity === 'info') return 'info'
  if (isReplayable(kind) || kind === 'tokenSpray' || kind === 'decoyToken') return 'unusual'
  if (kind === 'keyRefused' || kind === 'keyNoCredit' || kind === 'outsideCalls') return 'bad'
  return kind === 'countersDiffer' || kind === 'auditBroken' ? 'bad' : 'warn'
}

export const SEVERITY_TONES: Record<Alarm['severity'], Tone> = {
  info: 'info',
  low: 'info',
  high: 'warn',
  critical: 'bad',
}
