import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { administratorCalled, settleAdministrators } from './admin/actors.ts'
import { AlarmDesk } from './admin/alarms/desk.ts'
import { checkHouse } from './admin/alarms/houseCheck.ts'
import { lessonsIn } from './admin/alarms/lessons.ts'
import { restoreMeasures } from './admin/alarms/measures.ts'
import { recall } from './admin/alarms/recall.ts'
import { openAudit } from './admin/audit/audit.ts'
import { auditFinding, headFiles, tellStart, tellUnlock } from './admin/audit/service.ts'
import { ImportShelf } from './admin/importShelf.ts'
import { JobBook } from './admin/jobBook.ts'
import { LiveFeed } from './admin/live.ts'
import { openLookback } from './admin/lookback/lookback.ts'
import { checkNotRunning, serveAdmin } from './admin/onSocket.ts'
import { Eraser } from './admin/personal/eraser.ts'
import { detailOf } from './admin/problems.ts'
import type { AdminServices } from './admin/services.ts'
import { whoUnlocks } from './admin/sessionGrant.ts'
import { Sessions } from './admin/sessions.ts'
import { openRetention } from './admin/storage/retention.ts'
import { dataFiles } from './base/paths.ts'
import { stoppedNow } from './gateway/cutOff.ts'
import { testKey } from './gateway/keyTest.ts'
import { openGateway } from './gateway/openGateway.ts'
import type { Place, ProxyControl } from './gateway/proxyControl.ts'
import { recoveredWords } from './gateway/recover.ts'
import { watchAlarms } from './jobs/alarmWatch.ts'
import { watchDisk } from './jobs/diskWatch.ts'
import { watchInterfaces } from './jobs/interfaceWatch.ts'
import { checkLimitsNightly } from './jobs/limitCheck.ts'
import { nightly } from './jobs/nightly.ts'
import { dropOldBodies } from './jobs/oldBodies.ts'
import { rollUpCalls } from './jobs/rollUp.ts'
import { startJobs } from './jobs/schedule.ts'
import { deleteStaleUploads } from './jobs/staleUploads.ts'
import type { ShowOnDesktop } from './notify/channels.ts'
import { Notifier } from './notify/notifier.ts'
import { countersDiffer } from './policy/alarms/house.ts'
import { alarmNotice } from './policy/notify/alarmNotice.ts'
import { listLessons } from './store/alarmRules.ts'
import { openDb } from './store/db.ts'
import { openReports } from './store/reports.ts'
import { changeZone } from './store/rollups/changeZone.ts'
import { RollUp } from './store/rollups/rollUp.ts'
import { SettingsStore } from './store/settings.ts'
import { readVaultFile, writeVaultFile } from './store/vaultFile.ts'
import { parseVaultHeader, type VaultHeader } from './vault/header.ts'
import type { KdfStrength } from './vault/kdf.ts'
import { checkPrimitives } from './vault/primitives.ts'
import { Vault } from './vault/vault.ts'

export interface ServiceOptions {
  version: string
  dataDir: string
  /** Where this computer keeps what must not lie in the data folder. */
  stateDir: string
  /** Where to listen in this run instead of where the settings say. */
  place: Partial<Place>
  /** How slow a guess at a new passphrase is made. */
  kdf: KdfStrength
  /** False: serve the administration only. */
  proxy: boolean
  /** Files of the threads. */
  workers: { reports: URL; lookback: URL }
  environment: Readonly<Record<string, string | undefined>>
  keyStore: AdminServices['keyStore']
  /** Bearer of the desktop frame's admin calls. */
  windowSecret?: string
  /** Shows a notification, where a desktop app is there. */
  desktop?: ShowOnDesktop
  /** Told how many jobs run, for whoever would cut them off. */
  working?: (jobs: number) => void
  log: AdminServices['log']
}

export interface Service {
  socket: string
  vault: Vault
  proxy: ProxyControl
  recovered: AdminServices['recovered']
  /** Opens the vault and starts serving. */
  unlock(open: (vault: Vault) => Promise<void>): Promise<void>
  /** The same by a passphrase; `as` names the administrator whose it is. Leaves a session for the command line. */
  unlockByPassphrase(passphrase: string, as: string | undefined): Promise<void>
  /** Finishes open calls, then closes everything in order. */
  stop(): Promise<void>
}

const HOUR_MS = 3_600_000
/** How long open calls may take to finish when the service is stopped. */
const DRAIN_MS = 20_000

/** Builds every room once and wires them by hand. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { dataDir } = options
  const files = dataFiles(dataDir)
  const now = () => Date.now()
  mkdirSync(files.uploads, { recursive: true, mode: 0o700 })
  chmodSync(dataDir, 0o700)
  await checkNotRunning(files.socket)
  const missing = await checkPrimitives()
  if (missing.length > 0)
    throw new Error(`This runtime lacks what the vault needs: ${missing.join(', ')}.`)
  rmSync(files.session, { force: true })

  // State
  const db = openDb(files.database)
  chmodSync(files.database, 0o600)
  const save = (header: VaultHeader) => writeVaultFile(files.vault, header)
  const vault = new Vault({ save, now, kdf: options.kdf })
  const header = readVaultFile(files.vault)
  if (header !== undefined) vault.load(parseVaultHeader(header))
  const settings = new SettingsStore(db)
  const reports = openReports(files.database, options.workers.reports)
  changeZone(db, settings.get('timeZone'))
  const rollUp = new RollUp(db, now)
  const sessions = new Sessions(now)
  if (options.windowSecret !== undefined) sessions.adoptFrame(options.windowSecret)

  const disk = watchDisk(dataDir, now)
  await disk.run()
  const live = new LiveFeed((teamId) => gateway.control.figures(teamId))
  const { log } = options

  const zone = () => settings.get('timeZone')
  // Before the gateway hears of it, which then reads what was called since another midnight.
  settings.onChange((name) => {
    if (name === 'timeZone') {
      alarmWatch.changed()
      changeZone(db, zone())
    }
    live.changed('settings')
  })

  // The gateway
  const gateway = openGateway({
    ...{ db, vault, settings, reports, now, files, live, log },
    place: options.place,
    isEnabled: options.proxy,
    diskFullSince: () => disk.fullSince(),
    wishes: {
      calls: () => alarms.rules.watchesCalls,
      prompts: () => alarms.rules.get('runawayAgent').on,
    },
  })
  const { calls, ledger, limits, proxy, tokens } = gateway
  await gateway.seedFigures()

  const notifier = new Notifier({
    ...{ db, vault, now, random: Math.random, desktop: options.desktop },
    settings: () => settings.all(),
    origin: () => proxy.origin(),
    onChange: () => live.changed('notify'),
    onFault: (error) =>
      options.log({ level: 'warn', message: 'An alarm was not told', detail: detailOf(error) }),
  })

  // The administration
  const lookback = () => openLookback(files.database, options.workers.lookback)
  const audit = openAudit({
    ...{ db, vault, reports, now, lookback, database: files.database },
    heads: headFiles(vault, files, options.stateDir),
    changed: () => live.changed('audit'),
    bent(detail) {
      options.log({ level: 'error', message: 'The audit log was bent', detail })
      alarms.raise(auditFinding(detail, now()))
    },
    failed: (error) =>
      options.log({
        ...{ level: 'warn', message: 'The head of the audit log could not be kept' },
        detail: stackOf(error),
      }),
  })
  const retention = openRetention({ db, settings, now, lookback, audit }, () =>
    ledger.namesDropped(),
  )
  const eraser = new Eraser({ db, dataDir, now, audit, gateway: gateway.control, lookback, live })
  const measuring = { db, now, settings, audit, gateway: gateway.control, limits, live, log }
  const alarms = new AlarmDesk(measuring)
  alarms.onAlarm((alarm) => notifier.tell(alarmNotice(alarm), alarms.rules.get(alarm.kind).tell))
  restoreMeasures(measuring)
  const admin: AdminServices = {
    version: options.version,
    dataDir,
    now,
    db,
    vault,
    settings,
    reports,
    sessions,
    audit,
    live,
    imports: new ImportShelf(vault, now),
    jobs: new JobBook({
      now,
      changed: () => live.changed('jobs'),
      running: (jobs) => options.working?.(jobs),
      failed: ({ kind }, error) =>
        options.log({ level: 'error', message: `A job failed: ${kind}`, detail: stackOf(error) }),
    }),
    proxy,
    gateway: gateway.control,
    limits,
    alarms,
    notifier,
    retention,
    eraser,
    lookback,
    upstream: { test: (key) => testKey(gateway.upstreams, key) },
    testCall: gateway.testCall,
    keyStore: options.keyStore,
    environment: options.environment,
    recovered:
      gateway.interruptedCalls === 0
        ? null
        : {
            interruptedCalls: gateway.interruptedCalls,
            message: recoveredWords(gateway.interruptedCalls),
          },
    async vaultUnlocked() {
      tokens.drop()
      audit.log.chainWaiting()
      void eraser.finishInterrupted().catch((error) =>
        options.log({
          ...{ level: 'warn', message: 'An erasure that was cut off could not be finished' },
          detail: stackOf(error),
        }),
      )
      // A check that somebody began meanwhile is as good.
      void audit.checks.check('latest').catch(() => {})
      if (!gateway.listener.listening) await proxy.listen()
      else await proxy.refreshCertificate()
    },
    vaultLocked() {
      tokens.drop()
      gateway.bodies.forget()
      rmSync(files.session, { force: true })
    },
    log: options.log,
  }
  const startedAt = now()
  const alarmWatch = watchAlarms({
    ...{ now, zone },
    rule: (kind) => alarms.rules.get(kind),
    lessons: () => lessonsIn(listLessons(db)),
    quotas: () => limits.monthQuotas,
    raise: (finding) => void alarms.raise(finding),
    takeCalls: () => gateway.feed.takeCalls(),
    takeStrangers: () => gateway.feed.takeStrangers(),
    recall: () => recall(admin, startedAt),
  })
  alarms.onLesson(() => alarmWatch.changed())
  settleAdministrators(admin)
  tellStart(audit, options.version, gateway.interruptedCalls)
  const stopAdmin = await serveAdmin(admin, files.socket)
  const stopJobs = startJobs(
    [
      {
        name: 'end calls that take too long',
        everyMs: 1000,
        run: () => calls.endOverdue(now(), settings.get('totalTimeoutMs')),
      },
      {
        name: 'end alarms and their measures that are over',
        everyMs: 5000,
        run: () => alarms.tidy(),
      },
      { name: 'send what alarms tell', everyMs: 1000, run: () => notifier.run() },
      alarmWatch,
      {
        name: 'look after Keyrack itself',
        everyMs: 30_000,
        run: () => checkHouse(admin, disk.freeBytes()),
      },
      { name: 'write last uses', everyMs: 2000, run: () => gateway.lastUses.write() },
      disk,
      { name: 'drop old import finds', everyMs: 60_000, run: () => admin.imports.dropExpired() },
      { name: 'renew the certificate', everyMs: HOUR_MS, run: () => proxy.refreshCertificate() },
      { name: 'sign the audit log', everyMs: 60_000, run: () => audit.log.checkpoint() },
      nightly('check the audit log', audit.checkNightly, now, zone),
      nightly('delete what is too old', () => retention.runNightly(), now, zone),
      watchInterfaces(gateway.networkChanged),
      deleteStaleUploads(files.uploads, now),
      rollUpCalls(() => rollUp.step(), gateway.isStopping),
      dropOldBodies(gateway.bodies),
      checkLimitsNightly(
        () => limits.selfCheck(),
        now,
        zone,
        (check) => {
          for (const finding of countersDiffer(check, now())) alarms.raise(finding)
          options.log({
            level: 'error',
            message:
              'Counters of limits did not agree with the ledger, and were counted anew from it',
            detail: JSON.stringify(check.disagreeing),
          })
        },
      ),
    ],
    (job, error) =>
      options.log({ level: 'warn', message: `Could not ${job}`, detail: stackOf(error) }),
  )
  if (vault.state !== 'none') await proxy.listen()

  async function unlock(open: (vault: Vault) => Promise<void>): Promise<void> {
    await tellUnlock(audit, vault, () => open(vault))
    settleAdministrators(admin)
    await admin.vaultUnlocked()
    live.statusChanged()
  }

  return {
    socket: files.socket,
    vault,
    proxy,
    recovered: admin.recovered,
    unlock,
    async unlockByPassphrase(passphrase, as) {
      const { id, slotId } = whoUnlocks(admin, as && administratorCalled(admin, as))
      await unlock((vault) => vault.unlock(passphrase, slotId))
      writeFileSync(files.session, sessions.open(id), { mode: 0o600 })
    },
    async stop() {
      gateway.stopServing()
      audit.log.note({ action: 'service.stop', source: 'service' })
      await alarmWatch.stop()
      retention.stop()
      await stopJobs()
      await stopAdmin()
      await admin.jobs.stop()
      await calls.drain(DRAIN_MS, stoppedNow())
      await gateway.listener.close()
      await gateway.upstreams.close()
      await gateway.bodies.settled()
      ledger.flush()
      gateway.lastUses.write()
      rmSync(files.session, { force: true })
      await audit.close()
      await reports.close()
      vault.lock()
      db.close()
    },
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
