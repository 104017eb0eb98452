import { join } from 'node:path'
import { firstCallIdAt } from '../../proxy/base/ids.ts'
import { seeded } from '../../proxy/base/seeded.ts'
import { usageOf } from '../../proxy/contract/calls.ts'
import { PriceBook } from '../../proxy/gateway/priceBook.ts'
import { costOf } from '../../proxy/policy/cost.ts'
import { openDb } from '../../proxy/store/db.ts'
import { type ClosedCall, Ledger, type OpenedCall } from '../../proxy/store/ledger.ts'
import { between, type Habit, pickHabit } from './habits.ts'
import type { DemoTeam } from './team.ts'

const HOUR_MS = 3_600_000
/** Calls of an hour in which everybody works. */
const BUSY_HOUR = 70

const WIRES: Record<
  Habit['client'],
  Pick<OpenedCall, 'dialect' | 'client'> & { provider: 'openai' | 'anthropic' | 'gemini' }
> = {
  openai: { provider: 'openai', dialect: 'openai', client: 'OpenAI/JS 7.57.0' },
  responses: { provider: 'openai', dialect: 'openai', client: 'OpenAI/JS 7.57.0' },
  anthropic: { provider: 'anthropic', dialect: 'anthropic', client: 'Anthropic/JS 1.12.0' },
  gemini: { provider: 'gemini', dialect: 'gemini', client: 'google-genai-sdk/3.1.0' },
}

/**
 * Writes the ledger of the last 24 hours, as if the team had worked all day. Only while no service runs on
 * this folder: the ledger has one writer.
 */
export function writePastDay(dataDir: string, team: DemoTeam, now = Date.now()): void {
  const db = openDb(join(dataDir, 'keyrack.db'))
  try {
    const ledger = new Ledger(db)
    const prices = new PriceBook(db)
    // The same day every time, so that screenshots compare.
    const random = seeded(20_261_121)
    // Up to a few minutes ago, so that the first live call is the newest.
    for (let at = now - 24 * HOUR_MS; at < now - 120_000; ) {
      const perHour = Math.max(2, BUSY_HOUR * busyness(new Date(at).getHours()))
      at += Math.ceil((-Math.log(1 - random()) * HOUR_MS) / perHour)
      if (at < now - 120_000) void ledger.add(pastCall(team, prices, at, random))
    }
    ledger.flush()
  } finally {
    db.close()
  }
}

function pastCall(
  team: DemoTeam,
  prices: PriceBook,
  at: number,
  random: () => number,
): OpenedCall & ClosedCall {
  const habit = pickHabit(random)
  const { provider, ...wire } = WIRES[habit.client]
  const member = team.members[habit.member]
  const luck = random()
  const outcome = luck < 0.02 ? 'failed' : luck < 0.04 ? 'aborted' : 'ok'
  const usage = usageOf({
    input: between([200, 4000], random),
    cachedRead: between([0, 6000], random),
    output: between(habit.words, random) * (outcome === 'ok' ? 4 : 1),
    reasoning: between([0, 400], random),
  })
  // At the price of today: of earlier prices a new database knows nothing.
  const price = prices.find(provider, null, habit.model, Date.now())
  const { costNanoUsd, priceState } = costOf(usage, price, { free: false })
  const firstByteMs = between([240, 1400], random)
  const totalMs = firstByteMs + usage.output * 12
  return {
    id: firstCallIdAt(at),
    startedAt: at,
    memberId: member?.memberId ?? null,
    tokenId: member?.tokenId ?? null,
    keyId: team.keyIds[provider],
    provider,
    ...wire,
    endpoint: endpointOf(habit),
    model: habit.model,
    streamed: habit.streamed ? 1 : 0,
    address: `192.168.1.${20 + habit.member}`,
    requestBytes: usage.input * 4,
    endedAt: at + totalMs,
    status: outcome === 'failed' ? 502 : 200,
    upstreamStatus: outcome === 'failed' ? 500 : 200,
    outcome,
    reason: outcome === 'failed' ? 'UPSTREAM_FAILED' : outcome === 'aborted' ? 'CLIENT_LEFT' : null,
    ...usage,
    usageState: outcome === 'ok' ? 'reported' : 'estimated',
    rawUsage: null,
    costNanoUsd,
    priceState,
    priceId: priceState === 'priced' ? (price?.id ?? null) : null,
    firstByteMs,
    totalMs,
    answerBytes: usage.output * 40,
    ...{ teamId: member?.teamId ?? null, sent: 1, reserved: null },
  }
}

function endpointOf({ client, streamed }: Habit): string {
  if (client === 'responses') return 'responses'
  if (client === 'anthropic') return 'messages'
  if (client === 'openai') return 'chat.completions'
  return streamed ? 'streamGenerateContent' : 'generateContent'
}

/** How much of the team works at this hour of the day. */
function busyness(hour: number): number {
  if (hour < 7 || hour > 21) return 0.06
  return hour >= 9 && hour <= 18 ? (hour === 13 ? 0.6 : 1) : 0.3
}
