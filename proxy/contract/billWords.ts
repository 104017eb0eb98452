import type { BillCause, BillCauseKind } from './bill.ts'

/** Short names of causes. */
export const BILL_CAUSE_NAMES: Record<BillCauseKind, string> = {
  outside: 'Calls outside Keyrack',
  price: 'Other price',
  days: 'Days begin at another hour',
  unpriced: 'No price here',
  cutOff: 'Calls that broke off',
  batch: 'Batches',
  counted: 'Counted otherwise',
  missing: 'Not in the export',
  other: 'Other charges',
}

/** What happened, what it rests on, and what to do. */
export function billCauseWords(cause: BillCause): string {
  const key = cause.keyLabel === null ? 'one of the keys' : `the key ${cause.keyLabel}`
  return WORDS[cause.kind](cause, key).replaceAll(/ {2,}/g, ' ').trim()
}

const WORDS: Record<BillCauseKind, (cause: BillCause, key: string) => string> = {
  outside: (cause, key) =>
    [
      `The provider counted ${difference(cause)} more with ${key} than went through Keyrack, on ${daysOf(cause.days)}.`,
      cause.silentDays.length > 0 && `Nothing was called here on ${daysOf(cause.silentDays)}.`,
      cause.newModels.length > 0 && `Never called here: ${listOf(cause.newModels)}.`,
      'Somebody may use the key itself: find out who knows it, and replace it.',
    ]
      .filter(Boolean)
      .join(' '),
  price: ({ models, factor, costNanoUsd, note }) =>
    `${listOf(models)}: the same use cost ${factor === null ? 'other money' : `${factor.toFixed(3)} times as much`} at the provider (${signed(costNanoUsd)}). ${note} Look at the price and correct it; past calls can be computed anew.`,
  days: ({ factor }, key) =>
    `With ${key} both sides agree when the provider’s days begin ${hours(factor ?? 0)} midnight in UTC. Only the borders of days differ; the whole agrees.`,
  unpriced: ({ models, costNanoUsd }) =>
    `${listOf(models)}: some calls have no price here, so their cost is missing (${signed(costNanoUsd)}). Set a price and compute past calls anew.`,
  cutOff: ({ models, days, tokens }) =>
    `${listOf(models)}: calls broke off on ${daysOf(days)}, and what they had used was estimated here (${count(tokens)} tokens of difference).`,
  batch: ({ models, days, tokens }) =>
    `${listOf(models)}: the provider charges batches when they are done, on ${daysOf(days)} (${count(tokens)} tokens).`,
  counted: ({ models, tokens }) =>
    `${listOf(models)}: the same calls, but ${count(tokens)} tokens counted otherwise. Audio, images or thinking may be counted in another place.`,
  missing: (cause, key) =>
    `Keyrack counted ${difference(cause)} more with ${key} than the export holds, on ${daysOf(cause.days)}. The export may be filtered or not be complete yet; failed calls are often not charged.`,
  other: ({ note, costNanoUsd }) =>
    `${note}: ${signed(costNanoUsd)}. It belongs to no model, so it is not compared.`,
}

function difference({ requests, tokens, costNanoUsd }: BillCause): string {
  const parts = [
    requests !== null && requests !== 0 && `${count(requests)} calls`,
    tokens !== null && tokens !== 0 && `${count(tokens)} tokens`,
    costNanoUsd !== null && costNanoUsd !== 0 && usd(Math.abs(costNanoUsd)),
  ].filter(Boolean)
  return parts.length === 0 ? 'something' : parts.join(', ')
}

/** `1 day: 2026-10-03`, `4 days from 2026-10-03 to 2026-10-09`. */
function daysOf(days: readonly number[]): string {
  const [first = 0] = days
  const last = days.at(-1) ?? first
  if (days.length <= 1) return billDay(first)
  return `${days.length} days from ${billDay(first)} to ${billDay(last)}`
}

/** A day of the provider: in UTC. */
export const billDay = (day: number) => new Date(day).toISOString().slice(0, 10)

const listOf = (names: readonly string[]) =>
  names.length === 0
    ? 'All models'
    : `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`

const count = (amount: number | null) => Math.abs(amount ?? 0).toLocaleString('en-US')

function usd(nano: number): string {
  return `$${(nano / 1e9).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}

const signed = (nano: number | null) =>
  nano === null ? 'amount unknown' : `${nano < 0 ? '−' : '+'}${usd(Math.abs(nano))}`

const hours = (factor: number) =>
  `${Math.abs(factor)} ${Math.abs(factor) === 1 ? 'hour' : 'hours'} ${factor < 0 ? 'before' : 'after'}`
