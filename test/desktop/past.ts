import { join } from 'node:path'
import { DateTime } from 'luxon'
import { firstCallIdAt } from '../../proxy/base/ids.ts'
import { seeded } from '../../proxy/base/seeded.ts'
import { usageOf } from '../../proxy/contract/calls.ts'
import { openDb } from '../../proxy/store/db.ts'
import { Ledger } from '../../proxy/store/ledger.ts'

const MODELS = [
  ...(['gpt-5-mini', 'gpt-5.5', 'gpt-5.5-codex', 'claude-opus-5-5', 'claude-sonnet-5-5'] as const),
  ...(['gemini-2.5-flash', 'gemini-2.5-pro', 'mistral-small', 'command-a', 'o5'] as const),
] as const

/**
 * Writes calls of so many days into a ledger that no service runs on, up to an hour ago: more on workdays and by day,
 * some refused, some failed, some without a price. The same every time but for the dates.
 */
export function writePast(
  dataDir: string,
  of: { memberIds: readonly string[]; keyId: string; tokenId: string; days: number },
): void {
  const db = openDb(join(dataDir, 'keyrack.db'))
  const ledger = new Ledger(db)
  const random = seeded(20_261_126)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const today = DateTime.now().setZone(zone).startOf('day')
  const until = Date.now() - 3_600_000
  for (let ago = of.days; ago >= 0; ago--) {
    const day = today.minus({ days: ago })
    const calls = day.weekday > 5 ? 6 : 30 + Math.floor(random() * 20)
    for (let count = 0; count < calls; count++) {
      const hour = random() < 0.9 ? 8 + random() * 11 : random() * 24
      const at = Math.floor(+day + hour * 3_600_000)
      if (at > until) continue
      const model = MODELS[Math.floor(random() ** 2 * MODELS.length)] ?? 'gpt-5-mini'
      const luck = random()
      write(at, count, model, luck < 0.03 ? 'refused' : luck < 0.06 ? 'failed' : 'ok')
    }
  }
  // At whatever hour it is, one call of today has no price.
  write(Math.max(+today, until), 0, 'o5', 'ok')
  ledger.flush()
  db.close()

  function write(at: number, count: number, model: string, outcome: 'ok' | 'failed' | 'refused') {
    const sent = outcome === 'refused' ? 0 : 1
    const isUnpriced = model === 'o5' && sent === 1
    const usage = usageOf(
      sent === 0
        ? {}
        : {
            input: Math.floor(400 + random() * 4000),
            cachedRead: Math.floor(random() * 3000),
            output: Math.floor(100 + random() * 1500),
            reasoning: model.startsWith('gpt-5.5') ? Math.floor(random() * 900) : 0,
          },
    )
    const firstByteMs = Math.floor(180 + random() ** 3 * 4000)
    void ledger.add({
      ...{ id: firstCallIdAt(at), startedAt: at, endedAt: at + firstByteMs + 900 },
      memberId: of.memberIds[count % of.memberIds.length] ?? null,
      ...{ tokenId: of.tokenId, keyId: of.keyId, provider: 'openai', dialect: 'openai' },
      ...{ endpoint: 'chat.completions', model, streamed: 1, address: '192.168.1.20' },
      ...{ client: 'OpenAI/JS 7.57.0', teamId: null, requestBytes: 900, answerBytes: 4000 },
      ...{
        status: outcome === 'refused' ? 429 : outcome === 'failed' ? 502 : 200,
        outcome,
        sent,
      },
      ...{ upstreamStatus: outcome === 'ok' ? 200 : null, reserved: null, rawUsage: null },
      reason: outcome === 'refused' ? 'QUOTA_SPENT' : null,
      ...{ ...usage, usageState: sent ? 'reported' : 'none', priceId: null },
      ...{ costNanoUsd: isUnpriced ? null : (usage.input + 6 * usage.output) * 2500 },
      priceState: isUnpriced ? 'unknown' : 'priced',
      ...{ firstByteMs: sent ? firstByteMs : null, totalMs: firstByteMs + 900 },
    })
  }
}
