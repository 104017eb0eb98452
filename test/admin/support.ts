import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  createTRPCClient,
  httpBatchStreamLink,
  isTRPCClientError,
  type TRPCClient,
} from '@trpc/client'
import { AlarmDesk } from '../../proxy/admin/alarms/desk.ts'
import { openAudit } from '../../proxy/admin/audit/audit.ts'
import { ImportShelf } from '../../proxy/admin/importShelf.ts'
import { JobBook } from '../../proxy/admin/jobBook.ts'
import { LiveFeed } from '../../proxy/admin/live.ts'
import { lookbackJobs } from '../../proxy/admin/lookback/jobs.ts'
import type { Lookback } from '../../proxy/admin/lookback/looks.ts'
import { serveAdmin } from '../../proxy/admin/onSocket.ts'
import { Eraser } from '../../proxy/admin/personal/eraser.ts'
import type { AppRouter } from '../../proxy/admin/router.ts'
import type { AdminServices, FiguresChange, TestableKey } from '../../proxy/admin/services.ts'
import { Sessions } from '../../proxy/admin/sessions.ts'
import { openRetention } from '../../proxy/admin/storage/retention.ts'
import { newId } from '../../proxy/base/ids.ts'
import type { AdministratorRole, Role } from '../../proxy/contract/administrators.ts'
import type { KeyTestResult } from '../../proxy/contract/keys.ts'
import type { OverviewFigures, ProxyStatus } from '../../proxy/contract/status.ts'
import { Limits } from '../../proxy/gateway/limits.ts'
import type { ShowOnDesktop } from '../../proxy/notify/channels.ts'
import { Notifier } from '../../proxy/notify/notifier.ts'
import { insertAdministrator } from '../../proxy/store/administrators.ts'
import { type Db, openDb } from '../../proxy/store/db.ts'
import {
  answerReport,
  REPORTS,
  type ReportRequest,
  type Reports,
} from '../../proxy/store/reports/index.ts'
import { SettingsStore } from '../../proxy/store/settings.ts'
import { Vault } from '../../proxy/vault/vault.ts'

export const PASSPHRASE = 'violin tram lagoon seventeen'
export const START = Date.UTC(2026, 10, 21, 12)
export const FRAME_SECRET = 'frame-secret-handed-over-at-start'

const NO_FIGURES: OverviewFigures = {
  ...{ at: START, inFlight: 0, streaming: 0, callsPerSecond: 0, spendTodayNanoUsd: 0 },
  ...{ unpricedToday: 0, callsToday: 0, callsLastHour: 0, errorsLastHour: 0 },
  ...{ firstByteMedianMs: null, firstByteP95Ms: null },
}

const RUNNING: ProxyStatus = {
  ...{ state: 'running', url: 'https://192.168.1.24:8443', host: '192.168.1.24', port: 8443 },
  ...{ tls: true, plainOnNetwork: false, pausedAt: null, problem: null, certificate: null },
}

/** What the rooms beside the admin API were asked to do. */
export interface Asked {
  tested: TestableKey[]
  cut: { tokenId?: string; memberId?: string; reason?: 'paused' | 'tokenPaused' }[]
  /** Addresses whose failing calls are put off. */
  held: { address: string; until: number }[]
  applied: unknown[]
  changed: string[]
  /** Teams whose figures were asked for. */
  figures: (string | undefined)[]
  log: { message: string; detail: string }[]
  repriced: FiguresChange[]
  kept: Buffer | undefined
  /** What was found bent in the audit log. */
  bent: string[]
}

export type Rig = Awaited<ReturnType<typeof startAdmin>>

/** A real admin API on a real socket, over a real vault and database; only the proxy and providers are stood in for. */
export async function startAdmin(options: { withVault?: boolean } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-admin-'))
  const clock = { now: START }
  const now = () => clock.now
  const db = openDb(':memory:')
  const vault = new Vault({ save: () => {}, now, kdf: { memoryKiB: 64, passes: 1, lanes: 1 } })
  const asked: Asked = {
    ...{
      tested: [],
      cut: [],
      held: [],
      applied: [],
      changed: [],
      figures: [],
      log: [],
      repriced: [],
    },
    ...{ kept: undefined, bent: [] },
  }
  const provider = { answer: working('gpt-5-mini', 'gpt-5') }
  const proxyStatus = { ...RUNNING }
  const settings = new SettingsStore(db)
  const counters = new Limits({
    ...{ db, now, zone: () => settings.get('timeZone'), origin: () => RUNNING.url ?? '' },
    ...{ flush() {}, onWarning() {} },
  })
  const shown: Parameters<ShowOnDesktop>[0][] = []
  const notifier = new Notifier({
    ...{ db, vault, now, random: () => 0.5, desktop: (one) => void shown.push(one) },
    ...{ settings: () => settings.all(), origin: () => RUNNING.url },
    onChange: () => services.live.changed('notify'),
    onFault: (error) =>
      void asked.log.push({ message: 'An alarm was not told', detail: `${error}` }),
  })
  const reports = localReports(db)
  const lookback = () => localLookback(db)
  const audit = openAudit({
    ...{ db, vault, reports, now, lookback, database: undefined },
    heads: () => [{ place: 'data', file: join(folder, 'audit-head.json') }],
    changed: () => {},
    bent: (message) => void asked.bent.push(message),
    failed: (error) => void asked.log.push({ message: 'head', detail: String(error) }),
  })
  const parts: Omit<AdminServices, 'alarms' | 'eraser'> = {
    notifier,
    ...{ version: '0.1.0', dataDir: folder, now, db, vault, recovered: null },
    settings,
    reports,
    audit,
    retention: openRetention({ db, settings, now, lookback, audit }, () => {}),
    sessions: new Sessions(now),
    live: new LiveFeed((teamId) => parts.gateway.figures(teamId)),
    imports: new ImportShelf(vault, now),
    jobs: new JobBook({
      now,
      changed: () => parts.live.changed('jobs'),
      failed: (job, error) => asked.log.push({ message: job.kind, detail: String(error) }),
    }),
    environment: {},
    proxy: {
      status: () => proxyStatus,
      apply: async (change) => {
        asked.applied.push(change)
        return Object.assign(proxyStatus, { host: change.host, port: change.port })
      },
      pause: () => void Object.assign(proxyStatus, { state: 'paused' }),
      resume: () => void Object.assign(proxyStatus, { state: 'running' }),
      retry: async () => proxyStatus,
      certificateAuthority: () => ({ pem: 'CA-PEM', fingerprint: 'AA:BB' }),
    },
    gateway: {
      tokensChanged: () => void asked.changed.push('tokens'),
      keysChanged: () => void asked.changed.push('keys'),
      pricesChanged: () => void asked.changed.push('prices'),
      accessChanged: () => void asked.changed.push('access'),
      holdFailures: (address, until) => void asked.held.push({ address, until }),
      maskingChanged: () => void asked.changed.push('masking'),
      endCalls: (of, reason) => asked.cut.push({ ...of, ...(reason ? { reason } : {}) }),
      figures: (teamId) => {
        asked.figures.push(teamId)
        return NO_FIGURES
      },
      repriced: (changes) => void asked.repriced.push(...changes),
      openCalls: () => [],
      settled: async () => {},
      personErased: () => void asked.changed.push('erased'),
    },
    lookback,
    limits: {
      monthQuotas: [],
      changed() {
        asked.changed.push('limits')
        counters.changed()
      },
      recount() {
        asked.changed.push('recount')
        counters.recount()
      },
      standings: (of) => counters.standings(of),
      held: (limitId, memberId) => counters.held(limitId, memberId),
      selfCheck: (limitId) => counters.selfCheck(limitId),
    },
    upstream: {
      test: async (key) => {
        asked.tested.push(key)
        return provider.answer
      },
    },
    testCall: async () => ({ ok: true, status: 200, message: 'Works.', callId: null }),
    keyStore: {
      ...{ name: 'test keyring', reason: null },
      keep: (kek) => {
        asked.kept = Buffer.from(kek)
      },
      forget: () => {
        asked.kept = undefined
      },
    },
    vaultUnlocked: async () => void asked.changed.push('unlocked'),
    vaultLocked: () => void asked.changed.push('locked'),
    log: (line) => void asked.log.push(line),
  }
  const eraser = new Eraser(parts)
  const services: AdminServices = { ...parts, alarms: new AlarmDesk(parts), eraser }
  services.sessions.adoptFrame(FRAME_SECRET)
  const socket = join(folder, 'keyrack.sock')
  const stop = await serveAdmin(services, socket)
  const anonymous = clientOf(socket)
  let session = ''
  if (options.withVault !== false) {
    const created = await anonymous.vault.create.mutate({ passphrase: PASSPHRASE })
    session = created.session
    asked.changed.length = 0
  }
  return {
    ...{ folder, clock, db, vault, asked, provider, services, socket, session, proxyStatus },
    ...{ counters, notifier, shown },
    ...{ anonymous, client: clientOf(socket, session), frame: clientOf(socket, FRAME_SECRET) },
    async close() {
      await stop()
      await audit.close()
      db.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export function working(...models: string[]): KeyTestResult {
  return { ok: true, health: 'working', models, message: `Works. ${models.length} models visible.` }
}

export function refusing(message = 'The provider answered 401.'): KeyTestResult {
  return { ok: false, health: 'refused', models: [], message }
}

/** The reports without their thread, which cannot see a database in memory. */
function localReports(db: Db): Reports {
  const ask = (name: string) => async (input: unknown) =>
    answerReport(db, { name, input } as ReportRequest)
  const reports = Object.keys(REPORTS).map((name) => [name, ask(name)])
  return { ...Object.fromEntries(reports), close: async () => {} } as Reports
}

/** The long looks without their thread. */
function localLookback(db: Db): Lookback {
  const jobs = Object.entries(lookbackJobs(db)).map(([name, job]) => [
    name,
    async (input: unknown) => (job as (input: unknown) => unknown)(input),
  ])
  return { ...Object.fromEntries(jobs), close: async () => {} } as Lookback
}

/** The standard client, as the window and the command line use it. */
export function clientOf(socket: string, session?: string): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchStreamLink({
        url: 'http://keyrack/trpc',
        headers: session ? { authorization: `Bearer ${session}` } : {},
        fetch: (url, init) => fetchOnSocket(socket, String(url), init as RequestInit),
      }),
    ],
  })
}

/** `fetch` over a Unix socket. */
export function fetchOnSocket(
  socketPath: string,
  url: string,
  init: RequestInit = {},
): Promise<Response> {
  const { pathname, search } = new URL(url)
  const { method = 'GET', headers, body, signal } = init
  return new Promise((resolve, reject) => {
    const call = request(
      {
        ...{ socketPath, method, path: pathname + search },
        headers: Object.fromEntries(new Headers(headers)),
        ...(signal && { signal }),
      },
      (reply) => {
        const found = Object.entries(reply.headers).map(([name, value]) => [name, String(value)])
        const stream = Readable.toWeb(reply) as unknown as ReadableStream
        const status = reply.statusCode ?? 0
        resolve(new Response(stream, { status, headers: found as [string, string][] }))
      },
    )
    call.on('error', reject)
    call.end(body as string | undefined)
  })
}

/** The code and words that a call was refused with. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: string; message: string }> {
  try {
    await call
  } catch (error) {
    if (!isTRPCClientError<AppRouter>(error) || !error.data) throw error
    return { code: error.data.code, message: error.message }
  }
  throw new Error('The call was not refused')
}

/** A client with the session of an administrator who has this role; they need no passphrase to be one here. */
export function actingAs(
  rig: Rig,
  role: Role,
  teamId: string | null = null,
): TRPCClient<AppRouter> {
  return clientOf(rig.socket, sessionAs(rig, role, teamId))
}

export function sessionAs(rig: Rig, role: Role, teamId: string | null = null): string {
  const id = newId('adm')
  insertAdministrator(rig.db, {
    ...{ id, name: `The ${role}`, role: role as AdministratorRole, teamId, slotId: `slot-${id}` },
    ...{ invitedUntil: null, createdAt: START, lastSeenAt: null, removedAt: null },
  })
  return rig.services.sessions.open(id)
}
