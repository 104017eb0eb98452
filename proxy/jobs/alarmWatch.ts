import type { AlarmKind, AlarmRule } from '../contract/alarmRules.ts'
import type { Finding } from '../contract/alarms.ts'
import type { Lessons, SeenCall } from '../policy/alarms/detector.ts'
import { decoyUsed } from '../policy/alarms/house.ts'
import type { MonthQuota } from '../policy/alarms/quotaSurge.ts'
import { tokenSpray, type WrongToken } from '../policy/alarms/tokenSpray.ts'
import { AlarmWatch, type WatchMemory } from '../policy/alarms/watch.ts'
import type { Job } from './schedule.ts'

const EVERY_MS = 1000
/** So many calls are looked at before other work has its turn: about a millisecond. */
const SLICE = 100

export interface AlarmWatchOptions {
  now(): number
  zone(): string
  rule(kind: AlarmKind): AlarmRule
  lessons(): Lessons
  quotas(): readonly MonthQuota[]
  raise(finding: Finding): void
  takeCalls(): SeenCall[]
  takeStrangers(): { wrongTokens: WrongToken[]; decoys: Parameters<typeof decoyUsed>[0][] }
  /** What detectors would know of the time before; takes a while, and can be given up. */
  recall(): { memory: Promise<WatchMemory>; giveUp(): Promise<void> }
}

export interface AlarmWatchJob extends Job {
  /** Lessons or the time zone are others now; what was seen stays known. */
  changed(): void
  /** Gives up what takes long; there is no next run. */
  stop(): Promise<void>
}

/** Shows what happened since the last time to the detectors; calls wait meanwhile, no call waits for it. */
export function watchAlarms(options: AlarmWatchOptions): AlarmWatchJob {
  const spray = tokenSpray()
  let watch: AlarmWatch | undefined
  let isStale = false

  function watchWith(memory: WatchMemory): AlarmWatch {
    const { rule, zone, lessons, quotas } = options
    return new AlarmWatch({ zone: zone(), rule, lessons: lessons(), quotas, memory })
  }

  let recalling: ReturnType<AlarmWatchOptions['recall']> | undefined
  let isStopped = false

  async function current(): Promise<AlarmWatch | undefined> {
    if (!watch) {
      recalling ??= options.recall()
      try {
        watch = watchWith(await recalling.memory)
      } catch (error) {
        recalling = undefined
        if (isStopped) return undefined
        throw error
      }
    } else if (isStale) watch = watchWith(watch.memory)
    isStale = false
    return watch
  }

  return {
    name: 'look for what is unusual',
    everyMs: EVERY_MS,
    changed() {
      isStale = true
    },
    async stop() {
      isStopped = true
      if (!watch) await recalling?.giveUp()
    },
    async run() {
      const { wrongTokens, decoys } = options.takeStrangers()
      const { tokens = 10 } = options.rule('tokenSpray').thresholds
      for (const wrong of wrongTokens) {
        const finding = spray(wrong, tokens)
        if (finding) options.raise(finding)
      }
      for (const use of decoys) options.raise(decoyUsed(use))
      const detectors = await current()
      if (!detectors) return
      const calls = options.takeCalls()
      for (let i = 0; i < calls.length; i += SLICE) {
        for (const call of calls.slice(i, i + SLICE))
          for (const finding of detectors.see(call)) options.raise(finding)
        if (i + SLICE < calls.length) await new Promise((later) => setImmediate(later))
      }
    },
  }
}
