import { type Command, Option } from 'commander'
import {
  type AccessChange,
  type AccessEntry,
  type CallCaps,
  ENDPOINT_GROUPS,
  type EndpointGroup,
  type ModelGrant,
  NO_RULES,
} from '../contract/access.ts'
import { effectiveWords, entryWords, nameOf, ruleLines } from './accessWords.ts'
import { adminOf } from './admin.ts'
import { memberCalled } from './find.ts'
import { several, subjectOf } from './limitFlags.ts'
import { readHours } from './openHours.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { moment } from './words.ts'

const EXAMPLES = `
Each flag sets a whole list; repeat it for more entries, and give "none" to empty it.

Examples:
  keyrack access set --allow-model 'gpt-5*' --allow-model 'claude-*'
  keyrack access set --team App --deny-endpoint images --deny-endpoint serverTools
  keyrack access set --member Ana --hours 'mon-fri 08:00-19:00' --address 10.0.0.0/8
  keyrack access set --member Ana --max-output 4096 --too-much clamp
  keyrack access set --member Ana --deny-model none
  keyrack access effective --member Ana`

interface WhomFlags {
  member?: string
  team?: string
  tokenId?: string
}

interface RuleFlags extends WhomFlags {
  allowModel?: string[]
  denyModel?: string[]
  allowEndpoint?: string[]
  denyEndpoint?: string[]
  address?: string[]
  hours?: string[]
  maxOutput?: string
  maxInput?: string
  maxChoices?: string
  maxImages?: string
  maxPixels?: string
  tooMuch?: CallCaps['tooMuch']
}

export function addAccess(program: Command): void {
  const access = program
    .command('access')
    .summary('who may use what, from where and when')
    .description(
      'Who may use what, from where and when. Rules of every level are obeyed; a denial wins.',
    )
    .addHelpText('after', EXAMPLES)

  access
    .command('list')
    .description('list everything that has rules of its own')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const entries = await adminOf(place).access.list.query()
      printList(place, entries, COLUMNS, 'No rules: everybody may use everything.')
    })

  withWhom(access.command('show').description('show the rules of one level')).action(
    async (flags: WhomFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      printOne(place, await admin.access.get.query(await subjectOf(admin, flags)), entryWords)
    },
  )

  withWhom(access.command('set').description('set rules; what is not named stays'))
    .option('--allow-model <pattern>', 'only these models, such as gpt-5*', several)
    .option('--deny-model <pattern>', 'never these models', several)
    .option('--allow-endpoint <group>', `only these: ${ENDPOINT_GROUPS.join(', ')}`, several)
    .option('--deny-endpoint <group>', 'never these', several)
    .option('--address <range>', 'only from these addresses or ranges', several)
    .option('--hours <times>', "only then, such as 'mon-fri 08:00-19:00'", several)
    .option('--max-output <tokens>', 'most output tokens of one call')
    .option('--max-input <tokens>', 'most input tokens of one call')
    .option('--max-choices <number>', 'most answers at once')
    .option('--max-images <number>', 'most pictures of one call')
    .option('--max-pixels <number>', 'most pixels of one picture, width times height')
    .addOption(
      new Option('--too-much <what>', 'what happens beyond these').choices(['refuse', 'clamp']),
    )
    .action(async (flags: RuleFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const rules = rulesOf(flags)
      const subject = await subjectOf(admin, flags)
      printOne(place, await admin.access.change.mutate({ subject, rules }), entryWords)
    })

  withWhom(access.command('reset').description('remove all rules of one level')).action(
    async (flags: WhomFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const subject = await subjectOf(admin, flags)
      const entry = await admin.access.change.mutate({ subject, rules: NO_RULES })
      printOne(place, entry, (reset) => `${nameOf(reset)}: no rules of its own.`)
    },
  )

  access
    .command('effective')
    .description('show what is left for a member or a token after all levels')
    .option('--member <id>', 'id or name')
    .option('--token-id <id>', 'id or label, never the token itself')
    .action(async (flags: WhomFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { level, subjectId } = await subjectOf(admin, flags)
      if (subjectId === null) throw new CommandProblem('Say for whom: --member or --token-id.')
      const whom = level === 'token' ? { tokenId: subjectId } : { memberId: subjectId }
      printOne(place, await admin.access.effective.query(whom), effectiveWords)
    })

  addGrants(access)
}

function addGrants(access: Command): void {
  access
    .command('grants')
    .description('list models that members asked for and got')
    .option('--member <id>', 'only of one member')
    .action(async ({ member }: WhomFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const of = member === undefined ? {} : { memberId: (await memberCalled(admin, member)).id }
      const columns: Column<ModelGrant>[] = [
        { title: 'id', value: ({ id }) => id },
        { title: 'member', value: ({ memberName }) => memberName },
        { title: 'model', value: ({ model }) => model },
        { title: 'until', value: ({ until }) => (until === null ? 'for good' : moment(until)) },
      ]
      printList(place, await admin.access.grants.query(of), columns, 'No grants.')
    })

  access
    .command('end-grant <id>')
    .description('take a granted model back')
    .action(async (id: string, _options: object, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).access.endGrant.mutate({ id })
      printOne(place, { id, ended: true }, () => `${id} is ended.`)
    })
}

function withWhom(command: Command): Command {
  return command
    .option('--member <id>', 'of one member: id or name; without any of these: of everybody')
    .option('--team <id>', 'of a team: id or name')
    .option('--token-id <id>', 'of one token: id or label, never the token itself')
}

function rulesOf(flags: RuleFlags): AccessChange['rules'] {
  const rules = withoutGaps({
    allowModels: listOf(flags.allowModel),
    denyModels: listOf(flags.denyModel),
    allowEndpoints: listOf(flags.allowEndpoint)?.map(readGroup),
    denyEndpoints: listOf(flags.denyEndpoint)?.map(readGroup),
    addresses: listOf(flags.address),
    hours: listOf(flags.hours)?.map(readHours),
  })
  const caps = withoutGaps({
    maxOutputTokens: capOf('--max-output', flags.maxOutput),
    maxInputTokens: capOf('--max-input', flags.maxInput),
    maxChoices: capOf('--max-choices', flags.maxChoices),
    maxImages: capOf('--max-images', flags.maxImages),
    maxImagePixels: capOf('--max-pixels', flags.maxPixels),
    tooMuch: flags.tooMuch,
  })
  const hasCaps = Object.keys(caps).length > 0
  if (Object.keys(rules).length === 0 && !hasCaps)
    throw new CommandProblem('Say what to set: --help')
  return { ...rules, ...(hasCaps && { caps }) }
}

const withoutGaps = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>
  }

/** `none` empties a list. */
function listOf(entries: string[] | undefined): string[] | undefined {
  return entries?.length === 1 && entries[0] === 'none' ? [] : entries
}

function readGroup(text: string): EndpointGroup {
  const group = ENDPOINT_GROUPS.find((name) => name.toLowerCase() === text.toLowerCase())
  if (group) return group
  throw new CommandProblem(`There is no group "${text}". There are: ${ENDPOINT_GROUPS.join(', ')}.`)
}

function capOf(flag: string, text: string | undefined): number | null | undefined {
  if (text === undefined || text === 'none') return text === undefined ? undefined : null
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && Number.isSafeInteger(number)) return number
  throw new CommandProblem(`${flag}: give a whole number from 1, or none.`)
}

const COLUMNS: Column<AccessEntry>[] = [
  { title: 'for', value: nameOf },
  { title: 'rules', value: ({ rules }) => ruleLines(rules).join(' · ') },
]
