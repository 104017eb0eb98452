import type { Command } from 'commander'
import type { NewPrice, PriceRow } from '../contract/calls.ts'
import type { RepricePreview } from '../contract/repricing.ts'
import { adminOf } from './admin.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { readAmount, readMoment } from './values.ts'
import { count, moment, money, plural } from './words.ts'

/** Pico-dollars per token to dollars per million tokens, as price pages print them. */
const PICO_PER_MTOK = 1_000_000
const PICO_PER_USD = 1_000_000_000_000

interface PriceFlags {
  provider: string
  model: string
  input?: number
  cachedRead?: number
  cacheWrite?: number
  output?: number
  perRequest?: number
  free?: boolean
  from?: number
  note?: string
}

interface RepriceFlags {
  since: number
  until?: number
  provider?: string
  model?: string
  note?: string
  dryRun?: boolean
}

export function addPrices(program: Command): void {
  const price = program
    .command('price')
    .summary('what models cost')
    .description(
      'What models cost. Prices are dated: a new one applies from now on, or from when you say.',
    )

  price
    .command('list')
    .description('list the prices, in dollars per million tokens')
    .option('--provider <name>', 'only of one provider')
    .option('--model <name>', 'only of one model')
    .action(async (flags: Partial<PriceFlags>, command: Command) => {
      const place = placeOf(command)
      const prices = (await adminOf(place).prices.list.query()).filter(
        ({ provider, model }) =>
          (flags.provider ?? provider) === provider && (flags.model ?? model) === model,
      )
      printList(place, prices, COLUMNS, 'No prices yet.')
    })

  price
    .command('unpriced')
    .description('list models called in the last 30 days whose price nobody knows')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const models = await adminOf(place).prices.unpriced.query()
      const columns: Column<(typeof models)[number]>[] = [
        { title: 'provider', value: ({ provider }) => provider },
        { title: 'model', value: ({ model }) => model },
        { title: 'calls', value: ({ calls }) => count(calls), right: true },
      ]
      printList(place, models, columns, 'Every called model has a price.')
    })

  price
    .command('set')
    .description('set a price of your own, in dollars per million tokens')
    .requiredOption('--provider <name>', 'provider or preset')
    .requiredOption('--model <name>', 'model, as it is called')
    .option('--input <usd>', 'input tokens', readAmount)
    .option('--cached-read <usd>', 'input tokens read from a cache', readAmount)
    .option('--cache-write <usd>', 'input tokens written to a cache', readAmount)
    .option('--output <usd>', 'output tokens', readAmount)
    .option('--per-request <usd>', 'each call, in dollars', readAmount)
    .option('--free', 'it costs nothing')
    .option(
      '--from <time>',
      'since when it applies: 2026-11-01, 7d (default: from now on)',
      readMoment,
    )
    .option('--note <text>', 'where the price is from')
    .action(async (flags: PriceFlags, command: Command) => {
      const place = placeOf(command)
      const row = await adminOf(place).prices.set.mutate(toNewPrice(flags))
      printOne(place, row, ({ id, model }) =>
        flags.from === undefined
          ? `${id}: the price of ${model} applies from now on.`
          : `${id}: the price of ${model} applies from ${moment(row.effectiveFrom)} on. Past calls keep their cost until: keyrack price reprice`,
      )
    })

  price
    .command('reprice')
    .description(
      'compute what past calls cost anew, by the prices of now; the figures before are kept',
    )
    .requiredOption('--since <time>', 'calls from then on: 2026-11-01, 7d, epoch ms', readMoment)
    .option('--until <time>', 'only before then', readMoment)
    .option('--provider <name>', 'only of one provider or preset')
    .option('--model <pattern>', 'only this model, such as gpt-5*')
    .option('--note <text>', 'why')
    .option('--dry-run', 'tell what would change and change nothing')
    .action(async ({ dryRun, note, ...filter }: RepriceFlags, command: Command) => {
      const place = placeOf(command)
      const { prices } = adminOf(place)
      if (dryRun) {
        const preview = await prices.repricePreview.query(filter)
        if (place.json) printOne(place, preview, () => '')
        else printList(place, preview.models, REPRICE_COLUMNS, 'No call is priced by these prices.')
        return
      }
      const done = await prices.reprice.mutate({ ...filter, note: note ?? '' })
      printOne(
        place,
        done,
        ({ calls, changed, beforeNanoUsd, afterNanoUsd }) =>
          `${plural(changed, 'call')} of ${calls} changed: ${money(beforeNanoUsd)} became ${money(afterNanoUsd)}.`,
      )
    })

  price
    .command('remove <id>')
    .description('withdraw a price of your own; the list applies again')
    .action(async (id: string, _options: object, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).prices.remove.mutate({ id })
      printOne(place, { id, removed: true }, () => `${id} is removed.`)
    })
}

function toNewPrice(flags: PriceFlags): NewPrice {
  const { provider, model, input, cachedRead, cacheWrite, output, perRequest, from } = flags
  return {
    ...{ provider, model, free: flags.free ?? false, note: flags.note ?? '' },
    ...(input !== undefined && { inputPerMTok: input }),
    ...(cachedRead !== undefined && { cachedReadPerMTok: cachedRead }),
    ...(cacheWrite !== undefined && { cacheWritePerMTok: cacheWrite }),
    ...(output !== undefined && { outputPerMTok: output }),
    ...(perRequest !== undefined && { perRequest }),
    ...(from !== undefined && { effectiveFrom: from }),
  }
}

const perMTok = ({ free, prices }: PriceRow, unit: 'input' | 'cachedRead' | 'output') =>
  free ? 'free' : prices[unit] === undefined ? '–' : String(prices[unit] / PICO_PER_MTOK)

const REPRICE_COLUMNS: Column<RepricePreview['models'][number]>[] = [
  { title: 'provider', value: ({ provider }) => provider },
  { title: 'model', value: ({ model }) => model },
  { title: 'calls', value: ({ calls }) => count(calls), right: true },
  { title: 'changed', value: ({ changed }) => count(changed), right: true },
  { title: 'before', value: (sums) => money(sums.beforeNanoUsd), right: true },
  { title: 'after', value: (sums) => money(sums.afterNanoUsd), right: true },
  {
    title: 'without price',
    value: (sums) => `${sums.unpricedBefore} → ${sums.unpricedAfter}`,
    right: true,
  },
]

const COLUMNS: Column<PriceRow>[] = [
  { title: 'id', value: (price) => price.id },
  { title: 'provider', value: (price) => price.provider },
  { title: 'model', value: (price) => price.model },
  { title: 'input', value: (price) => perMTok(price, 'input'), right: true },
  { title: 'cached', value: (price) => perMTok(price, 'cachedRead'), right: true },
  { title: 'output', value: (price) => perMTok(price, 'output'), right: true },
  {
    title: 'per call',
    value: ({ prices }) =>
      prices.request === undefined ? '–' : String(prices.request / PICO_PER_USD),
    right: true,
  },
  { title: 'from', value: (price) => moment(price.effectiveFrom) },
  { title: 'source', value: (price) => [price.source, price.note].filter(Boolean).join(': ') },
]
