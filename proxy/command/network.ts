import { type Command, Option } from 'commander'
import type { ProxyStatus } from '../contract/status.ts'
import { adminOf, strangerTo } from './admin.ts'
import { type Place, placeOf } from './place.ts'
import { printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { proxyLines } from './status.ts'
import { readPort } from './values.ts'

interface NetworkFlags {
  host?: string
  port?: number
  tls?: 'auto' | 'on' | 'off'
}

export function addNetwork(program: Command): void {
  const network = program
    .command('network')
    .summary('where the proxy listens, and whether it serves')
    .description('Where the proxy listens, and whether it serves.')

  network
    .command('show')
    .description("show the proxy's state and this computer's addresses")
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const interfaces = await adminOf(place).network.interfaces.query()
      printOne(place, { ...(await proxyOf(place)), interfaces }, (shown) =>
        [
          ...proxyLines(shown),
          ...shown.interfaces.map(
            ({ name, address, scope }) => `Address       ${address} (${name}, ${scope})`,
          ),
        ].join('\n'),
      )
    })

  network
    .command('set')
    .description('listen elsewhere from now on')
    .option('--host <address>', 'address to listen on; 0.0.0.0 means every network')
    .option('--port <number>', 'port to listen on; 0 takes a free one', readPort)
    .addOption(
      new Option('--tls <mode>', 'auto: https on every address but loopback').choices([
        'auto',
        'on',
        'off',
      ]),
    )
    .action(async (flags: NetworkFlags, command: Command) => {
      const place = placeOf(command)
      if (Object.keys(flags).length === 0) throw new CommandProblem('Say what to change: --help')
      const admin = adminOf(place)
      const lines = await admin.settings.list.query()
      const value = (name: string) => lines.find((line) => line.name === name)?.value
      const applied = await admin.network.listen.mutate({
        host: flags.host ?? String(value('host')),
        port: flags.port ?? Number(value('port')),
        tls: flags.tls ?? (value('tls') as 'auto' | 'on' | 'off'),
      })
      printProxy(place, applied)
    })

  network
    .command('pause')
    .description('answer 503 to every call')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).network.pause.mutate()
      printProxy(place, await proxyOf(place))
    })

  network
    .command('resume')
    .description('serve calls again')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).network.resume.mutate()
      printProxy(place, await proxyOf(place))
    })

  network
    .command('reach')
    .description('call the proxy at the address that teammates use; exits with 1 when it is silent')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const reached = await adminOf(place).network.reach.query()
      if (!reached)
        throw new CommandProblem('The proxy does not listen. Run: keyrack network retry')
      printOne(place, reached, ({ url, ms, problem }) => problem ?? `${url} answered in ${ms} ms.`)
      if (reached.problem) process.exitCode = 1
    })

  network
    .command('retry')
    .description('try again to listen, after something was in the way')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      printProxy(place, await adminOf(place).network.retry.mutate())
    })
}

async function proxyOf(place: Place): Promise<ProxyStatus> {
  return (await strangerTo(place).status.get.query()).proxy
}

/** A proxy that does not listen is an error to scripts as well. */
function printProxy(place: Place, proxy: ProxyStatus): void {
  printOne(place, proxy, () => proxyLines(proxy).join('\n'))
  if (proxy.state === 'failed') {
    throw new CommandProblem(proxy.problem?.message ?? 'The proxy does not listen.')
  }
}
