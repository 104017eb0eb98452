import type { AlarmKind, AlarmRule } from '../../contract/alarmRules.ts'
import type { Finding } from '../../contract/alarms.ts'
import { hourClock } from './clock.ts'
import type { Detector, Lessons, SeenCall, Surroundings } from './detector.ts'
import { dormantToken } from './dormantToken.ts'
import { errorBurst } from './errorBurst.ts'
import { HourBook } from './hours.ts'
import { inputJump } from './inputJump.ts'
import { modelChange } from './modelChange.ts'
import { newAddress } from './newAddress.ts'
import { offHours } from './offHours.ts'
import { parallelUse } from './parallelUse.ts'
import { type MonthQuota, quotaSurge } from './quotaSurge.ts'
import { runawayAgent } from './runawayAgent.ts'
import { surge } from './surge.ts'

export interface WatchOptions {
  zone: string
  rule(kind: AlarmKind): Pick<AlarmRule, 'on' | 'thresholds'>
  lessons: Lessons
  /** Limits by the month; the same list until one of them is another. */
  quotas(): readonly MonthQuota[]
  /** What was learned before. */
  memory?: WatchMemory
}

/** All that the detectors remember, as plain data. */
export interface WatchMemory {
  hours: HourBook['members']
  networks: ReturnType<typeof newAddress>['members']
  places: ReturnType<typeof parallelUse>['tokens']
  mistakes: ReturnType<typeof errorBurst>['members']
  models: ReturnType<typeof modelChange>['members']
  inputs: ReturnType<typeof inputJump>['members']
  tokens: ReturnType<typeof dormantToken>['tokens']
  runs: ReturnType<typeof runawayAgent>['tokens']
  quotas: ReturnType<typeof quotaSurge>['runs']
}

/** How much stronger a finding of the same cause and period must be to be told again. */
const STRONGER = 1.5

/** Every detector of members' calls, fed with one call after the other. */
export class AlarmWatch {
  readonly memory: WatchMemory
  readonly #options: WatchOptions
  readonly #hours: HourBook
  readonly #detectors: { detector: Detector; surroundings: Surroundings }[]
  /** What was found already, so that a storm is not told with every call. */
  readonly #found = new Map<string, { period: number; strength: number }>()

  constructor(options: WatchOptions) {
    const { zone, memory } = options
    this.#options = options
    const hours = new HourBook(hourClock(zone), memory?.hours)
    const addresses = newAddress(memory?.networks)
    const places = parallelUse(memory?.places)
    const mistakes = errorBurst(memory?.mistakes)
    const models = modelChange(hours, memory?.models)
    const inputs = inputJump(memory?.inputs)
    const dormant = dormantToken(memory?.tokens)
    const runs = runawayAgent(hours, memory?.runs)
    const quotas = quotaSurge(options.quotas, memory?.quotas)
    this.#hours = hours
    const detectors: Detector[] = [
      ...[surge('requestSurge', 'calls', hours), surge('costSurge', 'costNanoUsd', hours)],
      ...[addresses, places, mistakes, offHours(hours), models, inputs, dormant, runs],
      quotas,
    ]
    this.#detectors = detectors.map((detector) => ({
      detector,
      surroundings: { thresholds: {}, lessons: options.lessons },
    }))
    this.memory = {
      ...{ hours: hours.members, networks: addresses.members, places: places.tokens },
      ...{ mistakes: mistakes.members, models: models.members, inputs: inputs.members },
      ...{ tokens: dormant.tokens, runs: runs.tokens, quotas: quotas.runs },
    }
  }

  /** What the next call shows. A rule that is off learns all the same, so that it knows enough once it is on. */
  see(call: SeenCall): Finding[] {
    this.#hours.note(call)
    const findings: Finding[] = []
    for (const { detector, surroundings } of this.#detectors) {
      const { on, thresholds } = this.#options.rule(detector.kind)
      surroundings.thresholds = thresholds
      const finding = detector.see(call, surroundings)
      if (finding && on && this.#isNews(finding)) findings.push(finding)
    }
    return findings
  }

  #isNews({ cause, period, evidence }: Finding): boolean {
    const strength = evidence.value
    const last = this.#found.get(cause)
    if (last && period <= last.period && strength < last.strength * STRONGER) return false
    if (this.#found.size > 10_000) this.#found.clear()
    this.#found.set(cause, { period, strength })
    return true
  }
}
