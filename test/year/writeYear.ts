import { PriceBook } from '../../proxy/gateway/priceBook.ts'
import { CallWriter } from '../../proxy/store/callWriter.ts'
import type { Db } from '../../proxy/store/db.ts'
import { RollUp } from '../../proxy/store/rollups/rollUp.ts'
import { type PastCall, pastCalls, type YearPlan } from './calls.ts'
import type { Company } from './company.ts'
import { type Incident, incidentsOf } from './incidents.ts'

const DAY_MS = 86_400_000
/** Rows of one commit: in one long transaction of the whole year nothing could be read meanwhile. */
const COMMIT = 20_000

/** What was written, and what was planted into it. */
export interface WrittenYear {
  calls: number
  incidents: Incident[]
}

export interface YearOptions {
  /** The moment the past ends. */
  until: number
  days: number
  calls: number
  zone: string
  seed?: number
  onProgress?: (calls: number) => void
}

/**
 * Writes the calls of a company's past into the ledger and rolls them up, by the code that the service itself uses.
 * Only while no service runs on this database: the ledger has one writer.
 */
export function writeYear(db: Db, company: Company, options: YearOptions): WrittenYear {
  const { until, days, zone } = options
  const from = until - days * DAY_MS
  const plan: YearPlan = {
    ...{ from, until, calls: options.calls, zone, seed: options.seed ?? 20_261_121 },
    turnsAt: from + (days * DAY_MS) / 2,
  }
  const incidents = incidentsOf(company, until).filter((incident) => incident.from >= from)
  const prices = new PriceBook(db)
  const writer = new CallWriter(db)
  // At the price of the end: of earlier prices a new database knows nothing.
  const priceOf = (provider: 'openai' | 'anthropic' | 'gemini', model: string) =>
    prices.find(provider, null, model, until)
  let calls = 0
  let batch: PastCall[] = []
  const commit = db.raw.transaction(() => {
    for (const call of batch) writer.add(call)
  })
  function flush(): void {
    commit()
    calls += batch.length
    batch = []
    options.onProgress?.(calls)
  }
  for (const call of pastCalls(company, incidents, plan, priceOf)) {
    batch.push(call)
    if (batch.length === COMMIT) flush()
  }
  flush()
  rollUpAll(db, until)
  return { calls, incidents }
}

/** Many steps in one transaction: nobody waits for the loop here. */
function rollUpAll(db: Db, now: number): void {
  const rollUp = new RollUp(db, () => now + DAY_MS)
  const some = db.raw.transaction(() => {
    for (let i = 0; i < 100; i++) if (!rollUp.step()) return false
    return true
  })
  while (some()) db.raw.pragma('wal_checkpoint(PASSIVE)')
}
