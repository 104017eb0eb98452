import { type Command, InvalidArgumentError, Option } from 'commander'
import { INPUT_BUCKETS, OUTPUT_BUCKETS, sumOfBuckets } from '../contract/amounts.ts'
import {
  type UsageDimension,
  type UsageFilter,
  type UsageLine,
  type UsageStep,
  usageDimension,
  usageStep,
} from '../contract/usage.ts'
import { spanOf, USAGE_RANGES } from '../contract/usageRange.ts'
import { addForecast } from './forecast.ts'
import type { Ledger } from './ledger.ts'
import { placeOf } from './place.ts'
import { type Column, printList } from './print.ts'
import { CommandProblem } from './problem.ts'
import { addUsageMonth } from './usageMonth.ts'
import { readList, readMoment } from './values.ts'
import { count, duration, moment, moneyOf } from './words.ts'

interface Flags {
  by: UsageDimension[]
  step: UsageStep
  range: string
  since?: number
  until?: number
  only: Choice[]
  except: Choice[]
}

/** Some values of a dimension, as typed. */
interface Choice {
  dimension: UsageDimension
  values: string[]
}

/** Reads the ledger's file, which needs no passphrase and no running service. */
export function addUsage(program: Command): void {
  const usage = program
    .command('usage')
    .summary('add usage up by member, team, model and more, by hour, day or month')
    .description(
      'Adds usage up, from sums that are kept by hour and day: fast over years. Works while the service is stopped, too.',
    )
    .option('--by <what>', `up to two of ${usageDimension.options.join(', ')}`, readDimensions, [])
    .addOption(
      new Option('--step <step>', 'how finely it is told when')
        .choices(usageStep.options)
        .default('none'),
    )
    .option('--range <range>', `${USAGE_RANGES.join(', ')}, or 2026-11-01..2026-11-07`, 'thisMonth')
    .option('--since <time>', 'only from then on: 2026-11-21T14:00, 1h, 7d, epoch ms', readMoment)
    .option('--until <time>', 'only before then', readMoment)
    .option(
      '--only <what=values>',
      'such as member=Ana,Ben or status=4xx; may be repeated',
      addChoice,
      [],
    )
    .option(
      '--except <what=values>',
      'the same, left out; none stands for calls without one',
      addChoice,
      [],
    )
    .action(async (flags: Flags, command: Command) => {
      const place = placeOf(command)
      const { openLedger } = await import('./ledger.ts')
      const ledger = openLedger(place)
      try {
        const filter = filterOf(ledger, flags)
        const { by, step } = flags
        const { lines } = ledger.usage({ ...spanAsked(ledger, flags), by, step, filter })
        const asTold = lines.map((line) => ({ ...line, ...line.usage }))
        printList(place, asTold, columnsFor(flags, ledger.timeZone), 'No calls then.')
      } finally {
        ledger.close()
      }
    })
  addForecast(usage)
  addUsageMonth(usage, async (place, command) => {
    const { only, except } = command.optsWithGlobals<Flags>()
    if (only.length + except.length === 0) return {}
    const { openLedger } = await import('./ledger.ts')
    const ledger = openLedger(place)
    try {
      return filterOf(ledger, { only, except })
    } finally {
      ledger.close()
    }
  })
}

function spanAsked(
  { timeZone }: Ledger,
  { range, since, until }: Flags,
): { from: number; to: number } {
  const now = Date.now()
  if (since !== undefined || until !== undefined) return { from: since ?? 0, to: until ?? now }
  const span = spanOf(range, now, timeZone)
  if (span) return span
  throw new CommandProblem(
    `--range: give ${USAGE_RANGES.join(', ')}, or two dates such as 2026-11-01..2026-11-07.`,
  )
}

function filterOf(ledger: Ledger, { only, except }: Pick<Flags, 'only' | 'except'>): UsageFilter {
  const filter: UsageFilter = {}
  for (const [side, choices] of Object.entries({ only, except })) {
    for (const { dimension, values } of choices) {
      const known = filter[dimension]?.[side as 'only'] ?? []
      const more = values.map((value) => idOf(ledger, dimension, value))
      filter[dimension] = { ...filter[dimension], [side]: [...known, ...more] }
    }
  }
  return filter
}

/** Members and teams are called by their names; `none` means calls without one. */
function idOf(ledger: Ledger, dimension: UsageDimension, value: string): string | null {
  if (value === 'none') return null
  if (dimension === 'member') return ledger.memberId(value)
  if (dimension === 'team') return ledger.teamId(value)
  return value
}

function columnsFor({ by, step }: Flags, timeZone: string): Column<UsageLine>[] {
  const steps: Column<UsageLine>[] = [
    { title: step, value: ({ at }) => stepWords(step, at ?? 0, timeZone) },
  ]
  const groups = by.map(
    (dimension, index): Column<UsageLine> => ({
      title: dimension,
      value: ({ labels }) => labels[index] ?? '–',
    }),
  )
  return [...(step === 'none' ? [] : steps), ...groups, ...FIGURES]
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

function stepWords(step: UsageStep, at: number, timeZone: string): string {
  if (step === 'weekHour')
    return `${WEEKDAYS[Math.floor(at / 24)]} ${String(at % 24).padStart(2, '0')}:00`
  const text = moment(at, timeZone)
  return step === 'hour' ? text.slice(0, 16) : text.slice(0, step === 'day' ? 10 : 7)
}

const FIGURES: Column<UsageLine>[] = [
  { title: 'calls', value: ({ calls }) => count(calls), right: true },
  { title: 'failed', value: ({ failed }) => count(failed), right: true },
  { title: 'refused', value: ({ refused }) => count(refused), right: true },
  {
    title: 'input tokens',
    value: ({ usage }) => count(sumOfBuckets(usage, INPUT_BUCKETS)),
    right: true,
  },
  {
    title: 'output tokens',
    value: ({ usage }) => count(sumOfBuckets(usage, OUTPUT_BUCKETS)),
    right: true,
  },
  { title: 'cost', value: moneyOf, right: true },
  { title: 'time', value: ({ totalMs }) => duration(totalMs?.p50 ?? null), right: true },
  { title: '95 %', value: ({ totalMs }) => duration(totalMs?.p95 ?? null), right: true },
]

function readDimensions(text: string): UsageDimension[] {
  const names = readList(text)
  const found = names.flatMap((name) => usageDimension.options.filter((known) => known === name))
  if (found.length === names.length && found.length <= 2) return found
  throw new InvalidArgumentError(`Give one or two of ${usageDimension.options.join(', ')}.`)
}

function addChoice(text: string, before: Choice[]): Choice[] {
  const [name, values] = text.split(/=(.*)/s)
  const dimension = usageDimension.options.find((known) => known === name)
  const list = readList(values ?? '')
  if (dimension && list.length > 0) return [...before, { dimension, values: list }]
  throw new InvalidArgumentError(
    `Give something such as member=Ana,Ben: one of ${usageDimension.options.join(', ')}, then values.`,
  )
}
