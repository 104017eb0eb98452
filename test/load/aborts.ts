import { sleep } from './clock.ts'
import type { Load, Vendor } from './processes.ts'
import type { Team } from './team.ts'

const TRIES = 20

export interface AbortFigures {
  tries: number
  /** From the client's leaving to the provider's noticing, of each try that was noticed. */
  delaysMs: number[]
}

/** How soon the provider is let go of when a client hangs up in the middle of a stream. */
export async function measureAborts(load: Load, vendor: Vendor, team: Team): Promise<AbortFigures> {
  // Endless next to the time a hang-up takes.
  vendor.pace({ events: 1000, everyMs: 50 })
  const left = await load.run('hangUps', { port: team.port, tokens: team.tokens, tries: TRIES })
  await sleep(1000)
  const delaysMs = Object.entries(left).flatMap(([tag, atMs]) => {
    const noticed = vendor.left.get(tag)
    return noticed === undefined ? [] : [noticed - atMs]
  })
  return { tries: TRIES, delaysMs }
}
