import type { Command } from 'commander'
import type { z } from 'zod'
import { nanoOfUsdText } from '../base/money.ts'
import {
  calendarUnit,
  LIMIT_METRICS,
  LIMIT_PRESETS,
  type LimitMetric,
  type LimitWindow,
  type NewLimit,
  type newLimit,
} from '../contract/limits.ts'
import { limitWords } from '../contract/limitWords.ts'
import { providerName } from '../contract/providers.ts'
import type { Admin } from './admin.ts'
import { memberCalled, teamCalled, tokenCalled } from './find.ts'
import { CommandProblem } from './problem.ts'

/** Texts as they were typed; what they mean depends on each other. */
export interface LimitFlags extends Partial<Record<LimitMetric, string>> {
  member?: string
  team?: string
  tokenId?: string
  each?: boolean
  preset?: string
  per?: string
  sliding?: string
  bucket?: string
  burst?: string
  prepaid?: boolean
  model?: string[]
  provider?: string[]
  endpoint?: string[]
  everything?: boolean
  action?: string
  warnAt?: string
  note?: string
}

export const several = (text: string, before: string[] = []) => [...before, text]

/** Flags that say whom a limit is about. */
export function withSubject(command: Command): Command {
  return command
    .option('--member <id>', 'for one member: id or name')
    .option('--team <id>', 'for a team together: id or name')
    .option('--token-id <id>', 'for one token: id or label, never the token itself')
    .option('--each', 'every member (of the team) for themselves, instead of all together')
}

/** Flags that say how much, in which time, of what, and what happens then. */
export function withSize(command: Command): Command {
  return command
    .option('--money <usd>', 'dollars, such as 5 or 0.25')
    .option('--requests <number>', 'calls')
    .option('--tokens <number>', 'tokens in and out: 500k, 2M')
    .option('--input <number>', 'input tokens')
    .option('--output <number>', 'output tokens')
    .option('--images <number>', 'pictures made')
    .option('--seconds <number>', 'seconds of sound')
    .option('--concurrent <number>', 'calls at a time')
    .option('--per <time>', 'minute, hour, day, week or month of the calendar')
    .option('--sliding <seconds>', 'in any stretch of so many seconds')
    .option('--bucket <seconds>', 'flows back in so many seconds; give --burst too')
    .option('--burst <amount>', 'the most that may be taken at once from a bucket')
    .option('--prepaid', 'a pot that never fills up by itself')
    .option('--model <pattern>', 'only this model, such as gpt-5*; may be repeated', several)
    .option('--provider <name>', 'only this provider; may be repeated', several)
    .option(
      '--endpoint <pattern>',
      'only this endpoint, such as images.*; may be repeated',
      several,
    )
    .option('--action <what>', 'refuse, warn or downgrade:MODEL')
    .option('--warn-at <percent>', 'tell the administrator at this share, or never')
    .option('--note <text>', 'a note for administrators')
}

export type TypedLimit = z.input<typeof newLimit>

/** The limit that the flags of `limit add` describe. */
export async function limitOf(admin: Admin, flags: LimitFlags): Promise<TypedLimit> {
  const begin = flags.preset === undefined ? undefined : presetOf(flags.preset)
  const metric = metricOf(flags) ?? begin?.metric
  if (!metric) throw new CommandProblem('Say how much of what: --money 5, --requests 1000, --help')
  const subject = await subjectOf(admin, flags)
  const typed = flags[metric]
  const size = typed === undefined ? begin?.size : readUnits(metric, typed)
  const window = windowOf(flags, metric) ?? (metric === begin?.metric ? begin.window : undefined)
  if (size === undefined) throw new CommandProblem(`--${metric}: say how much.`)
  if (!window) {
    throw new CommandProblem(
      'Say in which time: --per day, --sliding 3600, --bucket 60 --burst 10, or --prepaid.',
    )
  }
  const each = flags.each ?? (begin?.each === true && subject.level === 'workspace')
  return { ...subject, each, metric, size, window, ...rest(flags) }
}

/** What the flags of `limit change` change of a limit. */
export function changeOf(limit: NewLimit, flags: LimitFlags) {
  const metric = metricOf(flags)
  if (metric !== undefined && metric !== limit.metric) {
    throw new CommandProblem(
      `This limit counts ${limit.metric}, which cannot become ${metric}. Add a new limit instead.`,
    )
  }
  const typed = flags[limit.metric]
  const window = windowOf(flags, limit.metric, limit.window)
  const { scope, ...others } = rest(flags)
  const change = {
    ...(typed !== undefined && { size: readUnits(limit.metric, typed) }),
    ...(window && { window }),
    // A list that is not named stays as it is, unless all of them are to go.
    ...(scope && { scope: { ...(flags.everything ? NO_SCOPE : limit.scope), ...scope } }),
    ...others,
  }
  if (Object.keys(change).length === 0) throw new CommandProblem('Say what to change: --help')
  return change
}

const NO_SCOPE = { models: [], providers: [], endpoints: [] }

function presetOf(text: string): NewLimit {
  const preset = LIMIT_PRESETS[Number(text) - 1]
  if (preset) return preset
  const last = LIMIT_PRESETS.length
  throw new CommandProblem(`There are ready-made limits 1 to ${last}. See: keyrack limit presets`)
}

function metricOf(flags: LimitFlags): LimitMetric | undefined {
  const named = LIMIT_METRICS.filter((metric) => flags[metric] !== undefined)
  if (named.length > 1)
    throw new CommandProblem(`One limit counts one thing: either --${named.join(' or --')}.`)
  return named[0]
}

export async function subjectOf(
  admin: Admin,
  { member, team, tokenId }: LimitFlags,
): Promise<Pick<NewLimit, 'level' | 'subjectId'>> {
  if ([member, team, tokenId].filter((who) => who !== undefined).length > 1)
    throw new CommandProblem('Give one of --member, --team and --token-id; none means everybody.')
  if (member !== undefined)
    return { level: 'member', subjectId: (await memberCalled(admin, member)).id }
  if (team !== undefined) return { level: 'team', subjectId: (await teamCalled(admin, team)).id }
  if (tokenId !== undefined)
    return { level: 'token', subjectId: (await tokenCalled(admin, tokenId)).id }
  return { level: 'workspace', subjectId: null }
}

function windowOf(
  flags: LimitFlags,
  metric: LimitMetric,
  before?: LimitWindow,
): LimitWindow | undefined {
  const { per, sliding, bucket, burst, prepaid } = flags
  const kinds = [per, sliding, bucket, prepaid].filter((kind) => kind !== undefined)
  if (kinds.length > 1)
    throw new CommandProblem('Give one of --per, --sliding, --bucket and --prepaid.')
  if (metric === 'concurrent') {
    if (kinds.length > 0)
      throw new CommandProblem('Calls at a time are counted as they are now: leave the time out.')
    return before ? undefined : { kind: 'never' }
  }
  if (per !== undefined) {
    const every = calendarUnit.safeParse(per)
    if (!every.success) throw new CommandProblem('--per: minute, hour, day, week or month.')
    return { kind: 'fixed', every: every.data }
  }
  if (sliding !== undefined) return { kind: 'sliding', seconds: readSeconds('sliding', sliding) }
  if (prepaid) return { kind: 'never' }
  const old = before?.kind === 'bucket' ? before : undefined
  if (bucket === undefined && (burst === undefined || !old)) {
    if (burst !== undefined) throw new CommandProblem('--burst belongs to --bucket SECONDS.')
    return undefined
  }
  const seconds = bucket === undefined ? old?.seconds : readSeconds('bucket', bucket)
  const most = burst === undefined ? old?.burst : readUnits(metric, burst)
  if (most === undefined || seconds === undefined)
    throw new CommandProblem('--bucket: say how much may be taken at once, such as --burst 10.')
  return { kind: 'bucket', seconds, burst: most }
}

function rest(flags: LimitFlags) {
  const { model, provider, endpoint, everything, action, warnAt, note } = flags
  const scope = {
    ...(model && { models: model }),
    ...(provider && { providers: provider.map(readProvider) }),
    ...(endpoint && { endpoints: endpoint }),
  }
  return {
    ...((everything || Object.keys(scope).length > 0) && { scope }),
    ...(action !== undefined && { action: readAction(action) }),
    ...(warnAt !== undefined && { warnAtPercent: readPercent(warnAt) }),
    ...(note !== undefined && { note }),
  }
}

function readProvider(text: string) {
  const name = providerName.safeParse(text)
  if (name.success) return name.data
  throw new CommandProblem(`--provider: one of ${providerName.options.join(', ')}.`)
}

function readAction(text: string): NewLimit['action'] {
  if (text === 'refuse' || text === 'warn') return { kind: text }
  const [kind, ...model] = text.split(':')
  if (kind === 'downgrade' && model.join(':') !== '') return { kind, model: model.join(':') }
  throw new CommandProblem('--action: refuse, warn or downgrade:MODEL.')
}

function readPercent(text: string): number | null {
  if (text === 'never') return null
  const percent = Number(text)
  if (Number.isInteger(percent) && percent >= 1 && percent <= 100) return percent
  throw new CommandProblem('--warn-at: a whole number from 1 to 100, or never.')
}

function readSeconds(flag: string, text: string): number {
  const seconds = Number(text)
  if (/^\d{1,9}$/.test(text) && seconds >= 1) return seconds
  throw new CommandProblem(`--${flag}: a whole number of seconds.`)
}

const MULTIPLES = { '': 1, k: 1000, m: 1_000_000 } as const

/** What was typed in people's units, as the limit's integer, digit by digit. */
export function readUnits(metric: LimitMetric, text: string): number {
  const units = metric === 'money' ? nanoOfUsdText(text) : readWhole(metric, text)
  if (units !== undefined) return units
  const example =
    metric === 'money' ? 'dollars such as 5, 0.25 or 1,000.00' : 'a number such as 1000 or 500k'
  throw new CommandProblem(`${text} is no amount of ${metric}: give ${example}.`)
}

function readWhole(metric: LimitMetric, text: string): number | undefined {
  if (metric === 'seconds') {
    const match = /^(\d{1,12})(?:\.(\d{1,3}))?$/.exec(text)
    return match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0')) : undefined
  }
  const match = /^(\d{1,3}(?:,\d{3})+|\d{1,16})([km]?)$/i.exec(text)
  if (!match) return undefined
  const unit = MULTIPLES[(match[2] ?? '').toLowerCase() as keyof typeof MULTIPLES]
  const whole = Number((match[1] ?? '').replaceAll(',', '')) * unit
  return Number.isSafeInteger(whole) ? whole : undefined
}

/** The ready-made limits with the number that picks them. */
export function presetLines() {
  return LIMIT_PRESETS.map((limit, index) => ({
    preset: index + 1,
    words: limitWords(limit),
    for: limit.each ? 'each member' : 'everybody together',
    limit,
  }))
}
