import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import type { AppStatus, ProxyStatus } from '../contract/status.ts'
import { administratorIn, adminOf, isNotRunning, strangerTo } from './admin.ts'
import { type Place, placeOf } from './place.ts'
import { line, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { askSecret } from './secrets.ts'
import { dropSession, keepSession, readSession } from './session.ts'
import { moment, plural } from './words.ts'

/** The commands about Keyrack as a whole: `status`, `lock`, `unlock`. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description(
      'say whether Keyrack runs, where, and whether its vault is open; exits with 1 when it does not run',
    )
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      try {
        const status = await strangerTo(place, readSession(place.files.session)).status.get.query()
        printOne(place, { running: true, ...status }, statusWords)
      } catch (error) {
        if (place.json && isNotRunning(error)) line(JSON.stringify(stoppedStatus(place)))
        throw error
      }
    })

  program
    .command('unlock')
    .description('open the vault and this command line, by KEYRACK_PASSPHRASE or stdin')
    .option('--as <name>', 'who you are, where several have a passphrase (or KEYRACK_ADMIN)')
    .action(async ({ as }: { as?: string }, command: Command) => {
      const place = placeOf(command)
      const stranger = strangerTo(place)
      const status = await stranger.status.get.query()
      if (status.vault === 'none') {
        throw new CommandProblem('There is no vault yet. Run: keyrack init')
      }
      const administratorId = administratorIn(status, as)
      const passphrase = await askSecret({ prompt: 'Passphrase', variable: 'KEYRACK_PASSPHRASE' })
      const { session } = await stranger.vault.unlock.mutate({ passphrase, administratorId })
      keepSession(place.files.session, session)
      printOne(place, { vault: 'unlocked' }, () => 'Unlocked.')
    })

  program
    .command('lock')
    .description('close the vault: the proxy answers 503 until somebody unlocks it')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const { vault } = await strangerTo(place).status.get.query()
      if (vault === 'unlocked') await adminOf(place).vault.lock.mutate()
      dropSession(place.files.session)
      printOne(place, { vault: vault === 'none' ? 'none' : 'locked' }, ({ vault }) =>
        vault === 'none' ? 'There is no vault yet.' : 'Locked: the proxy answers 503.',
      )
    })
}

function stoppedStatus({ dataDir, files }: Place) {
  return { running: false, dataDir, vault: existsSync(files.vault) ? 'locked' : 'none' }
}

function statusWords(status: AppStatus): string {
  const { vault, session, proxy, recovered, recoverySaved, version, dataDir } = status
  return [
    `Keyrack ${version}, data in ${dataDir}`,
    `Vault         ${vault === 'none' ? 'not made yet (keyrack init)' : vault}`,
    `Command line  ${session ? 'unlocked' : 'locked (keyrack unlock)'}`,
    ...proxyLines(proxy),
    ...(recovered?.interruptedCalls ? [`Recovered     ${recovered.message}`] : []),
    ...(vault !== 'none' && !recoverySaved
      ? ['Recovery key  not confirmed as saved (keyrack vault recovery-saved)']
      : []),
  ].join('\n')
}

/** Where the proxy stands, in lines of words. */
export function proxyLines(proxy: ProxyStatus): string[] {
  const { state, url, problem, certificate, plainOnNetwork } = proxy
  const free = problem?.freePort ? ` Port ${problem.freePort} is free.` : ''
  return [
    `Proxy         ${state}${url ? ` at ${url}` : ''}`,
    ...(problem ? [`Problem       ${problem.message}${free} (${problem.code})`] : []),
    ...(plainOnNetwork
      ? ['Warning       plain HTTP: the network can read tokens and prompts']
      : []),
    ...(certificate
      ? [
          `Certificate   until ${moment(certificate.expiresAt)}, for ${plural(certificate.names.length, 'name')}: ${certificate.names.join(', ')}`,
        ]
      : []),
  ]
}
