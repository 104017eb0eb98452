import { existsSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { addAccess } from './access.ts'
import { wordsFor } from './admin.ts'
import { addAdministrators } from './administrators.ts'
import { addAlarms } from './alarms.ts'
import { addAudit } from './audit.ts'
import { addBills } from './bills.ts'
import { addCalls } from './calls.ts'
import { addCard } from './card.ts'
import { addInit } from './init.ts'
import { addJobs } from './jobs.ts'
import { addKeys } from './keys.ts'
import { addLimits } from './limits.ts'
import { addMasking } from './masking.ts'
import { addMembers } from './members.ts'
import { addNetwork } from './network.ts'
import { addNotify } from './notify.ts'
import { type Place, placeOf } from './place.ts'
import { addPrices } from './prices.ts'
import { note } from './print.ts'
import { addRequests } from './requests.ts'
import { refuseSecretsIn } from './secrets.ts'
import { addServe } from './serve.ts'
import { addSettings } from './settings.ts'
import { addStatus } from './status.ts'
import { addStorage } from './storage.ts'
import { addTeams } from './teams.ts'
import { addTokens } from './tokens.ts'
import { addUsage } from './usage.ts'
import { addVault } from './vault.ts'
import { addViews } from './views.ts'

const EXAMPLES = `
Examples:
  keyrack init                          make the vault; asks for a passphrase
  keyrack serve --host 0.0.0.0          run the service
  keyrack key add --provider openai --label "OpenAI team" --from-env OPENAI_API_KEY
  pass openai | keyrack key add --provider openai --label "OpenAI team"
  keyrack member add Ana
  keyrack token create --member Ana --expires 90d
  keyrack card show Ana                 what Ana pastes into her tools
  keyrack calls list --since 1h --json
  keyrack calls summary --by member --since 30d
  keyrack usage --by member,model --step day --range lastMonth --json

Secrets are read from stdin or from environment variables, never from the command line:
  KEYRACK_PASSPHRASE                    the vault's passphrase
  KEYRACK_ADMIN                         whose passphrase it is, where several have one
  KEYRACK_DATA                          the data folder, when --data is not given`

/** The `keyrack` command; the answer is the exit code. `args` is what stands after its name. */
export async function main(args: readonly string[]): Promise<number> {
  // A reader that has seen enough (`keyrack calls list | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
  let place: Place | undefined
  try {
    refuseSecretsIn(args)
    const program = commands()
    program.hook('preAction', (_program, command) => {
      place = placeOf(command)
    })
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has said it already, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode
    note(`keyrack: ${wordsFor(error, place)}`)
    return 1
  }
}

function commands(): Command {
  const program = new Command('keyrack')
    .description("Share the team's AI keys without sharing the keys.")
    .option('--data <folder>', 'the data folder (default: KEYRACK_DATA, else the usual one)')
    .option('--json', 'answer in JSON: one value, or one object a line for lists')
    .addHelpText('after', EXAMPLES)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (text, write) => write(withoutValues(text).replace(/^error: /, 'keyrack: ')),
    })
    .exitOverride()
  for (const add of [addInit, addServe, addStatus, addKeys, addMembers, addTokens, addCalls]) {
    add(program)
  }
  addUsage(program)
  addBills(program)
  addTeams(program)
  addAdministrators(program)
  addLimits(program)
  addAccess(program)
  addRequests(program)
  addMasking(program)
  addAlarms(program)
  addNotify(program)
  addJobs(program)
  addAudit(program)
  addViews(program)
  addStorage(program)
  for (const add of [addSettings, addNetwork, addPrices, addCard, addVault]) add(program)
  return program
}

/** Commander repeats what it did not expect, which may be a secret in the wrong place. */
function withoutValues(text: string): string {
  return text.replaceAll(/(--[\w-]+)=[^\s']*/g, '$1').replace(/( but got \d+): .*/s, '$1.\n')
}

/** Links to this file (an installed `keyrack`) count as the file itself. */
function isStarted(): boolean {
  const started = process.argv[1]
  if (started === undefined || !existsSync(started)) return false
  return realpathSync(started) === realpathSync(fileURLToPath(import.meta.url))
}

// Not awaited at the top level, which a bundle in CommonJS cannot; the service goes on after `serve`.
if (isStarted()) {
  void main(process.argv.slice(2)).then((code) => {
    if (code !== 0) process.exitCode = code
  })
}
