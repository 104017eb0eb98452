import type { WatchMemory } from '../../policy/alarms/watch.ts'
import type { AdminServices } from '../services.ts'

/** What the detectors would know, had they watched until a moment; read on a thread of its own. */
export function recall(
  { alarms, lookback }: Pick<AdminServices, 'alarms' | 'lookback'>,
  before: number,
): { memory: Promise<WatchMemory>; giveUp(): Promise<void> } {
  const look = lookback()
  const memory = look.alarmMemory({ ...alarms.question(), before }).finally(() => look.close())
  return { memory, giveUp: () => look.close() }
}
