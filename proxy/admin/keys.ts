import { z } from 'zod'
import {
  type ImportCandidate,
  importChoice,
  type KeyHealth,
  type KeyOptions,
  type KeySummary,
  type KeyTestResult,
  keyChange,
  newKey,
} from '../contract/keys.ts'
import { type Guess, guessProvider } from '../providers/guess.ts'
import { type ListedKey, listKeys, removeKey, updateKey } from '../store/keys.ts'
import { importKeys, scanForKeys } from './importing.ts'
import { changeKey } from './keyChange.ts'
import { keyOrProblem, keysChanged, storeKey, storeNewSecret, testStoredKey } from './keyStorage.ts'
import { checkedSecret, prepareKey } from './preparedKey.ts'
import { administrator, router } from './trpc.ts'

const byId = z.strictObject({ id: z.string() })
const secret = z.string().trim().min(1).max(4096)
const MONTH_MS = 30 * 86_400_000

const scan = z.strictObject({
  /** `.env` files that the administrator picked. */
  files: z.array(z.string().min(1).max(4096)).max(50).optional(),
  environment: z.boolean().optional(),
  pasted: z.string().max(500_000).optional(),
})

export const keysRouter = router({
  list: administrator.query(async ({ ctx }): Promise<KeySummary[]> => {
    const { db, reports, now } = ctx.services
    const sums = await reports.sumsFor({ column: 'keyId', since: now() - MONTH_MS })
    const spent = new Map(sums.map((line) => [line.id, line]))
    return listKeys(db).map((row) => toSummary(row, spent.get(row.id)))
  }),

  /** Stores the key even when its test fails: the provider may only be out of reach today. */
  add: administrator
    .input(newKey)
    .mutation(async ({ ctx, input }): Promise<{ id: string; test: KeyTestResult }> => {
      const id = await storeKey(ctx.services, prepareKey(input))
      return { id, test: await testStoredKey(ctx.services, id) }
    }),

  change: administrator.input(keyChange).mutation(({ ctx, input }) => changeKey(ctx, input)),

  replace: administrator
    .input(z.strictObject({ id: z.string(), secret }))
    .mutation(async ({ ctx, input }): Promise<KeyTestResult> => {
      const row = keyOrProblem(ctx.services, input.id)
      await storeNewSecret(ctx.services, row, checkedSecret(input.secret))
      return testStoredKey(ctx.services, row.id)
    }),

  test: administrator
    .input(byId)
    .mutation(({ ctx, input }): Promise<KeyTestResult> => testStoredKey(ctx.services, input.id)),

  /** The same test before anything is stored. */
  tryOut: administrator.input(newKey).mutation(({ ctx, input }): Promise<KeyTestResult> => {
    const { label: _, models: __, ...key } = prepareKey(input)
    return ctx.services.upstream.test(key)
  }),

  pause: administrator.input(byId).mutation(({ ctx, input }) => {
    keyOrProblem(ctx.services, input.id)
    updateKey(ctx.services.db, input.id, { paused: 1 })
    keysChanged(ctx.services)
  }),

  resume: administrator.input(byId).mutation(({ ctx, input }) => {
    keyOrProblem(ctx.services, input.id)
    updateKey(ctx.services.db, input.id, { paused: 0 })
    keysChanged(ctx.services)
  }),

  remove: administrator.input(byId).mutation(({ ctx, input }) => {
    keyOrProblem(ctx.services, input.id)
    removeKey(ctx.services.db, input.id, ctx.services.now())
    keysChanged(ctx.services)
  }),

  /** A mutation only by its form: what is asked about is a secret, which must not stand in a URL. */
  guess: administrator
    .input(z.strictObject({ secret }))
    .mutation(({ input }): Guess => guessProvider(input.secret)),

  scan: administrator
    .input(scan)
    .mutation(({ ctx, input }): Promise<ImportCandidate[]> => scanForKeys(ctx.services, input)),

  import: administrator
    .input(z.strictObject({ choices: z.array(importChoice).min(1).max(200) }))
    .mutation(({ ctx, input }) => importKeys(ctx.services, input.choices)),
})

function toSummary(
  row: ListedKey,
  spent: { calls: number; costNanoUsd: number } | undefined,
): KeySummary {
  return {
    id: row.id,
    provider: row.provider,
    preset: row.preset,
    label: row.label,
    hint: row.hint,
    baseUrl: row.baseUrl,
    allowLocal: row.allowLocal === 1,
    models: JSON.parse(row.models) as string[],
    modelsPinned: row.modelsPinned === 1,
    options: JSON.parse(row.options) as KeyOptions,
    teams: row.teams === null ? null : (JSON.parse(row.teams) as string[]),
    paused: row.paused === 1,
    health: row.health as KeyHealth,
    healthNote: row.healthNote,
    testedAt: row.testedAt,
    createdAt: row.createdAt,
    secretChangedAt: row.secretChangedAt,
    lastUsedAt: row.lastUsedAt,
    calls30d: spent?.calls ?? 0,
    costNanoUsd30d: spent?.costNanoUsd ?? 0,
  }
}
