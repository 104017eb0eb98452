import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import type { ImportCandidate } from '../contract/keys.ts'
import { PRESETS, PROVIDERS } from '../contract/providers.ts'
import { adminOf } from './admin.ts'
import { testWords } from './keys.ts'
import { placeOf } from './place.ts'
import { type Column, note, printList } from './print.ts'
import { CommandProblem } from './problem.ts'
import { plural } from './words.ts'

interface ImportFlags {
  environment?: boolean
  stdin?: boolean
  yes?: boolean
}

export function addKeyImport(key: Command): void {
  key
    .command('import [files...]')
    .summary('find keys in .env files, the environment or stdin, and add them')
    .description(
      'Finds keys in .env files, in the environment of this command or in lines on stdin (NAME=value, or a key alone), shows them, and adds them with --yes. Keys that are stored already are left out.',
    )
    .option('--environment', 'look at the environment variables of this command')
    .option('--stdin', 'look at the lines on stdin')
    .option('--yes', 'add what was found; without it, a terminal is asked and a script only shown')
    .action(async (files: string[], flags: ImportFlags, command: Command) => {
      const place = placeOf(command)
      if (files.length === 0 && !flags.environment && !flags.stdin) {
        throw new CommandProblem('Say where to look: a file, --environment or --stdin.')
      }
      const admin = adminOf(place)
      const pasted = [
        ...(flags.environment ? environmentLines(process.env) : []),
        ...(flags.stdin ? [await text(process.stdin)] : []),
      ]
      const found = await admin.keys.scan.mutate({
        ...(files.length > 0 && { files: files.map((file) => resolve(file)) }),
        ...(pasted.length > 0 && { pasted: pasted.join('\n') }),
      })
      const fresh = found.filter(({ duplicateOf }) => duplicateOf === null)
      if (!flags.yes || !place.json) {
        printList(place, found.map(withoutRef), COLUMNS, 'No keys were found there.')
      }
      if (fresh.length === 0 || !(flags.yes || (await isAgreed(fresh.length)))) return
      const added = await admin.keys.import.mutate({
        choices: fresh.map(({ ref, provider, preset, label, baseUrl }) => ({
          ...{ ref, provider, preset, label, baseUrl },
        })),
      })
      if (place.json) printList(place, added, [], '')
      else for (const { label, test } of added) note(`${label} added. ${testWords(test)}`)
    })
}

/** The reference is of no use after this command, and the secret behind it of none to a script. */
function withoutRef({ ref: _, ...candidate }: ImportCandidate) {
  return candidate
}

async function isAgreed(keys: number): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    note('Nothing was added: that takes --yes.')
    return false
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test(await terminal.question(`Add ${plural(keys, 'key')}? [y/N] `))
  } finally {
    terminal.close()
  }
}

/** Other names under which the vendors' tools look for their keys. */
const ALIASES = ['claude', 'google', 'co']
const VENDORS = [...PROVIDERS, ...PRESETS].map(({ name }) => name).concat(ALIASES)
const KEY_NAME = new RegExp(`^(${VENDORS.join('|')})_.*(KEY|TOKEN)`, 'i')
const URL_NAME = new RegExp(`^(${VENDORS.join('|')})_.*(URL|BASE|ENDPOINT|HOST)`, 'i')

/** Only variables named after a provider leave this process. */
function environmentLines(environment: NodeJS.ProcessEnv): string[] {
  return Object.entries(environment).flatMap(([name, value = '']) => {
    const isUrl = /^https?:\/\//.test(value)
    const isWanted = isUrl ? URL_NAME.test(name) : KEY_NAME.test(name)
    return isWanted && !/['\r\n]/.test(value) ? [`${name}='${value}'`] : []
  })
}

const COLUMNS: Column<Omit<ImportCandidate, 'ref'>>[] = [
  { title: 'found in', value: (key) => key.source },
  { title: 'variable', value: (key) => key.variable },
  { title: 'provider', value: (key) => key.preset ?? key.provider },
  { title: 'label', value: (key) => key.label },
  { title: 'secret', value: (key) => key.hint },
  { title: 'base url', value: (key) => key.baseUrl ?? '' },
  { title: 'already stored as', value: (key) => key.duplicateOf ?? '' },
]
