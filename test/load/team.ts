import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVICE_ENV } from '../../build/serviceFlags.mjs'
import type { SettingName } from '../../proxy/contract/settings.ts'
import { type Service, type ServiceOptions, startService } from '../support/service.ts'
import { MODEL } from './bodies.ts'
import { MEASURED_CORE, pin } from './cpu.ts'

export const MEMBERS = 200

/** Keyrack with a key and two hundred members, on a data folder that outlives the process. */
export interface Team {
  service: Service
  port: number
  pid: number
  tokens: string[]
  /** A process on the same data, after the one before has ended. */
  start(): Promise<void>
  /** A fresh process on the same data. */
  restart(): Promise<void>
  /** `kill -9` and a fresh process on the same data. */
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

// All load comes from one address and never stops for breath: what protects a team from that is set aside,
// as it is for nginx. Every check still runs.
const SETTINGS: Partial<Record<SettingName, number>> = {
  connections: 100_000,
  connectionsPerAddress: 100_000,
  memberParallel: 100_000,
  requestsPerSocket: 1_000_000,
  keepAliveMs: 600_000,
}

/** Starts Keyrack in front of the provider and makes the team; `dataDir` becomes the team's, and is removed with it. */
export async function startTeam(
  entry: string[],
  vendorPort: number,
  dataDir?: string,
): Promise<Team> {
  const team = await openTeam(entry, dataDir ?? (await newFolder()), [])
  await team.service.admin.keys.add.mutate({
    provider: 'openai',
    label: 'Benchmark',
    secret: 'sk-proj-bench-0000000000000000000000000000000000000000',
    baseUrl: `http://127.0.0.1:${vendorPort}/v1`,
    models: [MODEL],
    allowLocal: true,
  })
  for (let i = 0; i < MEMBERS; i++)
    team.tokens.push((await team.service.addMember(`Member ${i + 1}`)).token)
  return team
}

/** The same team once more, in another service. */
export async function startAgain(entry: string[], team: Team): Promise<Team> {
  const folder = await newFolder()
  await team.service.stop()
  await cp(team.service.dataDir, folder, { recursive: true })
  await team.start()
  return openTeam(entry, folder, team.tokens)
}

async function openTeam(entry: string[], dataDir: string, tokens: string[]): Promise<Team> {
  const options = { entry, dataDir, settings: SETTINGS, env: SERVICE_ENV }
  const team: Team = {
    ...(await startPinned(options)),
    tokens,
    async start() {
      Object.assign(team, await startPinned(options))
    },
    async restart() {
      await team.service.stop()
      await team.start()
    },
    async killAndRestart() {
      await team.service.kill()
      await team.start()
    },
    async stop() {
      await team.service.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return team
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'keyrack-bench-'))
}

async function startPinned(options: ServiceOptions) {
  const service = await startService(options)
  pin(service.pid, MEASURED_CORE)
  return { service, pid: service.pid, port: Number(new URL(service.url).port) }
}
