import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SettingName } from '../../proxy/contract/settings.ts'
import { type Service, startService } from '../support/service.ts'
import { MODEL } from './bodies.ts'
import { MEASURED_CORE, pin, processWith } from './cpu.ts'

export const MEMBERS = 200

/** Keyrack with a key and two hundred members, on a data folder that outlives the process. */
export interface Team {
  service: Service
  port: number
  pid: number
  tokens: string[]
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

export async function startTeam(
  vendorPort: number,
  { ledger }: { ledger: boolean },
): Promise<Team> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyrack-bench-'))
  const options = {
    dataDir,
    settings: SETTINGS,
    env: ledger ? {} : { NODE_OPTIONS: `--import=${new URL('withoutLedger.ts', import.meta.url)}` },
  }
  const team: Team = {
    ...(await startPinned(options)),
    tokens: [],
    async restart() {
      await team.service.stop()
      Object.assign(team, await startPinned(options))
    },
    async killAndRestart() {
      await team.service.kill()
      Object.assign(team, await startPinned(options))
    },
    async stop() {
      await team.service.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
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

async function startPinned(options: Parameters<typeof startService>[0] & { dataDir: string }) {
  const service = await startService(options)
  const pid = processWith('proxy/main.ts', options.dataDir)
  pin(pid, MEASURED_CORE)
  return { service, pid, port: Number(new URL(service.url).port) }
}
