import { NANO_PER_USD } from '../../base/money.ts'
import { INPUT_BUCKETS, OUTPUT_BUCKETS, sumOfBuckets } from '../../contract/amounts.ts'
import {
  type BillCause,
  type BillCell,
  type BillPreview,
  type BillProvider,
  noTokens,
} from '../../contract/bill.ts'
import type { PriceRow } from '../../contract/calls.ts'
import { unitPriceOf } from '../../contract/prices.ts'
import type { UsageLine } from '../../contract/usage.ts'
import { compareBill } from '../../policy/bill/compare.ts'
import { foldModel } from '../../policy/bill/models.ts'
import { DAY_MS, nothing, type OwnHour } from '../../policy/bill/ownIndex.ts'
import { type BillFile, readBill } from '../../policy/bill/readBill.ts'
import { understand } from '../../policy/bill/understand.ts'
import type { Db } from '../../store/db.ts'
import { priceAt } from '../../store/prices.ts'
import { usageReport } from '../../store/reports/usage/usage.ts'

export interface BillFiles {
  files: BillFile[]
  provider?: BillProvider | undefined
}

/** Everything of a preview but the keys that are meant, which the caller knows. */
export function billPreview({ files, provider }: BillFiles): BillPreview | undefined {
  return understand(files.map((file) => readBill(file, provider)))
}

export interface BillQuestion extends BillFiles {
  /** Key of ours by name of the provider's; null: none of ours. */
  keys: Record<string, string | null>
  /** Of lines without a key, and of names that are not in `keys`. */
  keyId: string | undefined
  /** The keys whose calls are compared with lines of all keys together. */
  allKeyIds: string[]
  from: number
  to: number
  percent: number
  now: number
}

export interface BillAnswer {
  cells: BillCell[]
  causes: BillCause[]
  leftOut: number
}

/** Compares files with what went through Keyrack. */
export function billCheck(db: Db, question: BillQuestion): BillAnswer {
  const { keys, keyId, from, to, percent, allKeyIds } = question
  let leftOut = 0
  const lines = question.files
    .flatMap((file) => readBill(file, question.provider).lines)
    .filter(({ day }) => day >= from && day < to)
    .flatMap((line) => {
      const named = line.key === null ? undefined : keys[line.key]
      if (line.key === null || named === undefined) return { ...line, keyId: keyId ?? null }
      if (named !== null) return { ...line, keyId: named }
      leftOut++
      return []
    })
  const concerned = lines.some((line) => line.keyId === null)
    ? allKeyIds
    : [...new Set(lines.flatMap((line) => line.keyId ?? []))]
  const hours = concerned.flatMap((id) => hoursOf(db, id, question))
  const { cells, causes } = compareBill({ lines, hours, from, to, percent })
  return { cells, causes: causes.map((cause) => withPrice(db, cause, cells)), leftOut }
}

/** What went through Keyrack with a key, by hour and model: a day more at both ends, in case days are shifted. */
function hoursOf(db: Db, keyId: string, { from, to, now }: BillQuestion): OwnHour[] {
  const { lines } = usageReport(db, {
    ...{ from: Math.max(0, from - DAY_MS), to: to + DAY_MS, step: 'hour', latency: false, now },
    ...{ by: ['model', 'status'], filter: { key: { only: [keyId] } }, timeZone: 'UTC' },
  })
  const hours = new Map<string, OwnHour>()
  for (const line of lines) {
    const [name, status] = line.groups
    // What Keyrack refused, or what is for no model (lists, files), no provider charges.
    if (name == null || status == null || status.startsWith('refused')) continue
    const at = line.at ?? 0
    const place = `${at} ${name}`
    let hour = hours.get(place)
    if (!hour) {
      hour = { at, keyId, name, model: foldModel(name), ...nothing() }
      hours.set(place, hour)
    }
    addLine(hour, line, status === 'ok')
  }
  return [...hours.values()]
}

function addLine(hour: OwnHour, { usage, calls, costNanoUsd, unpriced }: UsageLine, isOk: boolean) {
  if (isOk) hour.requests += calls
  else hour.cutOff += calls
  hour.costNanoUsd += costNanoUsd
  hour.unpriced += unpriced
  const tokens = {
    ...noTokens(),
    input: sumOfBuckets(usage, INPUT_BUCKETS) - usage.cachedRead,
    cachedRead: usage.cachedRead,
    cacheWrite: usage.cacheWrite5m + usage.cacheWrite1h,
    output: sumOfBuckets(usage, OUTPUT_BUCKETS),
  }
  hour.tokens.input += tokens.input - tokens.cacheWrite
  hour.tokens.cachedRead += tokens.cachedRead
  hour.tokens.cacheWrite += tokens.cacheWrite
  hour.tokens.output += tokens.output
}

/** Tells the price row that was applied here. */
function withPrice(db: Db, cause: BillCause, cells: readonly BillCell[]): BillCause {
  if (cause.kind !== 'price') return cause
  const [day = 0] = cause.days
  const cell = cells.find(
    (each) => each.cause === 'price' && each.model === cause.models[0] && each.names.length > 0,
  )
  for (const name of cell?.names ?? []) {
    for (const provider of ['openai', 'anthropic']) {
      const price = priceAt(db, provider, name, day + DAY_MS - 1)
      if (price) return { ...cause, note: priceWords(price) }
    }
  }
  return { ...cause, note: 'There is no price row of this name for that day any more.' }
}

function priceWords({ model, effectiveFrom, source, note, prices }: PriceRow): string {
  const dollars = (bucket: 'input' | 'output') => {
    const pico = unitPriceOf(bucket, prices)
    return pico === undefined ? '–' : `$${(pico * 1e6) / (NANO_PER_USD * 1000)}`
  }
  const origin = source === 'list' ? `price list ${note}` : 'typed by an administrator'
  const since = new Date(effectiveFrom).toISOString().slice(0, 10)
  return `Applied here: ${model}, ${dollars('input')} in and ${dollars('output')} out per million tokens, since ${since} (${origin}).`
}
