import type { Command } from 'commander'
import type { LimitStanding, LimitSummary } from '../contract/limits.ts'
import { amountWords, limitWords } from '../contract/limitWords.ts'
import { type Admin, adminOf } from './admin.ts'
import { limitCalled, memberCalled } from './find.ts'
import {
  changeOf,
  type LimitFlags,
  limitOf,
  presetLines,
  readUnits,
  subjectOf,
  withSize,
  withSubject,
} from './limitFlags.ts'
import {
  explanationWords,
  LIMIT_COLUMNS,
  previewWords,
  standingColumns,
  whoWords,
} from './limitTables.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { readUntil } from './until.ts'
import { moment, plural } from './words.ts'

const EXAMPLES = `
Examples:
  keyrack limit add --each --requests 1000 --per hour
  keyrack limit add --member Ana --money 5 --per day
  keyrack limit add --team App --tokens 2M --sliding 3600 --model 'gpt-5*'
  keyrack limit add --requests 60 --bucket 60 --burst 10
  keyrack limit add --money 100 --prepaid --action downgrade:gpt-5-nano
  keyrack limit raise lim_… --to 10 --until friday
  keyrack limit list --usage`

export function addLimits(program: Command): void {
  const limit = program
    .command('limit')
    .summary('how much may be used, by whom, in which time')
    .description('How much may be used, by whom, in which time. A call obeys every limit above it.')
    .addHelpText('after', EXAMPLES)

  withSize(withSubject(limit.command('add').description('set a limit')))
    .option('--preset <number>', 'begin with a ready-made one: keyrack limit presets')
    .action(async (flags: LimitFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id } = await admin.limits.add.mutate(await limitOf(admin, flags))
      const added = await limitCalled(admin, id)
      printOne(place, added, () => `${id}: ${limitWords(added)} for ${whoWords(added)}.`)
    })

  limit
    .command('presets')
    .description('list ready-made limits; set one: keyrack limit add --preset NUMBER')
    .action((_options: object, command: Command) => {
      const columns: Column<ReturnType<typeof presetLines>[number]>[] = [
        { title: 'preset', value: ({ preset }) => String(preset), right: true },
        { title: 'limit', value: ({ words }) => words },
        { title: 'for', value: (line) => line.for },
      ]
      printList(placeOf(command), presetLines(), columns, '')
    })

  limit
    .command('list')
    .description('list the limits, or with --usage what of them is used')
    .option('--usage', 'what is used, held and left, and when it resets')
    .option('--member <id>', 'usage of all that holds for one member')
    .option('--team <id>', 'usage of all that holds for a team')
    .option('--token-id <id>', 'usage of all that holds for a token')
    .action(async (flags: LimitFlags & { usage?: boolean }, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { level, subjectId } = await subjectOf(admin, flags)
      if (level === 'workspace' && !flags.usage) {
        const limits: LimitSummary[] = await admin.limits.list.query()
        printList(place, limits, LIMIT_COLUMNS, 'No limits yet. Set one: keyrack limit add --help')
        return
      }
      const of = level === 'workspace' ? {} : { [`${level}Id`]: subjectId ?? '' }
      const standings: LimitStanding[] = await admin.limits.standings.query(of)
      const columns = standingColumns(await memberNames(admin))
      printList(place, standings, columns, 'Nothing is limited here.')
    })

  withSize(limit.command('change <limit>').description('change a limit; what is used stays used'))
    .option('--everything', 'count every model, provider and endpoint again')
    .action(async (text: string, flags: LimitFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const before = await limitCalled(admin, text)
      await admin.limits.change.mutate({ id: before.id, ...changeOf(before, flags) })
      const after = await limitCalled(admin, before.id)
      printOne(
        place,
        after,
        () => `${after.id} is now ${limitWords(after)} for ${whoWords(after)}.`,
      )
    })

  limit
    .command('remove <limit>')
    .description('remove a limit; undo it with: keyrack limit restore')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id } = await limitCalled(admin, text)
      await admin.limits.remove.mutate({ id })
      printOne(place, { id, removed: true }, () => `${id} is removed.`)
    })

  limit
    .command('restore <id>')
    .description('bring a removed limit back, with its pot and raises')
    .action(async (id: string, _options: object, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).limits.restore.mutate({ id })
      printOne(place, { id, restored: true }, () => `${id} holds again.`)
    })

  addMeasures(limit)
  addInsight(limit)
}

/** What is done to a limit for a while, or once. */
function addMeasures(limit: Command): void {
  limit
    .command('raise <limit>')
    .description('give a limit another size until a moment')
    .requiredOption('--to <amount>', 'the size, in the unit of the limit: dollars, calls, seconds')
    .requiredOption('--until <time>', 'friday, tomorrow, 2026-12-01, 3d, 12h')
    .option('--member <id>', 'for one member alone, where each has a counter')
    .option('--note <text>', 'why')
    .action(async (text: string, flags: RaiseFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id: limitId, metric } = await limitCalled(admin, text)
      const until = readUntil(flags.until, Date.now(), await zoneOf(admin))
      const raise = {
        ...{ limitId, until, size: readUnits(metric, flags.to), note: flags.note ?? '' },
        ...(flags.member !== undefined && {
          memberId: (await memberCalled(admin, flags.member)).id,
        }),
      }
      const { id } = await admin.limits.raise.mutate(raise)
      const words = amountWords(metric, raise.size)
      printOne(place, { id, ...raise }, () => `${id}: ${words} until ${moment(until)}.`)
    })

  limit
    .command('end-raise <raise>')
    .description('end a raise now')
    .action(async (id: string, _options: object, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).limits.endRaise.mutate({ id })
      printOne(place, { id, ended: true }, () => `${id} has ended.`)
    })

  limit
    .command('top-up <limit> <amount>')
    .description('put more into a prepaid limit')
    .option('--note <text>', 'why')
    .action(async (text: string, typed: string, flags: { note?: string }, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id: limitId, metric } = await limitCalled(admin, text)
      const topUp = { limitId, amount: readUnits(metric, typed), note: flags.note ?? '' }
      const { id } = await admin.limits.topUp.mutate(topUp)
      const words = amountWords(metric, topUp.amount)
      printOne(place, { id, ...topUp }, () => `${words} was put in.`)
    })

  limit
    .command('clear <limit>')
    .description('let a limit count anew from now; past calls stay in the ledger')
    .option('--member <id>', "one member's counter only")
    .action(async (text: string, { member }: LimitFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const counter = await counterOf(admin, text, member)
      await admin.limits.clear.mutate(counter)
      printOne(
        place,
        { ...counter, cleared: true },
        () => `${counter.limitId} counts anew from now.`,
      )
    })
}

interface RaiseFlags {
  to: string
  until: string
  member?: string
  note?: string
}

/** What a limit does, would have done, and why. */
function addInsight(limit: Command): void {
  limit
    .command('explain <limit>')
    .description('take a counter apart: ledger, calls in flight, prices and calls')
    .option('--member <id>', 'whose counter, where each member has one')
    .action(async (text: string, { member }: LimitFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const told = await admin.limits.explain.query(await counterOf(admin, text, member))
      printOne(place, told, explanationWords)
    })

  withSize(
    withSubject(
      limit
        .command('preview [limit]')
        .description('tell what a limit, new or changed, would have stopped in the last 14 days'),
    ),
  )
    .option('--everything', 'count every model, provider and endpoint again')
    .option('--preset <number>', 'begin with a ready-made one: keyrack limit presets')
    .action(async (text: string | undefined, flags: LimitFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      printOne(
        place,
        await admin.limits.preview.query(await previewed(admin, text, flags)),
        previewWords,
      )
    })

  limit
    .command('check')
    .description('compare every counter with the ledger')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const check = await adminOf(place).limits.selfCheck.query()
      printOne(
        place,
        check,
        ({ checked, disagreeing }) =>
          `${plural(checked, 'counter')} compared with the ledger, ${disagreeing.length} of them wrong.`,
      )
      if (check.disagreeing.length > 0)
        throw new CommandProblem('They were counted anew from the ledger.')
    })
}

async function previewed(admin: Admin, text: string | undefined, flags: LimitFlags) {
  if (text === undefined) return { limit: await limitOf(admin, flags) }
  const { id, createdAt, subjectName, raises, toppedUp, ...limit } = await limitCalled(admin, text)
  return { id, limit: { ...limit, ...changeOf(limit, flags) } }
}

async function counterOf(admin: Admin, text: string, member: string | undefined) {
  const { id: limitId } = await limitCalled(admin, text)
  return {
    limitId,
    memberId: member === undefined ? null : (await memberCalled(admin, member)).id,
  }
}

async function memberNames(admin: Admin): Promise<Map<string, string>> {
  return new Map((await admin.members.list.query()).map(({ id, name }) => [id, name]))
}

/** Days end where the workspace's do; a team lead, who sees no settings, means the days of this computer. */
async function zoneOf(admin: Admin): Promise<string> {
  try {
    const { value } = await admin.settings.get.query({ name: 'timeZone' })
    return String(value)
  } catch {
    return Intl.DateTimeFormat().resolvedOptions().timeZone
  }
}
