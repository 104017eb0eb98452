import { parseCallId } from '../../proxy/base/ids.ts'
import { dataFiles } from '../../proxy/base/paths.ts'
import { openDbReadOnly } from '../../proxy/store/db.ts'
import { sleep } from './clock.ts'
import type { Load } from './processes.ts'
import type { Team } from './team.ts'

export interface KilledFigures {
  /** Answers that came whole. */
  answered: number
  /** Of these, answers without a closed row of their own id. */
  missing: number
  /** Calls that were cut, and which the next start marked so. */
  interrupted: number
}

/** Kills the service with -9 under load, starts it again, and looks for the row of every answer. */
export async function measureKilled(
  load: Load,
  team: Team,
  { afterMs, connections }: { afterMs: number; connections: number },
): Promise<KilledFigures> {
  const { port, tokens } = team
  const durationMs = afterMs + 60_000
  const loading = load.run('loop', { port, tokens, connections, durationMs, keepIds: true })
  await sleep(afterMs)
  await team.killAndRestart()
  const { ids } = await loading
  const db = openDbReadOnly(dataFiles(team.service.dataDir).database)
  try {
    const row = db.raw.prepare('SELECT outcome FROM calls WHERE id = ?').pluck()
    const missing = ids.filter((id) => row.get(parseCallId(id) ?? -1) !== 'ok')
    const interrupted = db.raw
      .prepare("SELECT count(*) FROM calls WHERE outcome = 'interrupted'")
      .pluck()
      .get() as number
    return { answered: ids.length, missing: missing.length, interrupted }
  } finally {
    db.close()
  }
}
