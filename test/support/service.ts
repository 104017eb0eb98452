import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import type { AppRouter } from '../../proxy/admin/router.ts'
import { dataFiles } from '../../proxy/base/paths.ts'
import { socketFetch } from '../../proxy/command/socketFetch.ts'
import type { SettingName } from '../../proxy/contract/settings.ts'

export const PASSPHRASE = 'correct horse battery staple for tests'

export interface ServiceOptions {
  tls?: 'auto' | 'on' | 'off'
  host?: string
  port?: number
  /** Use this folder and leave it there afterwards. */
  dataDir?: string
  settings?: Partial<Record<SettingName, unknown>>
  /** The file to start, with Node's flags before it: the built one unless said otherwise. */
  entry?: string[]
  env?: Record<string, string>
}

export interface Service {
  url: string
  admin: TRPCClient<AppRouter>
  dataDir: string
  pid: number
  /** Everything it printed, both streams. */
  output(): string
  /** PEM of the authority, when it serves HTTPS. */
  ca(): Promise<string | undefined>
  addMember(name: string): Promise<{ memberId: string; tokenId: string; token: string }>
  /** Ends it in order; a folder of its own is removed. */
  stop(): Promise<void>
  /** `kill -9`; the folder stays, for the next start on it. */
  kill(): Promise<void>
}

/** Starts the real service as a child process on loopback, with an open vault. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'keyrack-')))
  const child = spawn(
    process.execPath,
    [
      ...(options.entry ?? ['dist/service.cjs']),
      '--json',
      ...['--data', dataDir, '--host', options.host ?? '127.0.0.1'],
      ...['--port', String(options.port ?? 0), '--tls', options.tls ?? 'auto'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.env } },
  )
  let output = ''
  child.stderr.on('data', (text) => {
    output += text
  })
  child.stdout.on('data', (text) => {
    output += text
  })
  const exited = once(child, 'exit')
  await Promise.race([
    readyLine(child),
    exited.then(() => {
      throw new Error(`The service ended before it was ready:\n${output}`)
    }),
  ])
  const admin = await openAdmin(dataDir)
  for (const [name, value] of Object.entries(options.settings ?? {}))
    await admin.settings.set.mutate({ name: name as SettingName, value })
  const { url, problem } = (await admin.status.get.query()).proxy
  if (url === null) throw new Error(`The proxy does not listen: ${problem?.message}`)

  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited
  }
  return {
    url,
    admin,
    dataDir,
    pid: child.pid ?? 0,
    output: () => output,
    async ca() {
      const members = await admin.members.list.query()
      const memberId = members[0]?.id ?? (await admin.members.add.mutate({ name: 'Anybody' })).id
      return (await admin.members.card.query({ memberId })).ca?.pem
    },
    async addMember(name) {
      const { id: memberId } = await admin.members.add.mutate({ name })
      const { id: tokenId, token } = await admin.tokens.create.mutate({ memberId, label: 'test' })
      return { memberId, tokenId, token }
    },
    async stop() {
      await end('SIGTERM')
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
    kill: () => end('SIGKILL'),
  }
}

/** The admin API of a running service, with an unlocked session. */
async function openAdmin(dataDir: string): Promise<TRPCClient<AppRouter>> {
  const stranger = adminClient(dataDir, undefined)
  const { vault } = await stranger.status.get.query()
  const { session } =
    vault === 'none'
      ? await stranger.vault.create.mutate({ passphrase: PASSPHRASE })
      : await stranger.vault.unlock.mutate({ passphrase: PASSPHRASE })
  return adminClient(dataDir, session)
}

/** A client of the admin API over the socket of a data folder. */
export function adminClient(dataDir: string, session: string | undefined): TRPCClient<AppRouter> {
  const post = socketFetch(dataFiles(dataDir).socket)
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: 'http://keyrack/trpc',
        fetch: (url, init) => post(`${url}`, init as Parameters<typeof post>[1]),
        headers: () => (session === undefined ? {} : { authorization: `Bearer ${session}` }),
      }),
    ],
  })
}

function readyLine(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (!child.stdout) return
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      if (line.startsWith('{"ready":true')) resolve()
    })
  })
}
