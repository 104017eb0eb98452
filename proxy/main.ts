import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Greeting, parentChannel } from './admin/parentChannel.ts'
import type { AdminServices } from './admin/services.ts'
import { type Config, readConfig } from './config.ts'
import { type Service, startService } from './service.ts'
import type { Vault } from './vault/vault.ts'

/** The entry: a plain program, or a child of the desktop frame. */
async function main(): Promise<void> {
  // Whatever this process creates, the database's side files included, is for its user only.
  process.umask(0o077)
  // Whoever read our output may leave; the service goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const config = readConfig(process.argv.slice(2), process.env)
  // Read once and gone: no child process and no dump of the environment shows it.
  delete process.env.KEYRACK_PASSPHRASE
  await (config.parent ? runForFrame(config) : runAlone(config))
}

async function runAlone(config: Config): Promise<void> {
  const service = await startService({
    ...common(config),
    keyStore: {
      name: null,
      reason: 'The key store of this computer can be used by the desktop app only.',
      keep: () => {},
      forget: () => {},
    },
  })
  const { passphrase, administrator } = config
  if (passphrase !== undefined && service.vault.state === 'locked') {
    await service.unlockByPassphrase(passphrase, administrator).catch(async (error: unknown) => {
      await service.stop()
      throw error
    })
  }
  const stop = stopOnce(service)
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  announce(config, service)
}

/** Says where it listens: one line of JSON for a program, a few lines for a person. */
function announce(config: Config, service: Service): void {
  const { url, problem, plainOnNetwork } = service.proxy.status()
  if (config.json) {
    if (service.recovered) console.error(service.recovered.message)
    console.log(JSON.stringify({ ready: true, url, socket: service.socket }))
    return
  }
  if (service.recovered) console.log(service.recovered.message)
  if (problem) console.log(`${problem.message} (${problem.code})`)
  if (plainOnNetwork)
    console.log('Warning: plain HTTP on the network. Anybody there can read tokens and prompts.')
  const say = (command: string) => `${invocation()} ${command} --data ${config.dataDir}`
  if (service.vault.state === 'none')
    console.log(`There is no vault yet. Make one with: ${say('init')}`)
  else console.log(`Keyrack listens on ${url ?? 'no address'}.`)
  if (service.vault.state === 'locked')
    console.log(`The vault is locked: calls get 503 until you run: ${say('unlock')}`)
  console.log(`Administer it with: ${say('status')} (all commands: ${invocation()} --help)`)
}

/** How the command is called here: a repository has it as a script, an installation by its name. */
function invocation(): string {
  return process.env.npm_lifecycle_event ? 'npm run --silent keyrack --' : 'keyrack'
}

/** Runs below the desktop frame, which hands over what must not stand in files or arguments. */
async function runForFrame(config: Config): Promise<void> {
  const channel = parentChannel()
  if (!channel) throw new Error('--parent is for the desktop app, which talks to its child.')
  // Until the service runs there is nothing to finish.
  let stop = (): void => process.exit(0)
  channel.onGone(() => stop())
  const greeting = await new Promise<Greeting>((resolve) => {
    channel.listen((message) => {
      if (message.type === 'start') resolve(message)
      if (message.type === 'stop') stop()
    })
  })
  try {
    const keyStore: AdminServices['keyStore'] = {
      ...greeting.keyStore,
      keep: (kek) => channel.send({ type: 'keepKey', key: kek.toString('base64') }),
      forget: () => channel.send({ type: 'forgetKey' }),
    }
    const service = await startService({
      ...common(config),
      keyStore,
      windowSecret: greeting.windowSecret,
      desktop: (shown) => channel.send({ type: 'notify', ...shown }),
      working: (jobs) => channel.send({ type: 'working', jobs }),
    })
    stop = stopOnce(service)
    channel.listen((message) => {
      if (message.type === 'keyKept' && message.problem !== null) service.vault.disableKeyStore()
    })
    // Only the frame decides when to end: a Ctrl-C in its terminal reaches both.
    process.on('SIGINT', () => {})
    process.on('SIGTERM', stop)
    const { keyStoreKey } = greeting
    if (keyStoreKey !== undefined && service.vault.state === 'locked')
      await service.unlock((vault) => openWithKeyStore(vault, keyStoreKey))
    channel.send({ type: 'ready', socket: service.socket, url: service.proxy.status().url })
  } catch (error) {
    channel.send({ type: 'failed', code: 'KR-IPC-006', message: wordsOf(error) })
    // The channel needs a moment to carry it out before the process ends.
    await new Promise((sent) => setTimeout(sent, 200))
    throw error
  }
}

/** A key store that was reset is no fault: the vault then waits for the passphrase. */
async function openWithKeyStore(vault: Vault, keyStoreKey: string): Promise<void> {
  await vault.unlockWithKeyStore(Buffer.from(keyStoreKey, 'base64')).catch(() => {})
}

function common(config: Config) {
  return {
    version: version(),
    dataDir: config.dataDir,
    stateDir: config.stateDir,
    place: config.place,
    kdf: config.kdf,
    proxy: config.proxy,
    workers: workers(),
    environment: process.env,
    log: logLine,
  }
}

/** The built files of the threads stand beside this one when this one is built. */
function workers(): { reports: URL; lookback: URL } {
  const isSource = import.meta.filename.endsWith('.ts')
  const place = pathToFileURL(import.meta.filename)
  const at = (source: string, built: string) => new URL(isSource ? source : built, place)
  return {
    reports: at('./store/reportWorker.ts', './reportWorker.cjs'),
    lookback: at('./admin/lookback/lookbackWorker.ts', './lookbackWorker.cjs'),
  }
}

function version(): string {
  const file = new URL('../package.json', pathToFileURL(import.meta.filename))
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

const logLine: AdminServices['log'] = ({ level, message, detail }) =>
  void process.stderr.write(`${new Date().toISOString()} ${level} ${message}: ${detail}\n`)

function stopOnce(service: Service): () => void {
  let stopping = false
  return () => {
    if (stopping) return
    stopping = true
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function fail(error: unknown): never {
  process.stderr.write(`keyrack: ${wordsOf(error)}\n`)
  process.exit(1)
}

main().catch(fail)
