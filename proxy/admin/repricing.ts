import type { z } from 'zod'
import { startOfDay } from '../base/days.ts'
import { newId } from '../base/ids.ts'
import type {
  RepriceFilter,
  RepricePreview,
  RepriceResult,
  RepriceSums,
  repriceOrder,
} from '../contract/repricing.ts'
import { insertPrice } from '../store/prices.ts'
import { insertRepricing, repriceCalls } from '../store/repricings.ts'
import type { Lookback } from './lookback/looks.ts'
import { noSums, type RepricedPage, type Stretch } from './lookback/repricing.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'

/** So many calls are written in one go: a few milliseconds in which no call can begin or end. */
const BATCH = 100

const running = new WeakSet<object>()

export async function previewRepricing(
  services: AdminServices,
  filter: RepriceFilter,
): Promise<RepricePreview> {
  const look = services.lookback()
  try {
    return await look.repricePreview(stretchOf(services, filter))
  } finally {
    await look.close()
  }
}

/**
 * Gives past calls the cost that today's prices make it. Read on another thread, written in small batches; what was
 * written stays when it breaks off, and doing it again does the rest. The figures before are kept.
 */
export async function reprice(
  services: AdminServices,
  { note, ...filter }: z.output<typeof repriceOrder>,
  actorId: string,
): Promise<RepriceResult> {
  const { db, limits, live, now } = services
  const stretch = stretchOf(services, filter)
  if (running.has(db)) {
    throw problem(
      'CONFLICT',
      'Past calls are being priced anew already. Wait until that is done, then look at the preview again.',
    )
  }
  running.add(db)
  const look = services.lookback()
  const id = newId('rep')
  try {
    insertRepricing(db, { id, at: now(), actorId, filter: JSON.stringify(stretch), calls: 0, note })
    return { id, ...(await writeAll(services, look, stretch, id)) }
  } finally {
    running.delete(db)
    await look.close()
    limits.recount()
    live.changed('prices')
    live.changed('limits')
    live.figuresChanged()
  }
}

async function writeAll(
  services: AdminServices,
  look: Lookback,
  stretch: Stretch,
  id: string,
): Promise<RepriceSums> {
  const { db } = services
  const sums = noSums()
  let after: number | undefined = 0
  while (after !== undefined) {
    const page: RepricedPage = await look.repricePage({ ...stretch, after })
    db.transaction(() => {
      for (const price of page.newPrices) insertPrice(db, price)
    })
    for (let at = 0; at < page.changed.length; at += BATCH) {
      const batch = page.changed.slice(at, at + BATCH)
      repriceCalls(db, id, batch)
      tellToday(services, batch)
      // Calls go on between the batches.
      await new Promise((resolve) => setImmediate(resolve))
    }
    for (const name of Object.keys(sums) as (keyof RepriceSums)[]) sums[name] += page.sums[name]
    after = page.after
  }
  return sums
}

/** What the figures of today change by, in the same turn in which the ledger does. */
function tellToday(
  { gateway, now, settings }: AdminServices,
  batch: RepricedPage['changed'],
): void {
  const midnight = startOfDay(now(), settings.get('timeZone'))
  const today = batch.filter(({ startedAt }) => startedAt >= midnight)
  const byTeam = Map.groupBy(today, ({ teamId }) => teamId)
  const sum = (figures: number[]) => figures.reduce((total, figure) => total + figure, 0)
  gateway.repriced(
    [...byTeam].map(([teamId, calls]) => ({
      teamId,
      spendNanoUsd: sum(calls.map(({ before, costNanoUsd }) => (costNanoUsd ?? 0) - (before ?? 0))),
      unpriced: sum(
        calls.map(
          ({ before, costNanoUsd }) => Number(costNanoUsd === null) - Number(before === null),
        ),
      ),
    })),
  )
}

function stretchOf({ now }: AdminServices, { until, ...filter }: RepriceFilter): Stretch {
  const stretch = { ...filter, until: until ?? now() + 1 }
  if (stretch.since >= stretch.until)
    throw problem('BAD_REQUEST', 'The end lies before the beginning. Give a later end.')
  return stretch
}
