import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  ALARM_KINDS,
  type AlarmKind,
  type AlarmRuleChange,
  alarmAction,
  alarmChannel,
  factsOfRule,
} from '../contract/alarmRules.ts'
import type { AlarmPreview, AlarmRuleLine } from '../contract/alarms.ts'
import { alarmTitle } from '../contract/alarmWords.ts'
import { adminOf } from './admin.ts'
import { memberCalled } from './find.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { readCount, readList } from './values.ts'
import { moment, plural } from './words.ts'

interface SetFlags {
  on?: boolean
  off?: boolean
  action?: string
  member?: string[]
  tell?: string[]
  threshold?: Record<string, number>
}

export function addAlarmRules(alarm: Command): void {
  const rule = alarm
    .command('rule')
    .summary('what is watched for, and what is done about it')
    .description('What is watched for, and what is done about it.')

  rule
    .command('list')
    .description('list the rules with their thresholds, and how often they fired')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      printList(place, await adminOf(place).alarms.rules.query(), COLUMNS, '')
    })

  rule
    .command('set <rule>')
    .description('switch a rule on or off, or change what it does; what is left out stays')
    .option('--on', 'watch for it')
    .option('--off', 'watch for it no more')
    .addOption(new Option('--action <action>', 'what is done').choices(alarmAction.options))
    .option(
      '--member <member=action>',
      'what is done with one member instead (repeatable)',
      collect,
    )
    .option('--tell <channels>', `where it is told: ${alarmChannel.options.join(',')}`, readList)
    .option('--threshold <name=number>', 'when it fires (repeatable)', readThreshold)
    .action(async (name: string, flags: SetFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const kind = readKind(name)
      if (flags.on && flags.off) throw new CommandProblem('Say --on or --off, not both.')
      const members: AlarmRuleChange['members'] = {}
      for (const text of flags.member ?? []) {
        const [who = '', action] = text.split('=')
        members[(await memberCalled(admin, who)).id] = readAction(action)
      }
      const changed = await admin.alarms.setRule.mutate({
        kind,
        ...((flags.on || flags.off) && { on: flags.on === true }),
        ...(flags.action !== undefined && { action: readAction(flags.action) }),
        ...(flags.member && { members }),
        ...(flags.tell && { tell: flags.tell.map(readChannel) }),
        ...(flags.threshold && { thresholds: flags.threshold }),
      })
      printOne(place, changed, ({ on, action }) => `${kind} is ${on ? `on: ${action}` : 'off'}.`)
    })

  rule
    .command('test <rule>')
    .description('say how often a rule would have fired on past calls, and for whom')
    .option('--days <days>', 'over so many days', readCount, 14)
    .option('--threshold <name=number>', 'as if it were this (repeatable)', readThreshold)
    .action(
      async (
        name: string,
        { days, threshold }: { days: number; threshold?: Record<string, number> },
        command: Command,
      ) => {
        const place = placeOf(command)
        const kind = readKind(name)
        const preview = await adminOf(place).alarms.preview.query({
          ...{ kind, days },
          ...(threshold && { thresholds: threshold }),
        })
        printOne(place, preview, (found) => previewWords(kind, found))
      },
    )
}

function previewWords(kind: AlarmKind, preview: AlarmPreview): string {
  const { days, calls, fired, members, perMemberWeek, firings } = preview
  const head = `${kind} would have fired ${plural(fired, 'time')} in ${plural(days, 'day')} (${calls} calls of ${plural(members, 'member')}, ${perMemberWeek.toFixed(2)} per member and week).`
  const lines = firings.map(({ at, memberName, evidence }) => {
    const told = { kind, memberName, evidence, tokenName: null, keyLabel: null, address: null }
    return `  ${moment(at)}  ${alarmTitle(told)}`
  })
  return [head, ...lines].join('\n')
}

function readKind(text: string): AlarmKind {
  const kind = ALARM_KINDS.find((each) => each.toLowerCase() === text.toLowerCase())
  if (kind) return kind
  throw new CommandProblem(`There is no rule "${text}". See: keyrack alarm rule list`)
}

function readAction(text: string | undefined) {
  const action = alarmAction.safeParse(text)
  if (action.success) return action.data
  throw new CommandProblem(
    `Give one of ${alarmAction.options.join(', ')}, as in --member Ana=pause.`,
  )
}

function readChannel(text: string) {
  const channel = alarmChannel.safeParse(text)
  if (channel.success) return channel.data
  throw new CommandProblem(`--tell takes ${alarmChannel.options.join(', ')}.`)
}

function readThreshold(text: string, before: Record<string, number> = {}): Record<string, number> {
  const [name = '', value = ''] = text.split('=')
  const number = Number(value)
  if (name === '' || value.trim() === '' || !Number.isFinite(number))
    throw new InvalidArgumentError('Give a name and a number, such as score=8.')
  return { ...before, [name]: number }
}

const collect = (text: string, before: string[] = []) => [...before, text]

const COLUMNS: Column<AlarmRuleLine>[] = [
  { title: 'rule', value: ({ kind }) => kind },
  { title: 'on', value: ({ on }) => (on ? 'on' : 'off') },
  { title: 'does', value: ({ action }) => action },
  { title: 'tells', value: ({ tell }) => tell.join(',') },
  {
    title: 'thresholds',
    value: ({ thresholds }) =>
      Object.entries(thresholds)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
  },
  { title: 'fired 30d', value: ({ fired30d }) => String(fired30d), right: true },
  { title: 'about', value: ({ kind }) => factsOfRule(kind).about },
]
