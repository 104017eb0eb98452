import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  type BillCell,
  type BillCheck,
  type BillCheckLine,
  type BillPreview,
  type BillProvider,
  type BillSums,
  billProvider,
  PART_LENGTH,
  tokenSum,
} from '../contract/bill.ts'
import { BILL_CAUSE_NAMES, billCauseWords, billDay } from '../contract/billWords.ts'
import { type Admin, adminOf } from './admin.ts'
import { keyCalled, theOne } from './find.ts'
import { type Place, placeOf } from './place.ts'
import { type Column, note, printList, printOne, table } from './print.ts'
import { CommandProblem } from './problem.ts'
import { readAmount } from './values.ts'
import { moment, money, plural } from './words.ts'

const EXAMPLES = `
Files: the usage and cost exports (CSV) of the dashboards of OpenAI and Anthropic, and answers of their usage and
cost APIs (JSON). Give usage and costs together to have both compared. Days are those of the provider, in UTC.

Examples:
  keyrack bill preview activity.csv
  keyrack bill check activity.csv cost.csv --provider openai --month 2026-10
  keyrack bill check claude.csv --our-key "Team key"
  keyrack bill check claude.csv --map "ci-key=Build" --map "old-key=none"`

interface FileFlags {
  provider?: BillProvider
}

interface CheckFlags extends FileFlags {
  ourKey?: string
  map: [name: string, key: string][]
  month?: string
  percent: number
  all?: boolean
}

export function addBills(program: Command): void {
  const bill = program
    .command('bill')
    .summary('compare a provider’s bill with what went through Keyrack')
    .description('Compares exports of a provider with what went through Keyrack, and says why.')
    .addHelpText('after', EXAMPLES)
  const provider = () =>
    new Option('--provider <name>', 'whose export it is, where the file does not tell').choices(
      billProvider.options,
    )

  bill
    .command('preview <files...>')
    .description('show what is understood of files, before anything is compared')
    .addOption(provider())
    .action(async (files: string[], flags: FileFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const preview = await admin.bills.preview.query({ refs: await bring(admin, files), ...flags })
      const labels = new Map((await admin.keys.list.query()).map(({ id, label }) => [id, label]))
      printOne(place, preview, () => previewWords(preview, labels))
    })

  bill
    .command('check <files...>')
    .description('compare files with the ledger: differences by day, key and model, with causes')
    .addOption(provider())
    .option('--our-key <id>', 'the key of lines that name none, or one that is not known')
    .option('--map <name=key>', 'which key a name of the provider means, or none', readMap, [])
    .option('--month <month>', 'only this month of them, such as 2026-10')
    .option('--percent <number>', 'differences up to so many percent agree', readAmount, 0.5)
    .option('--all', 'list what agrees, too')
    .action(async (files: string[], flags: CheckFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { ourKey, map, month, percent, provider: owner, all } = flags
      const keys: Record<string, string | null> = {}
      for (const [name, label] of map)
        keys[name] = label.toLowerCase() === 'none' ? null : (await keyCalled(admin, label)).id
      const check = await admin.bills.check.mutate({
        ...{ refs: await bring(admin, files), keys, percent },
        ...(owner && { provider: owner }),
        ...(month !== undefined && { month }),
        ...(ourKey !== undefined && { keyId: (await keyCalled(admin, ourKey)).id }),
      })
      printCheck(place, check, all)
    })

  bill
    .command('list')
    .description('list what was compared, the newest first')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const checks = await adminOf(place).bills.list.query()
      printList(place, checks, CHECKS, 'No bill was compared yet: keyrack bill check FILE')
    })

  bill
    .command('show <id>')
    .description('show a comparison again')
    .option('--all', 'list what agrees, too')
    .action(async (text: string, { all }: { all?: boolean }, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      printCheck(place, await admin.bills.get.query({ id: await idOf(admin, text) }), all)
    })

  bill
    .command('remove <id>')
    .description('remove a comparison; calls and prices stay as they are')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const id = await idOf(admin, text)
      await admin.bills.remove.mutate({ id })
      printOne(place, { id, removed: true }, () => 'The comparison is removed.')
    })
}

async function idOf(admin: Admin, text: string): Promise<string> {
  return theOne('bill', text, await admin.bills.list.query(), ({ id }) => [id]).id
}

/** Brings files to the service, each in parts that one question can hold. */
async function bring(admin: Admin, paths: readonly string[]): Promise<string[]> {
  const refs: string[] = []
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new CommandProblem(`The file ${path} cannot be read: ${(error as Error).message}`)
    })
    const name = basename(path).slice(0, 200)
    let ref: string | undefined
    for (let at = 0; at === 0 || at < text.length; at += PART_LENGTH) {
      const part = { name, text: text.slice(at, at + PART_LENGTH), ...(ref && { ref }) }
      ref = (await admin.bills.put.mutate(part)).ref
    }
    if (ref) refs.push(ref)
  }
  return refs
}

function readMap(text: string, before: [string, string][]): [string, string][] {
  const [, name = '', key = ''] = /^(.+)=([^=]+)$/.exec(text) ?? []
  if (name === '') throw new InvalidArgumentError('Give the name and our key: "ci-key=Build".')
  return [...before, [name.trim(), key.trim()]]
}

function previewWords(preview: BillPreview, labels: ReadonlyMap<string, string>): string {
  const { files, provider, from, to, keys, models, unnamed, problems, problemCount } = preview
  return [
    `${provider}, ${billDay(from)} to ${billDay(to - 1)} (days in UTC)`,
    ...files.map(
      ({ name, tells, rows }) => `${name}: ${plural(rows, 'row')} of ${tells.join(' and ') || '?'}`,
    ),
    `In all: ${sumWords({ ...preview, tokens: preview.tokens && tokenSum(preview.tokens) })}`,
    `Models: ${models.join(', ') || 'none named'}`,
    ...keys.map(
      ({ name, keyId, lines }) =>
        `Key "${name}" (${plural(lines, 'line')}): ${keyId === null ? 'not known; use --map or --our-key' : (labels.get(keyId) ?? keyId)}`,
    ),
    ...(unnamed > 0
      ? [`${plural(unnamed, 'line')} without a key: of all keys, unless --our-key says which`]
      : []),
    ...problems.slice(0, 10).map(({ file, line, message }) => `${file}, line ${line}: ${message}`),
    ...(problemCount > 10 ? [`… ${problemCount - 10} more problems`] : []),
  ].join('\n')
}

function printCheck(place: Place, check: BillCheck, all = false): void {
  const { cells, causes, provider, from, to, theirs, ours, percent, leftOut, problemCount } = check
  printOne(place, check, () => {
    const shown = cells.filter((cell) => all || !cell.agrees)
    const labels = new Map(check.keys.map(({ keyId, label }) => [keyId, label]))
    return [
      `${provider}, ${billDay(from)} to ${billDay(to - 1)} (days in UTC)`,
      `At the provider: ${sumWords(theirs)}`,
      `Through Keyrack: ${sumWords(ours)}`,
      '',
      ...(shown.length === 0
        ? [`Everything agrees within ${percent} %.`]
        : table(shown, cellColumns(labels))),
      ...causes.flatMap((cause) => [
        '',
        `${BILL_CAUSE_NAMES[cause.kind]}${cause.likely ? '' : ' (possibly)'}`,
        billCauseWords(cause),
      ]),
    ].join('\n')
  })
  if (place.json) return
  if (leftOut > 0) note(`${plural(leftOut, 'line')} of keys that are none of ours: left out.`)
  if (problemCount > 0) note(`${plural(problemCount, 'line')} not understood: keyrack bill preview`)
  if (check.halfHours) {
    note('Hours of the time zone here begin at half past, so days in UTC are off by half an hour.')
  }
}

function sumWords({ requests, tokens, costNanoUsd }: BillSums): string {
  const parts = [
    requests !== null && plural(requests, 'call'),
    tokens !== null && `${whole(tokens)} tokens`,
    costNanoUsd !== null && money(costNanoUsd),
  ].filter(Boolean)
  return parts.join(', ') || 'nothing told'
}

function cellColumns(labels: ReadonlyMap<string | null, string | null>): Column<BillCell>[] {
  const right = true
  return [
    { title: 'day', value: ({ day }) => billDay(day) },
    { title: 'key', value: ({ keyId }) => (keyId === null ? 'all' : (labels.get(keyId) ?? keyId)) },
    { title: 'model', value: ({ model }) => model ?? 'all' },
    { title: 'calls', value: ({ theirs, ours }) => pair(theirs.requests, ours.requests), right },
    {
      title: 'tokens',
      value: ({ theirs, ours }) =>
        pair(theirs.tokens && tokenSum(theirs.tokens), tokenSum(ours.tokens)),
      right,
    },
    {
      title: 'cost',
      value: ({ theirs, ours }) => pair(theirs.costNanoUsd, ours.costNanoUsd, money),
      right,
    },
    { title: 'cause', value: ({ cause }) => (cause === null ? 'agrees' : BILL_CAUSE_NAMES[cause]) },
  ]
}

/** To the last one: this is what somebody looks for. */
const whole = (amount: number) => amount.toLocaleString('en-US')

/** Theirs and ours; what the provider does not tell is not compared. */
const pair = (their: number | null, our: number, write = whole) =>
  their === null ? '–' : `${write(their)} / ${write(our)}`

const CHECKS: Column<BillCheckLine>[] = [
  { title: 'id', value: ({ id }) => id },
  { title: 'when', value: ({ createdAt }) => moment(createdAt) },
  { title: 'provider', value: ({ provider }) => provider },
  { title: 'from', value: ({ from }) => billDay(from) },
  { title: 'to', value: ({ to }) => billDay(to - 1) },
  { title: 'theirs', value: ({ theirs }) => money(theirs.costNanoUsd), right: true },
  { title: 'ours', value: ({ ours }) => money(ours.costNanoUsd), right: true },
  { title: 'differences', value: ({ differing }) => whole(differing), right: true },
  { title: 'outside', value: ({ outside }) => (outside ? 'likely' : '') },
]
