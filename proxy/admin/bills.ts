import { z } from 'zod'
import { newId } from '../base/ids.ts'
import {
  type BillCheck,
  type BillCheckLine,
  type BillPreview,
  billPart,
  billPreviewQuestion,
  billSums,
  type NewBillCheck,
  newBillCheck,
} from '../contract/bill.ts'
import { outsideCalls } from '../policy/bill/outsideCalls.ts'
import {
  type BillKey,
  billKeys,
  findBillCheck,
  insertBillCheck,
  knownBillKeys,
  listBillChecks,
  removeBillCheck,
} from '../store/billChecks.ts'
import { hourShift } from '../store/rollups/clock.ts'
import { BillShelf } from './billShelf.ts'
import type { Lookback } from './lookback/looks.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { administrator, router } from './trpc.ts'

const byId = z.strictObject({ id: z.string().max(64) })
/** Years of exports are no month's bill. */
const MOST_DAYS = 400
const DAY_MS = 86_400_000

export const billsRouter = router({
  /** Brings a file, or its next part. It is kept in memory for an hour and changes nothing. */
  put: administrator.input(billPart).mutation(({ ctx, input }): { ref: string } => {
    const ref = shelfOf(ctx.services).put(input, ctx.services.now())
    if (ref !== undefined) return { ref }
    throw problem(
      'BAD_REQUEST',
      'The file is larger than 32 MB, or was begun too long ago. Export a shorter time.',
    )
  }),

  /** What was understood of the files, and which key of ours each name likely means. */
  preview: administrator.input(billPreviewQuestion).query(({ ctx, input }) => {
    return previewOf(ctx.services, input)
  }),

  /** Compares the files with the ledger, and keeps the result. */
  check: administrator.input(newBillCheck).mutation(async ({ ctx, input }): Promise<BillCheck> => {
    const { services, actor } = ctx
    const { db, now, settings, live } = services
    const preview = await previewOf(services, input)
    const { provider } = preview
    const own = billKeys(db, provider)
    const keys = keysMeant(preview, input, own)
    const span = spanOf(preview, input.month)
    const question = {
      ...{ files: filesOf(services, input.refs), provider, ...span, now: now() },
      ...{ keys: Object.fromEntries(keys.map(({ name, keyId }) => [name, keyId])) },
      ...{ keyId: input.keyId, allKeyIds: own.map(({ id }) => id), percent: input.percent },
    }
    const { cells, causes, leftOut } = await looking(services, (look) => look.billCheck(question))
    const label = (keyId: string | null) => own.find(({ id }) => id === keyId)?.label ?? null
    const check: BillCheck = {
      ...{ id: newId('bil'), createdAt: now(), createdBy: actor.name, provider, ...span },
      ...{ files: preview.files.map(({ name }) => name), percent: input.percent, cells, leftOut },
      causes: causes.map((cause) => ({ ...cause, keyLabel: label(cause.keyId) })),
      keys: keys.map((key) => ({ ...key, label: label(key.keyId) })),
      ...{ theirs: billSums(cells, 'theirs'), ours: billSums(cells, 'ours') },
      problemCount: preview.problemCount,
      halfHours: hourShift(settings.get('timeZone')) !== 0,
    }
    insertBillCheck(db, check, lineOf(check))
    for (const finding of outsideCalls(check, now())) services.alarms.raise(finding)
    live.changed('bills')
    return check
  }),

  /** The newest first. */
  list: administrator.query(({ ctx }): BillCheckLine[] => listBillChecks(ctx.services.db)),

  get: administrator.input(byId).query(({ ctx, input }): BillCheck => {
    const check = findBillCheck(ctx.services.db, input.id)
    if (!check) throw gone()
    return check
  }),

  remove: administrator.input(byId).mutation(({ ctx, input }) => {
    if (!removeBillCheck(ctx.services.db, input.id)) throw gone()
    ctx.services.live.changed('bills')
  }),
})

const gone = () => problem('NOT_FOUND', 'This check is no longer there. Look at the list again.')

const shelves = new WeakMap<object, BillShelf>()

function shelfOf({ db }: AdminServices): BillShelf {
  const shelf = shelves.get(db) ?? new BillShelf()
  shelves.set(db, shelf)
  return shelf
}

function filesOf(services: AdminServices, refs: readonly string[]) {
  const files = shelfOf(services).read(refs)
  if (files) return files
  throw problem('NOT_FOUND', 'The file was brought more than an hour ago. Bring it again.')
}

async function previewOf(
  services: AdminServices,
  { refs, provider }: Pick<NewBillCheck, 'refs' | 'provider'>,
): Promise<BillPreview> {
  const files = filesOf(services, refs)
  const preview = await looking(services, (look) => look.billPreview({ files, provider }))
  if (!preview) {
    throw problem(
      'BAD_REQUEST',
      'Nothing tells whose export this is, or the files are of several providers. Say which provider it is, and check one provider at a time.',
    )
  }
  const own = billKeys(services.db, preview.provider)
  const known = knownBillKeys(services.db, preview.provider)
  return {
    ...preview,
    keys: preview.keys.map((key) => ({
      ...key,
      keyId: known.get(key.name) ?? (known.has(key.name) ? null : likely(key.name, preview, own)),
    })),
  }
}

/** The key of the same label; where both sides have one key only, that one. */
function likely(name: string, { keys, unnamed }: BillPreview, own: readonly BillKey[]) {
  const wanted = name.trim().toLowerCase()
  const labelled = own.filter(({ label }) => label.trim().toLowerCase() === wanted)
  const live = own.filter(({ removedAt }) => removedAt === null)
  const only = keys.length === 1 && unnamed === 0 && live.length === 1 ? live : []
  return (labelled.length > 0 ? labelled : only).at(-1)?.id ?? null
}

/** What the names in the files mean; refuses ids that are no key of the provider. */
function keysMeant(preview: BillPreview, input: NewBillCheck, own: readonly BillKey[]) {
  const isOwn = (id: string | null | undefined) => id == null || own.some((key) => key.id === id)
  if (!isOwn(input.keyId) || !Object.values(input.keys).every(isOwn)) {
    throw problem('NOT_FOUND', 'One of the keys is none of this provider. Look at the list again.')
  }
  const keys = preview.keys.map(({ name, keyId }) => {
    const said = input.keys[name]
    return { name, keyId: said === undefined ? (input.keyId ?? keyId) : said }
  })
  if (preview.unnamed === 0 && keys.every(({ keyId }) => keyId === null)) {
    throw problem(
      'BAD_REQUEST',
      'No name in the files is known as a key of ours, so there is nothing to compare. Say which key each name means.',
    )
  }
  return keys
}

/** The days that are compared: whole UTC days of the files, or those of a month. */
function spanOf({ from, to }: BillPreview, month?: string): { from: number; to: number } {
  const [year = 0, number = 0] = month?.split('-').map(Number) ?? []
  const span =
    month === undefined
      ? { from, to }
      : {
          from: Math.max(from, Date.UTC(year, number - 1)),
          to: Math.min(to, Date.UTC(year, number)),
        }
  if (span.from >= span.to) {
    throw problem('BAD_REQUEST', 'The files hold no day of that time. Choose another export.')
  }
  if ((span.to - span.from) / DAY_MS > MOST_DAYS) {
    throw problem('BAD_REQUEST', 'The files hold more than 400 days. Choose a month of them.')
  }
  return span
}

function lineOf(check: BillCheck): BillCheckLine {
  const { id, createdAt, createdBy, provider, files, from, to, theirs, ours } = check
  return {
    ...{ id, createdAt, createdBy, provider, files, from, to, theirs, ours },
    differing: check.cells.filter((cell) => !cell.agrees).length,
    outside: check.causes.some(({ kind, likely: isLikely }) => kind === 'outside' && isLikely),
  }
}

/** Files are read and compared on a thread of their own: they may be large. */
async function looking<Answer>(
  { lookback }: AdminServices,
  look: (at: Lookback) => Promise<Answer>,
): Promise<Answer> {
  const at = lookback()
  try {
    return await look(at)
  } finally {
    await at.close()
  }
}
