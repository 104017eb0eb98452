import type { Command } from 'commander'
import { SETTINGS, type SettingLine, type SettingName } from '../contract/settings.ts'
import { adminOf } from './admin.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { readList } from './values.ts'

/** A line as it comes over the wire, where a type cannot promise that an unknown value is there. */
type Line = Pick<SettingLine, 'name' | 'about'> & { value?: unknown; default?: unknown }

export function addSettings(program: Command): void {
  const settings = program
    .command('settings')
    .summary('limits, network and everything else that can be set')
    .description('Limits, network and everything else that can be set.')

  settings
    .command('list')
    .description('list every setting with its value and what it is about')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      printList(place, await adminOf(place).settings.list.query(), COLUMNS, '')
    })

  settings
    .command('get <name>')
    .description('say the value of a setting')
    .action(async (name: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const line = await adminOf(place).settings.get.query({ name: readName(name) })
      printOne(place, line, ({ value }) => shown(value))
    })

  settings
    .command('set <name> <value>')
    .description('change a setting; a list is given with commas: allowedAddresses 10.0.0.0/8,::1')
    .action(async (text: string, value: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const name = readName(text)
      const set = await adminOf(place).settings.set.mutate({ name, value: readValue(name, value) })
      printOne(place, set, (line) => `${line.name} is ${shown(line.value)}`)
    })
}

function readName(text: string): SettingName {
  if (Object.hasOwn(SETTINGS, text)) return text as SettingName
  throw new CommandProblem(`There is no setting "${text}". See: keyrack settings list`)
}

/** What was typed, as the kind of value that the setting holds. */
function readValue(name: SettingName, text: string): unknown {
  const { schema, value } = SETTINGS[name]
  const typed = Array.isArray(value) ? readArray(text) : readScalar(value, text)
  const parsed = schema.safeParse(typed)
  if (parsed.success) return parsed.data
  throw new CommandProblem(
    `${name}: ${parsed.error.issues.map(({ message }) => message).join('; ')}`,
  )
}

function readArray(text: string): unknown {
  return text.trimStart().startsWith('[') ? readJson(text) : readList(text)
}

function readScalar(value: unknown, text: string): unknown {
  return typeof value === 'string' ? text : readJson(text)
}

/** A text that is no JSON stays what it is: the setting's own check says what it wants instead. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

const COLUMNS: Column<Line>[] = [
  { title: 'name', value: (line) => line.name },
  { title: 'value', value: (line) => shown(line.value) },
  { title: 'default', value: (line) => (sameValue(line) ? '' : shown(line.default)) },
  { title: 'about', value: (line) => line.about },
]

const sameValue = (line: Line) => shown(line.value) === shown(line.default)
