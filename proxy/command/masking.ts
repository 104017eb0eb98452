import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { type Command, Option } from 'commander'
import {
  countInWords,
  type DictionaryLine,
  MASK_KINDS,
  MASK_MODES,
  MASK_WORDS,
  type MaskingEntry,
  type MaskKind,
  type MaskMode,
  type MaskRule,
  type TrialResult,
} from '../contract/masking.ts'
import { type Admin, adminOf } from './admin.ts'
import { teamCalled, theOne } from './find.ts'
import { placeOf } from './place.ts'
import { type Column, printOne, table } from './print.ts'
import { CommandProblem } from './problem.ts'

const EXAMPLES = `
report: counted only. mask: replaced for good. pseudonymise: replaced by a name that is turned back in the
answer. block: the call is refused.

Examples:
  keyrack masking set email pseudonymise
  keyrack masking set card block --team App
  keyrack masking set apiKey mask --answers
  keyrack masking set email default --team App     as the workspace has it
  keyrack masking dictionary add Projects --label PROJECT --file projects.txt
  echo 'Write to ana@example.com' | keyrack masking test --team App`

interface TeamFlag {
  team?: string
}

interface DictionaryFlags extends TeamFlag {
  label?: string
  file?: string
  mode?: MaskMode
  answers?: boolean
  parts?: boolean
  matchCase?: boolean
}

export function addMasking(program: Command): void {
  const masking = program
    .command('masking')
    .summary('personal data and secrets that must not leave')
    .description('Finds personal data and secrets in calls, and keeps them here.')
    .addHelpText('after', EXAMPLES)

  masking
    .command('list')
    .description('list what is looked for, and what is done with it')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const list = await adminOf(place).masking.list.query()
      const lines = [...list.entries.flatMap(ruleLines), ...list.dictionaries.map(wordsLine)]
      printOne(place, list, () => table(lines, COLUMNS).join('\n'))
    })

  masking
    .command('set <kind> <mode>')
    .description(`set what is done with a kind: ${MASK_KINDS.join(', ')}, or all`)
    .option('--team <id>', 'of a team: id or name; without it: of everybody')
    .option('--answers', 'also in what the model writes; there it is counted or masked')
    .action(async (kind: string, mode: string, flags: DictionaryFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const rule = ruleOf(mode, flags.answers ?? false)
      const rules = Object.fromEntries(kindsOf(kind).map((name) => [name, rule]))
      const teamId = await teamOf(admin, flags)
      const entry = await admin.masking.set.mutate({ teamId, rules })
      printOne(place, entry, () =>
        ruleLines(entry)
          .map(({ of, what, mode: how }) => `${of}: ${what}: ${how}`)
          .join('\n'),
      )
    })

  masking
    .command('test')
    .description('show what would leave of the text on stdin or in a file; nothing of it is kept')
    .option('--team <id>', 'under the rules of a team: id or name')
    .option('--file <path>', 'the text, instead of stdin')
    .option('--body', 'the text is the JSON body of a call')
    .action(async (flags: TeamFlag & { file?: string; body?: boolean }, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const pasted = await readText(flags.file)
      const teamId = await teamOf(admin, flags)
      const as = flags.body ? 'body' : 'text'
      printOne(place, await admin.masking.test.mutate({ teamId, pasted, as }), trialWords)
    })

  addDictionaries(masking)
}

function addDictionaries(masking: Command): void {
  const dictionary = masking
    .command('dictionary')
    .summary('words of your own that must not leave')
    .description('Words of your own: customers, projects, patients. One word or phrase a line.')

  withRule(dictionary.command('add <name>').description('add a dictionary'))
    .requiredOption('--label <label>', 'what stands instead, such as PROJECT')
    .option('--team <id>', 'for a team only: id or name')
    .action(async (name: string, flags: DictionaryFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const line = await admin.masking.addDictionary.mutate({
        ...{ name, label: flags.label ?? '', teamId: await teamOf(admin, flags) },
        terms: await readTerms(flags.file),
        rule: { mode: flags.mode ?? 'pseudonymise', answers: flags.answers ?? false },
        wholeWord: !flags.parts,
        matchCase: flags.matchCase ?? false,
      })
      printOne(place, line, ({ id, termCount }) => `${id} added: ${termCount} words.`)
    })

  withRule(dictionary.command('change <dictionary>').description('change a dictionary'))
    .option('--label <label>', 'what stands instead')
    .option('--stdin', 'read new words from stdin')
    .action(
      async (text: string, flags: DictionaryFlags & { stdin?: boolean }, command: Command) => {
        const place = placeOf(command)
        const admin = adminOf(place)
        const { id, rule } = await dictionaryCalled(admin, text)
        const hasWords = flags.file !== undefined || flags.stdin
        const line = await admin.masking.changeDictionary.mutate({
          id,
          ...(flags.label !== undefined && { label: flags.label }),
          ...(hasWords && { terms: await readTerms(flags.file) }),
          ...((flags.mode || flags.answers !== undefined) && {
            rule: { mode: flags.mode ?? rule.mode, answers: flags.answers ?? rule.answers },
          }),
          ...(flags.parts !== undefined && { wholeWord: !flags.parts }),
          ...(flags.matchCase !== undefined && { matchCase: flags.matchCase }),
        })
        printOne(place, line, ({ termCount }) => `${id} is changed: ${termCount} words.`)
      },
    )

  dictionary
    .command('show <dictionary>')
    .description('print its words, one a line')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id } = await dictionaryCalled(admin, text)
      printOne(place, await admin.masking.dictionary.query({ id }), ({ terms }) => terms.join('\n'))
    })

  dictionary
    .command('remove <dictionary>')
    .description('remove a dictionary and its words')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id } = await dictionaryCalled(admin, text)
      await admin.masking.removeDictionary.mutate({ id })
      printOne(place, { id, removed: true }, () => `${id} is removed.`)
    })
}

function withRule(command: Command): Command {
  return command
    .option('--file <path>', 'its words, one a line; without it they come from stdin')
    .addOption(new Option('--mode <mode>', 'what is done with them').choices(MASK_MODES))
    .option('--answers', 'also in what the model writes')
    .option('--no-answers', 'not in what the model writes')
    .option('--parts', 'also inside longer words')
    .option('--no-parts', 'only as whole words')
    .option('--match-case', 'only with the same capitals')
    .option('--no-match-case', 'whatever the capitals')
}

async function teamOf(admin: Admin, { team }: TeamFlag): Promise<string | null> {
  return team === undefined ? null : (await teamCalled(admin, team)).id
}

async function dictionaryCalled(admin: Admin, text: string): Promise<DictionaryLine> {
  const { dictionaries } = await admin.masking.list.query()
  return theOne('masking dictionary', text, dictionaries, ({ id, name }) => [id, name])
}

const readText = (file: string | undefined) =>
  file === undefined ? textOf(process.stdin) : readFile(file, 'utf8')

async function readTerms(file: string | undefined): Promise<string[]> {
  const lines = (await readText(file)).split(/\r?\n/).map((line) => line.trim())
  return lines.filter((line) => line !== '')
}

function kindsOf(text: string): readonly MaskKind[] {
  if (text.toLowerCase() === 'all') return MASK_KINDS
  const kind = MASK_KINDS.find((name) => name.toLowerCase() === text.toLowerCase())
  if (kind) return [kind]
  throw new CommandProblem(`There is no kind "${text}". There are: ${MASK_KINDS.join(', ')}, all.`)
}

/** `default` takes back what was said. */
function ruleOf(text: string, answers: boolean): MaskRule | null {
  if (text === 'default') return null
  const mode = MASK_MODES.find((name) => name === text.toLowerCase())
  if (mode) return { mode, answers }
  throw new CommandProblem(
    `There is no mode "${text}". There are: ${MASK_MODES.join(', ')}, default.`,
  )
}

interface RuleLine {
  of: string
  what: string
  mode: string
}

function ruleLines({ teamName, rules }: MaskingEntry): RuleLine[] {
  return MASK_KINDS.flatMap((kind) => {
    const rule = rules[kind]
    if (!rule && teamName !== null) return []
    return [{ of: whose(teamName), what: MASK_WORDS[kind][1], mode: modeWords(rule) }]
  })
}

const wordsLine = ({ teamName, name, label, termCount, rule }: DictionaryLine): RuleLine => ({
  of: whose(teamName),
  what: `${name} (${termCount} words, ${label})`,
  mode: modeWords(rule),
})

const whose = (teamName: string | null) => (teamName === null ? 'everybody' : `team ${teamName}`)

const modeWords = (rule: MaskRule | undefined) =>
  rule ? `${rule.mode}${rule.answers ? ', answers too' : ''}` : 'off'

const COLUMNS: Column<RuleLine>[] = [
  { title: 'for', value: ({ of }) => of },
  { title: 'what', value: ({ what }) => what },
  { title: 'mode', value: ({ mode }) => mode },
]

function trialWords({ pieces, counts, refusal }: TrialResult): string {
  const found = Object.entries(counts).map(([kind, count]) => countInWords(kind, count))
  const summary = found.length === 0 ? 'Nothing was found.' : `Found: ${found.join(', ')}.`
  if (refusal !== null) return `${summary}\nThe call would be refused: it holds ${refusal}.`
  return `${pieces.map(({ sent }) => sent).join('')}\n\n${summary}`
}
