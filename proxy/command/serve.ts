import { pathToFileURL } from 'node:url'
import type { Command } from 'commander'
import { Option } from 'commander'
import { type Place, placeOf } from './place.ts'
import { serviceScript } from './serviceScript.ts'
import { readPort } from './values.ts'

interface ServeOptions {
  host?: string
  port?: number
  tls?: string
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .summary('run the service in the foreground, without a window')
    .description(
      'Runs the service until it is stopped (Ctrl+C). It opens its vault with KEYRACK_PASSPHRASE, or waits for: keyrack unlock',
    )
    .option('--host <address>', 'address to listen on; 0.0.0.0 means every network')
    .option('--port <number>', 'port to listen on; 0 takes a free one', readPort)
    .addOption(
      new Option('--tls <mode>', 'auto: https on every address but loopback').choices([
        'auto',
        'on',
        'off',
      ]),
    )
    .action(async (options: ServeOptions, command: Command) => {
      await serveHere(placeOf(command), options)
    })
}

/** The service in this very process, as if its file had been started with these arguments. */
async function serveHere(place: Place, { host, port, tls }: ServeOptions): Promise<void> {
  const script = serviceScript()
  process.argv = [
    process.execPath,
    script,
    ...['--data', place.dataDir],
    ...(host === undefined ? [] : ['--host', host]),
    ...(port === undefined ? [] : ['--port', String(port)]),
    ...(tls === undefined ? [] : ['--tls', tls]),
    ...(place.json ? ['--json'] : []),
  ]
  // The service outlives whoever read its first lines or its log.
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error').on('error', () => {})
  }
  await import(pathToFileURL(script).href)
}
