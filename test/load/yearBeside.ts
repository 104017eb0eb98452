import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureInTurns, type TurnCost } from './inTurns.ts'
import { startLoad, startVendor } from './processes.ts'
import type { Figure } from './table.ts'
import { startTeam, type Team } from './team.ts'

const DAY_MS = 86_400_000
const PLAN = { rounds: 8, roundMs: 2000, connections: 16 }
const SETTINGS = ['alone', 'beside a year'] as const
/** A call may be so much slower while whole years are read: nearly nothing, on the very same core. */
const MOST_P50 = 1.25
const MOST_CPU = 1.1

/** Calls through the gateway in alternating rounds, alone and while one report of a year follows the other. */
export async function callsBesideYear(entry: string[], yearDir: string): Promise<Figure[]> {
  // What these calls leave behind is no part of the year.
  const dataDir = await mkdtemp(join(tmpdir(), 'keyrack-beside-'))
  await cp(yearDir, dataDir, { recursive: true })
  const vendor = await startVendor()
  const load = startLoad()
  const team = await startTeam(entry, vendor.port, dataDir)
  try {
    const took: number[] = []
    const set = async (setting: (typeof SETTINGS)[number]) =>
      setting === 'alone' ? async () => {} : askForYears(team, took)
    const [alone, beside] = await measureInTurns(load, team, SETTINGS, set, PLAN)
    return alone && beside ? besideFigures(alone, beside, took) : []
  } finally {
    await team.stop()
    load.stop()
    vendor.stop()
  }
}

/** Asks for years until the answer is called; notes how long each took. */
async function askForYears({ service }: Team, took: number[]): Promise<() => Promise<unknown>> {
  let isOver = false
  const to = Date.now()
  const year = { from: to - 365 * DAY_MS, to }
  const asking = (async () => {
    while (!isOver) {
      const began = performance.now()
      await service.admin.usage.report.query({ ...year, step: 'weekHour' })
      await service.admin.usage.report.query({ ...year, by: ['team', 'client'] })
      took.push(performance.now() - began)
    }
  })()
  return () => {
    isOver = true
    return asking
  }
}

function besideFigures(alone: TurnCost, beside: TurnCost, took: readonly number[]): Figure[] {
  const times = (figure: keyof TurnCost) => beside[figure] / alone[figure]
  const ms = (cost: TurnCost) => `${cost.p50Ms.toFixed(2)} / ${cost.p99Ms.toFixed(1)} ms`
  return [
    {
      what: `a call while ${2 * took.length} reports of the year are read, p50 and p99 as times of alone`,
      measured: `× ${times('p50Ms').toFixed(2)}, × ${times('p99Ms').toFixed(2)} (${ms(alone)} → ${ms(beside)})`,
      target: `p50 ≤ × ${MOST_P50}`,
      isMet: took.length > 0 && times('p50Ms') <= MOST_P50,
    },
    {
      what: 'its CPU on the thread that answers calls',
      measured: `× ${times('mainMicrosPerCall').toFixed(2)} (${alone.mainMicrosPerCall.toFixed(0)} → ${beside.mainMicrosPerCall.toFixed(0)} µs)`,
      target: `≤ × ${MOST_CPU}`,
      isMet: took.length > 0 && times('mainMicrosPerCall') <= MOST_CPU,
    },
  ]
}
