import type { Command } from 'commander'
import type { KeyOptions, KeySummary, KeyTestResult, NewKey } from '../contract/keys.ts'
import { PRESETS, PROVIDERS, type ProviderName } from '../contract/providers.ts'
import { type Admin, adminOf } from './admin.ts'
import { keyCalled, teamCalled } from './find.ts'
import { addKeyImport } from './keyImport.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { askKeySecret } from './secrets.ts'
import { readList } from './values.ts'
import { count, moment, money, plural } from './words.ts'

const FROM_ENV = 'environment variable that holds the secret (else it is read from stdin)'

interface KeyFlags {
  baseUrl?: string
  models?: string[]
  allowLocal?: boolean
  fromEnv?: string
  organization?: string
  project?: string
  appid?: string
}

interface ChangeFlags extends KeyFlags {
  label?: string
  teams?: string[]
}

export function addKeys(program: Command): void {
  const key = program.command('key').summary('provider keys').description('Provider keys.')

  withKeyFlags(key.command('add'))
    .description('add a provider key; its secret comes from stdin or from --from-env')
    .requiredOption('--provider <name>', `provider: ${providerNames().join(', ')}`)
    .requiredOption('--label <text>', 'name for the key')
    .option('--no-secret', 'the provider asks for none (Ollama, some compatible servers)')
    .action(
      async (
        options: KeyFlags & { provider: string; label: string; secret: boolean },
        command: Command,
      ) => {
        const place = placeOf(command)
        const chosen = readProvider(options.provider)
        const secret = options.secret
          ? await askKeySecret(options.fromEnv, { optional: !needsSecret(chosen.provider) })
          : undefined
        const newKey: NewKey = {
          ...chosen,
          label: options.label,
          allowLocal: options.allowLocal ?? false,
          options: readOptions(options) ?? {},
          ...(secret !== undefined && { secret }),
          ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
          ...(options.models !== undefined && { models: options.models }),
        }
        const added = await adminOf(place).keys.add.mutate(newKey)
        printOne(place, added, ({ id, test }) => `${id} added. ${testWords(test)}`)
      },
    )

  key
    .command('list')
    .description('list the provider keys')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const keys = await adminOf(place).keys.list.query()
      printList(place, keys, COLUMNS, 'No keys yet. Add one: keyrack key add --help')
    })

  key
    .command('test <key>')
    .description(
      'ask the provider for its models with a key; exits with 1 when it does not answer well',
    )
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, label } = await keyCalled(admin, text)
      const test = await admin.keys.test.mutate({ id })
      printOne(place, { id, ...test }, () => testWords(test))
      if (!test.ok) throw new CommandProblem(`${label}: ${test.message}`)
    })

  key
    .command('pause <key>')
    .description('use a key for no more calls')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, label } = await keyCalled(admin, text)
      await admin.keys.pause.mutate({ id })
      printOne(place, { id, paused: true }, () => `${label} is paused.`)
    })

  key
    .command('resume <key>')
    .description('use a paused key again')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, label } = await keyCalled(admin, text)
      await admin.keys.resume.mutate({ id })
      printOne(place, { id, paused: false }, () => `${label} is in use again.`)
    })

  key
    .command('remove <key>')
    .description('forget a key and its secret; past calls keep its name')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, label } = await keyCalled(admin, text)
      await admin.keys.remove.mutate({ id })
      printOne(place, { id, removed: true }, () => `${label} is removed.`)
    })

  key
    .command('replace <key>')
    .description('put a new secret in the place of the old one')
    .option('--from-env <name>', FROM_ENV)
    .action(async (text: string, { fromEnv }: KeyFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, label } = await keyCalled(admin, text)
      const secret = (await askKeySecret(fromEnv)) ?? ''
      const test = await admin.keys.replace.mutate({ id, secret })
      printOne(place, { id, ...test }, () => `${label} has a new secret. ${testWords(test)}`)
    })

  withKeyFlags(key.command('change <key>'))
    .description('change a key; a new --base-url asks for the secret again')
    .option('--label <text>', 'new name')
    .option('--no-allow-local', 'refuse plain http and private addresses again')
    .option('--teams <names>', 'only these teams may use it; all for everybody', readList)
    .action(async (text: string, options: ChangeFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, label, hint, baseUrl } = await keyCalled(admin, text)
      const isMoved = options.baseUrl !== undefined && options.baseUrl !== baseUrl
      const secret =
        options.fromEnv !== undefined || (isMoved && hint !== '')
          ? await askKeySecret(options.fromEnv)
          : undefined
      const keyOptions = readOptions(options)
      const change = {
        ...(options.label !== undefined && { label: options.label }),
        ...(options.models !== undefined && { models: options.models }),
        ...(options.allowLocal !== undefined && { allowLocal: options.allowLocal }),
        ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
        ...(keyOptions !== undefined && { options: keyOptions }),
        ...(secret !== undefined && { secret }),
        ...(options.teams !== undefined && { teams: await readTeams(admin, options.teams) }),
      }
      if (Object.keys(change).length === 0) throw new CommandProblem('Say what to change: --help')
      await admin.keys.change.mutate({ id, ...change })
      const changed = await keyCalled(admin, id)
      printOne(place, changed, () => `${label} is changed.`)
    })

  addKeyImport(key)
}

function withKeyFlags(command: Command): Command {
  return command
    .option('--base-url <url>', "address of the provider's API, when it is not the usual one")
    .option('--models <names>', 'models between commas; else its test lists them', readList)
    .option('--allow-local', 'admit plain http and private addresses for this key')
    .option('--from-env <name>', FROM_ENV)
    .option('--organization <id>', 'organisation, at OpenAI')
    .option('--project <id>', 'project, at OpenAI')
    .option('--appid <id>', 'application, at Qianfan')
}

function providerNames(): string[] {
  return [...PROVIDERS, ...PRESETS].map(({ name }) => name)
}

/** A provider, or a preset of the compatible one. */
function readProvider(name: string): { provider: ProviderName; preset?: string } {
  const provider = PROVIDERS.find((known) => known.name === name)
  if (provider) return { provider: provider.name }
  if (PRESETS.some((known) => known.name === name)) return { provider: 'compatible', preset: name }
  throw new CommandProblem(`--provider: choose one of ${providerNames().join(', ')}.`)
}

function needsSecret(provider: ProviderName): boolean {
  return PROVIDERS.some(({ name, needsSecret }) => name === provider && needsSecret)
}

/** Ids of the teams; null for the word that means everybody. */
async function readTeams(admin: Admin, names: string[]): Promise<string[] | null> {
  if (names.join().toLowerCase() === 'all') return null
  return Promise.all(names.map(async (name) => (await teamCalled(admin, name)).id))
}

function readOptions({ organization, project, appid }: KeyFlags): KeyOptions | undefined {
  const options: KeyOptions = {
    ...(organization !== undefined && { organization }),
    ...(project !== undefined && { project }),
    ...(appid !== undefined && { appid }),
  }
  return Object.keys(options).length > 0 ? options : undefined
}

/** How a test went, in one line. */
export function testWords({ ok, message, models }: KeyTestResult): string {
  return ok ? `${message} (${plural(models.length, 'model')})` : `Its test failed: ${message}`
}

const COLUMNS: Column<KeySummary>[] = [
  { title: 'id', value: (key) => key.id },
  { title: 'label', value: (key) => key.label },
  { title: 'provider', value: (key) => key.preset ?? key.provider },
  { title: 'secret', value: (key) => key.hint || 'none' },
  { title: 'state', value: (key) => (key.paused ? 'paused' : key.health) },
  { title: 'models', value: (key) => String(key.models.length), right: true },
  { title: 'calls 30d', value: (key) => count(key.calls30d), right: true },
  { title: 'cost 30d', value: (key) => money(key.costNanoUsd30d), right: true },
  { title: 'last used', value: (key) => moment(key.lastUsedAt) },
]
