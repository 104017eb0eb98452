import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import type { VaultState } from '../contract/status.ts'
import { isNotRunning, strangerTo } from './admin.ts'
import { type Place, placeOf } from './place.ts'
import { note, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { askSecret } from './secrets.ts'
import { serviceScript } from './serviceScript.ts'
import { keepSession } from './session.ts'

export function addInit(program: Command): void {
  program
    .command('init')
    .summary('make the data folder and its vault; prints the recovery key once')
    .description(
      'Makes the data folder and its vault, and prints the recovery key: the only way in when the passphrase is forgotten. The passphrase comes from KEYRACK_PASSPHRASE, else from stdin.',
    )
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const running = await vaultOfRunning(place)
      // Looked at before the passphrase is asked for: nobody should think one up for nothing.
      if (running === undefined ? existsSync(place.files.vault) : running !== 'none') {
        throw new CommandProblem(
          `There is a vault already in ${place.dataDir}, so nothing was done. Start the service: keyrack serve`,
        )
      }
      const passphrase = await askSecret({
        prompt: 'New passphrase',
        variable: 'KEYRACK_PASSPHRASE',
        twice: true,
      })
      const recoveryKey = running
        ? await createVault(place, passphrase, { keep: true })
        : await withBriefService(place, () => createVault(place, passphrase, { keep: false }))
      note(
        `The vault is in ${place.dataDir}. Keep this recovery key on paper; it is not shown again:`,
      )
      printOne(place, { recoveryKey, dataDir: place.dataDir }, (made) => made.recoveryKey)
      if (!running) note('Next: keyrack serve')
    })
}

/** The state of the vault in a service that runs already. */
async function vaultOfRunning(place: Place): Promise<VaultState | undefined> {
  try {
    return (await strangerTo(place).status.get.query()).vault
  } catch (error) {
    if (isNotRunning(error)) return undefined
    throw error
  }
}

/** `keep`: later commands use the session; that of a service which ends at once is of no use to them. */
async function createVault(
  place: Place,
  passphrase: string,
  { keep }: { keep: boolean },
): Promise<string> {
  const { recoveryKey, session } = await strangerTo(place).vault.create.mutate({ passphrase })
  if (keep) keepSession(place.files.session, session)
  return recoveryKey
}

/** Runs the service without its proxy for as long as `work` takes. */
async function withBriefService<T>(place: Place, work: () => Promise<T>): Promise<T> {
  const { KEYRACK_PASSPHRASE: _, ...env } = process.env
  const service = spawn(
    process.execPath,
    [serviceScript(), '--data', place.dataDir, '--no-proxy', '--json'],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = once(service, 'exit')
  const complaint = text(service.stderr)
  const lines = createInterface({ input: service.stdout })
  const ready = once(lines, 'line').then(() => true)
  try {
    if (!(await Promise.race([ready, ended.then(() => false)]))) {
      throw new CommandProblem(reasonIn(await complaint))
    }
    return await work()
  } finally {
    service.kill('SIGTERM')
    await ended
  }
}

/** The service says its reason after its name; anything else is a fault with a stack, of which the head tells most. */
function reasonIn(output: string): string {
  const lines = output.split('\n')
  const said = lines.find((line) => line.startsWith('keyrack: '))?.slice('keyrack: '.length)
  return said ?? lines.find((line) => /^\w*Error\b/.test(line)) ?? 'The service did not start.'
}
