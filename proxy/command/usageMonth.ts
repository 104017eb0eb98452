import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { DateTime } from 'luxon'
import { fileNameOf } from '../contract/fileNames.ts'
import type { UsageFilter } from '../contract/usage.ts'
import { type UsageFormat, usageFormat } from '../contract/usageExport.ts'
import { adminOf } from './admin.ts'
import { teamCalled } from './find.ts'
import { followJob } from './followJob.ts'
import { type Place, placeOf } from './place.ts'
import { printOne } from './print.ts'
import { CommandProblem } from './problem.ts'

interface MonthFlags {
  format: UsageFormat
  out: string
  team?: string
  eachTeam?: boolean
  preamble: boolean
  force?: boolean
}

/**
 * `keyrack usage month`. Unlike `usage` itself it goes through the service, which writes down that figures were taken
 * out; `filterOf` reads what was said with the flags of `usage`.
 */
export function addUsageMonth(
  usage: Command,
  filterOf: (place: Place, command: Command) => Promise<UsageFilter>,
): void {
  usage
    .command('month')
    .summary('write the report of a month as CSV or PDF, of everybody or by team')
    .description(
      'Writes the report of a month into a folder, as CSV or PDF: of everybody, of one team, or one file for each team. --only and --except of "usage" narrow it down. The service notes who did.',
    )
    .argument('<month>', 'such as 2026-10', readMonth)
    .addOption(
      new Option('--format <format>', 'of the file')
        .choices(usageFormat.options)
        .default('csv' satisfies UsageFormat),
    )
    .option('--out <folder>', 'where to write', '.')
    .option('--team <id>', 'id or name of a team, instead of everybody')
    .option('--each-team', 'one file for each team, in a new folder')
    .option('--no-preamble', 'no lines before the table that say what it is (CSV)')
    .option('--force', 'replace a file that is there')
    .action(async (month: string, flags: MonthFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const team = flags.team === undefined ? undefined : await teamCalled(admin, flags.team)
      const file = fileFor(month, flags, team?.name)
      const job = await admin.usage.export.mutate({
        ...{ file, format: flags.format, preamble: flags.preamble, range: daysOf(month) },
        ...{ eachTeam: flags.eachTeam ?? false, filter: await filterOf(place, command) },
        ...(team && { teamId: team.id }),
      })
      printOne(place, await followJob(admin, job), () => `The usage of ${month} is in ${file}.`)
    })
}

function fileFor(
  month: string,
  { format, out, eachTeam, force }: MonthFlags,
  team: string | undefined,
): string {
  const folder = resolve(out)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new CommandProblem(`There is no folder ${out}. Make it, or give another one.`)
  const name = `keyrack-usage-${month}${team === undefined ? '' : `-${fileNameOf(team)}`}`
  const file = join(folder, eachTeam ? name : `${name}.${format}`)
  // A folder of somebody's is not replaced: the service refuses one that holds anything.
  if (!eachTeam && existsSync(file) && !force)
    throw new CommandProblem(`${file} is there already. Give another folder, or --force.`)
  return file
}

function daysOf(month: string): string {
  return `${month}-01..${DateTime.fromISO(month).endOf('month').toISODate()}`
}

function readMonth(text: string): string {
  if (/^\d{4}-\d{2}$/.test(text) && DateTime.fromISO(text).isValid) return text
  throw new InvalidArgumentError('Give a month such as 2026-10.')
}
