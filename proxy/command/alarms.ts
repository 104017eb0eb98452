import { type Command, Option } from 'commander'
import type { Alarm, AlarmState } from '../contract/alarms.ts'
import { alarmReason, alarmTitle } from '../contract/alarmWords.ts'
import { adminOf } from './admin.ts'
import { addAlarmRules } from './alarmRules.ts'
import { memberCalled } from './find.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { readAmount, readCount } from './values.ts'
import { moment, plural } from './words.ts'

interface ListFlags {
  state: AlarmState | 'all'
  member?: string
  limit: number
}

export function addAlarms(program: Command): void {
  const alarm = program
    .command('alarm')
    .summary('what is unusual or wrong, and the rules that watch for it')
    .description('What is unusual or wrong, grouped by cause, and the rules that watch for it.')

  alarm
    .command('list')
    .description('list alarms, the newest first')
    .addOption(
      new Option('--state <state>', 'which ones')
        .choices(['open', 'acknowledged', 'solved', 'all'])
        .default('open'),
    )
    .option('--member <id>', 'only those about one member')
    .option('--limit <count>', 'at most so many', readCount, 200)
    .action(async ({ state, member, limit }: ListFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { alarms } = await admin.alarms.list.query({
        ...(state !== 'all' && { state }),
        ...(member !== undefined && { memberId: (await memberCalled(admin, member)).id }),
        limit,
      })
      printList(
        place,
        alarms,
        COLUMNS,
        'No alarms. The rules are watching: keyrack alarm rule list',
      )
    })

  alarm
    .command('show <id>')
    .description('say what an alarm rests on and what it did')
    .action(async (id: string, _options: object, command: Command) => {
      const place = placeOf(command)
      printOne(place, await adminOf(place).alarms.get.query({ id }), detail)
    })

  for (const [name, verb, about, done] of [
    ['ack', 'acknowledge', 'say that you know; it goes on counting', 'acknowledged'],
    ['solve', 'solve', 'close it', 'solved'],
    ['expected', 'expected', 'close it, and teach that this is usual', 'solved as expected'],
  ] as const) {
    alarm
      .command(`${name} <id>`)
      .description(about)
      .option('--note <text>', 'why', '')
      .action(async (id: string, { note }: { note: string }, command: Command) => {
        const place = placeOf(command)
        await adminOf(place).alarms[verb].mutate({ id, note })
        printOne(place, { id, done }, () => `${id} is ${done}.`)
      })
  }

  alarm
    .command('mute <id>')
    .description('tell nothing more of this cause for a while; it is still written down')
    .option('--hours <hours>', 'for so long', readAmount, 24)
    .action(async (id: string, { hours }: { hours: number }, command: Command) => {
      const place = placeOf(command)
      const { until } = await adminOf(place).alarms.mute.mutate({ id, hours })
      printOne(place, { id, until }, () => `The cause of ${id} is muted until ${moment(until)}.`)
    })

  alarm
    .command('undo <id>')
    .description('take back what an alarm did: end a throttle, resume a member or a token')
    .option('--ignore <hours>', 'let the token’s agent alone for so long', readAmount, 0)
    .action(async (id: string, { ignore }: { ignore: number }, command: Command) => {
      const place = placeOf(command)
      const { ended } = await adminOf(place).alarms.undo.mutate({ id, ignoreHours: ignore })
      printOne(place, { id, ended }, () =>
        ended === 0 ? 'There was nothing to take back.' : `${plural(ended, 'measure')} taken back.`,
      )
    })

  addAlarmRules(alarm)
}

const COLUMNS: Column<Alarm>[] = [
  { title: 'id', value: ({ id }) => id },
  { title: 'last', value: ({ lastAt }) => moment(lastAt) },
  { title: 'severity', value: ({ severity }) => severity },
  { title: 'state', value: ({ state }) => state },
  { title: 'times', value: ({ count }) => String(count), right: true },
  { title: 'done', value: ({ action }) => action },
  { title: 'what', value: alarmTitle },
]

function detail(alarm: Alarm): string {
  const { severity, state, count, firstAt, lastAt, decidedBy, mutedUntil, note } = alarm
  const measures = alarm.measures.map(
    ({ kind, until }) =>
      `${kind} ${until === null ? 'until it is taken back' : `until ${moment(until)}`}`,
  )
  const calls = alarm.evidence.calls.join(', ')
  return [
    alarmTitle(alarm),
    alarmReason(alarm),
    `${severity}, ${state}${decidedBy === null ? '' : ` by ${decidedBy}`}, ${plural(count, 'time')}, ${moment(firstAt)} to ${moment(lastAt)}`,
    ...(note === '' ? [] : [`Note: ${note}`]),
    ...(measures.length === 0
      ? []
      : [`Done: ${measures.join(', ')}. Take it back: keyrack alarm undo ${alarm.id}`]),
    ...(mutedUntil === null ? [] : [`Muted until ${moment(mutedUntil)}`]),
    ...(calls === '' ? [] : [`Calls: ${calls}`]),
  ]
    .filter((line) => line !== '')
    .join('\n')
}
