import type { Command } from 'commander'
import type { StoragePreview, StorageStatus, StoredLine } from '../contract/storage.ts'
import { adminOf } from './admin.ts'
import { followJob } from './followJob.ts'
import { placeOf } from './place.ts'
import { type Column, printOne, table } from './print.ts'
import { readAmount, readCount } from './values.ts'
import { count, moment, plural, size } from './words.ts'

interface TrialFlags {
  calls?: number
  details?: number
  addresses?: number
  hours?: number
  alarms?: number
  audit?: number
  most?: number
}

const EXAMPLES = `
Examples:
  keyrack storage status
  keyrack storage preview --calls 180       what would be deleted if calls were kept for 180 days
  keyrack settings set keepCallDays 180
  keyrack storage run                       delete now instead of tonight`

export function addStorage(program: Command): void {
  const storage = program
    .command('storage')
    .summary('how much is kept, and for how long')
    .description('How much the ledger holds, how it grows, and what is deleted when it is too old.')
    .addHelpText('after', EXAMPLES)

  storage
    .command('status')
    .description('say what lies in the database, how it grows, and how long the disk lasts')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      printOne(place, await adminOf(place).storage.status.query({}), statusText)
    })

  storage
    .command('preview')
    .description('say what will be deleted tonight, by the settings or by others')
    .option('--calls <days>', 'if calls were kept for so many days', readCount)
    .option('--details <days>', 'if details of calls were', readCount)
    .option('--addresses <days>', 'if addresses in calls were', readCount)
    .option('--hours <days>', 'if sums by hour were', readCount)
    .option('--alarms <days>', 'if solved alarms were', readCount)
    .option('--audit <days>', 'if entries of the audit log were', readCount)
    .option('--most <GiB>', 'if the database might hold so much', readAmount)
    .action(async (flags: TrialFlags, command: Command) => {
      const place = placeOf(command)
      printOne(place, await adminOf(place).storage.preview.query(trialOf(flags)), previewText)
    })

  storage
    .command('run')
    .description('delete what is too old or too much now; Ctrl C cancels it')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const job = await followJob(admin, await admin.storage.run.mutate())
      printOne(place, job, ({ done }) =>
        done === 0 ? 'Nothing was too old.' : `${plural(done, 'row')} deleted or blanked.`,
      )
    })
}

function trialOf(flags: TrialFlags) {
  const { calls, details, addresses, hours, alarms, audit, most } = flags
  return {
    ...(calls !== undefined && { keepCallDays: calls }),
    ...(details !== undefined && { keepDetailDays: details }),
    ...(addresses !== undefined && { keepAddressDays: addresses }),
    ...(hours !== undefined && { keepHourDays: hours }),
    ...(alarms !== undefined && { keepAlarmDays: alarms }),
    ...(audit !== undefined && { keepAuditDays: audit }),
    ...(most !== undefined && { databaseGiB: most }),
  }
}

function statusText({
  lines,
  bytes,
  fileBytes,
  freeBytes,
  diskFreeBytes,
  forecast,
}: StorageStatus) {
  const { bytesPerDay, bytesInYear, fullAt } = forecast
  return [
    ...table(lines, COLUMNS),
    '',
    `${size(bytes)} in all; the file has ${size(fileBytes)}, of which ${size(freeBytes)} are free inside.`,
    `At the pace of the last weeks it grows by ${size(bytesPerDay)} a day, to ${size(bytesInYear)} in a year.`,
    fullAt === null
      ? `The disk has ${size(diskFreeBytes)} left, which is enough for ten years of that.`
      : `The disk has ${size(diskFreeBytes)} left, which lasts until ${moment(fullAt).slice(0, 10)}.`,
  ].join('\n')
}

function previewText(preview: StoragePreview): string {
  const { calls, details, addresses, hours, alarms, audit, bytesTooMany, neededFrom } = preview
  const goes = [
    [calls, 'call'],
    [details, 'detail of a call', 'details of calls'],
    [addresses, 'address in a call', 'addresses in calls'],
    [hours, 'sum by hour', 'sums by hour'],
    [alarms, 'solved alarm'],
    [audit, 'entry of the audit log', 'entries of the audit log'],
  ] as const
  const some = goes.filter(([many]) => many > 0)
  return [
    ...(some.length === 0 ? ['Nothing is too old.'] : ['Tonight this goes:']),
    ...some.map(([many, one, several]) => `  ${plural(many, one, several)}`),
    ...(bytesTooMany > 0
      ? [`The database is ${size(bytesTooMany)} too large: the oldest go until it fits.`]
      : []),
    ...(neededFrom === null ? [] : [`Limits still need the calls since ${moment(neededFrom)}.`]),
  ].join('\n')
}

const COLUMNS: Column<StoredLine>[] = [
  { title: 'what', value: ({ kind }) => kind },
  { title: 'rows', value: ({ rows, kind }) => (kind === 'other' ? '' : count(rows)), right: true },
  { title: 'size', value: ({ bytes }) => size(bytes), right: true },
  { title: 'a day', value: ({ bytesPerDay }) => size(bytesPerDay), right: true },
  { title: 'since', value: ({ from }) => (from === null ? '' : moment(from)) },
]
