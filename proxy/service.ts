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
import { detailOf } from './admin/problems.ts'
import type { AdminServices } from './admin/services.ts'
import { whoUnlocks } from './admin/sessionGrant.ts'
import { Sessions } from './admin/sessions.ts'
import { openRetention } from './admin/storage/retention.ts'
import { endOfDay, startOfDay } from './base/days.ts'
import type { Refusal } from './base/errors.ts'
import { callIds } from './base/ids.ts'
import { dataFiles } from './base/paths.ts'
import { AccessDirectory } from './gateway/accessDirectory.ts'
import { AlarmFeed } from './gateway/alarmFeed.ts'
import { BodyKeeper } from './gateway/bodies/bodyKeeper.ts'
import { cleanBody } from './gateway/bodies/cleanBody.ts'
import { CertificateStore } from './gateway/certificateStore.ts'
import { accessEnded, pausedNow, stoppedNow, tokenPaused } from './gateway/cutOff.ts'
import { KeyDirectory } from './gateway/keyDirectory.ts'
import { KeyHealths } from './gateway/keyHealth.ts'
import { testKey } from './gateway/keyTest.ts'
import { LastUses } from './gateway/lastUses.ts'
import { Limits } from './gateway/limits.ts'
import { Listener } from './gateway/listener.ts'
import { LiveCalls } from './gateway/liveCalls.ts'
import { liveRecord } from './gateway/liveRecord.ts'
import { MaskingDirectory } from './gateway/maskingDirectory.ts'
import { MemberDesk } from './gateway/memberDesk.ts'
import { ownNetworks } from './gateway/network.ts'
import { ObjectBook } from './gateway/objectBook.ts'
import { PriceBook } from './gateway/priceBook.ts'
import { type Place, ProxyControl } from './gateway/proxyControl.ts'
import { recoveredWords, settleInterrupted } from './gateway/recover.ts'
import type { GatewayServices } from './gateway/services.ts'
import { sendTestCall } from './gateway/testCall.ts'
import { TokenDirectory } from './gateway/tokenDirectory.ts'
import { Upstreams } from './gateway/upstream.ts'
import { hashToken } from './identity/memberToken.ts'
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
import { addressGate } from './policy/addresses.ts'
import { countersDiffer } from './policy/alarms/house.ts'
import { alarmNotice } from './policy/notify/alarmNotice.ts'
import { FailureThrottle } from './policy/throttle.ts'
import { listLessons } from './store/alarmRules.ts'
import { openDb } from './store/db.ts'
import { Ledger, lastCallId } from './store/ledger.ts'
import { openReports } from './store/reports.ts'
import { changeZone } from './store/rollups/changeZone.ts'
import { RollUp } from './store/rollups/rollUp.ts'
import { SettingsStore } from './store/settings.ts'
import { readVaultFile, writeVaultFile } from './store/vaultFile.ts'
import { parseVaultHeader } from './vault/header.ts'
import { checkPrimitives } from './vault/primitives.ts'
import { Vault } from './vault/vault.ts'

export interface ServiceOptions {
  version: string
  dataDir: string
  /** Where this computer keeps what must not lie in the data folder. */
  stateDir: string
  /** Where to listen in this run instead of where the settings say. */
  place: Partial<Place>
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
  const vault = new Vault({ save: (header) => writeVaultFile(files.vault, header), now })
  const header = readVaultFile(files.vault)
  if (header !== undefined) vault.load(parseVaultHeader(header))
  const settings = new SettingsStore(db)
  const reports = openReports(files.database, options.workers.reports)
  changeZone(db, settings.get('timeZone'))
  const ledger = new Ledger(db)
  const rollUp = new RollUp(db, now)
  const sessions = new Sessions(now)
  if (options.windowSecret !== undefined) sessions.adoptFrame(options.windowSecret)

  // The gateway
  const tokens = new TokenDirectory(db, (token) => hashToken(vault.subkey('token-pepper'), token))
  const keys = new KeyDirectory(db)
  const access = new AccessDirectory(db, now)
  const masking = new MaskingDirectory(db)
  const prices = new PriceBook(db)
  const interruptedCalls = settleInterrupted(db, ledger, prices, now())
  const calls = new LiveCalls((at) => endOfDay(at, settings.get('timeZone')))
  const live = new LiveFeed((teamId) => calls.figures(now(), teamId))
  const healths = new KeyHealths(db, () => {
    keys.drop()
    live.changed('keys')
  })
  const lastUses = new LastUses(db)
  let current = settings.all()
  let networks = addressGate(current, ownNetworks())
  let names = new Set<string>()
  let stoppingSince: number | undefined
  const disk = watchDisk(dataDir, now)
  await disk.run()
  const upstreams = new Upstreams(() => current)
  const limits = new Limits({
    db,
    now,
    zone: () => current.timeZone,
    origin: () => proxy.origin(),
    flush: () => ledger.flush(),
    onWarning(warning) {
      options.log({
        level: 'warn',
        message: `A limit is used to ${warning.percent} %`,
        detail: limits.describe(warning.limit, warning.memberId),
      })
      live.changed('limits')
    },
  })

  const feed = new AlarmFeed(now, {
    calls: () => alarms.rules.watchesCalls,
    prompts: () => alarms.rules.get('runawayAgent').on,
  })
  const bodies = new BodyKeeper({
    ...{ db, vault, now, settings: () => current, clean: cleanBody(masking) },
    onFault: (error) =>
      options.log({ level: 'warn', message: 'A body was not kept', detail: stackOf(error) }),
  })
  const gateway: GatewayServices = {
    now,
    settings: () => current,
    uploadsDir: files.uploads,
    vault,
    tokens,
    keys,
    access,
    masking,
    desk: new MemberDesk(db, () => live.changed('requests')),
    prices,
    calls,
    ledger,
    objects: new ObjectBook(db, ledger),
    bodies,
    limits,
    upstreams,
    throttle: new FailureThrottle(),
    nextCallId: callIds(now, lastCallId(db)),
    allowedAddresses: () => networks,
    hostNames: () => names,
    closed() {
      if (stoppingSince !== undefined) return { state: 'stopping', since: stoppingSince }
      if (proxy.pausedAt !== undefined) return { state: 'paused', since: proxy.pausedAt }
      const fullSince = disk.fullSince()
      return fullSince === undefined ? undefined : { state: 'diskFull', since: fullSince }
    },
    origin: () => proxy.origin(),
    noteKey: (keyId, health, note) => healths.note(keyId, health, note),
    noteDecoy: (caller, address) => feed.decoy(caller, address),
    noteWrongToken: (token, address) => feed.wrongToken(token, address),
    lastUse: (call) => lastUses.note(call),
    // Every call comes by here twice: nothing is made for it while nobody listens.
    onCallBegan(call) {
      if (live.listening) live.callChanged(() => liveRecord(call))
    },
    onCallEnded(call, row) {
      if (live.listening) live.callChanged(() => liveRecord(call, row))
      feed.callEnded(call, row)
    },
    onFault: (error) =>
      options.log({
        level: 'error',
        message: 'A call failed inside Keyrack',
        detail: stackOf(error),
      }),
  }
  const listener = new Listener(gateway)
  const proxy = new ProxyControl({
    listener,
    certificates: new CertificateStore(files.tls, vault, now),
    settings,
    vault,
    now,
    override: options.place,
    enabled: options.proxy,
    onChange() {
      names = proxy.hostNames()
      live.statusChanged()
    },
  })
  names = proxy.hostNames()

  settings.onChange((name) => {
    current = settings.all()
    if (name === 'allowedAddresses' || name === 'blockedAddresses')
      networks = addressGate(current, ownNetworks())
    if (name === 'hostNames') names = proxy.hostNames()
    if (name === 'timeZone') {
      alarmWatch.changed()
      changeZone(db, current.timeZone)
      void seedFigures()
      limits.changed()
    }
    proxy.limitsChanged()
    live.changed('settings')
  })

  /** Takes today's and the last hour's figures out of the ledger. */
  async function seedFigures(): Promise<void> {
    const at = now()
    const [today, finished] = await Promise.all([
      reports.spentSince(startOfDay(at, settings.get('timeZone'))),
      reports.finishedSince({ since: at - HOUR_MS, limit: 20_000 }),
    ])
    calls.seed(at, today, finished)
  }
  await seedFigures()

  const notifier = new Notifier({
    ...{ db, vault, now, random: Math.random, desktop: options.desktop },
    settings: () => current,
    origin: () => proxy.origin(),
    onChange: () => live.changed('notify'),
    onFault: (error) =>
      options.log({ level: 'warn', message: 'An alarm was not told', detail: detailOf(error) }),
  })

  // The administration
  const control: AdminServices['gateway'] = {
    tokensChanged: () => tokens.drop(),
    keysChanged() {
      keys.drop()
      healths.forget()
    },
    pricesChanged: () => prices.drop(),
    accessChanged: () => access.drop(),
    maskingChanged: () => masking.drop(),
    endCalls: (of, reason) => calls.end(of, endedFor(reason)),
    holdFailures: (address, until) => gateway.throttle.hold(address, until),
    figures: (teamId) => calls.figures(now(), teamId),
    repriced: (changes) => calls.repriced(changes),
    openCalls: () => calls.open().map((call) => liveRecord(call)),
  }
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
  const { log } = options
  const measuring = { db, now, settings, audit, gateway: control, limits, live, log }
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
      failed: ({ kind }, error) =>
        options.log({ level: 'error', message: `A job failed: ${kind}`, detail: stackOf(error) }),
    }),
    proxy,
    gateway: control,
    limits,
    alarms,
    notifier,
    retention,
    lookback,
    upstream: { test: (key) => testKey(upstreams, key) },
    testCall: (token) =>
      sendTestCall(
        keys,
        proxy.origin(),
        proxy.certificateAuthority()?.pem,
        token,
        tokens.find(token)?.teamId ?? null,
      ),
    keyStore: options.keyStore,
    environment: options.environment,
    recovered:
      interruptedCalls === 0
        ? null
        : { interruptedCalls, message: recoveredWords(interruptedCalls) },
    async vaultUnlocked() {
      tokens.drop()
      audit.log.chainWaiting()
      // A check that somebody began meanwhile is as good.
      void audit.checks.check('latest').catch(() => {})
      if (!listener.listening) await proxy.listen()
      else await proxy.refreshCertificate()
    },
    vaultLocked() {
      tokens.drop()
      bodies.forget()
      rmSync(files.session, { force: true })
    },
    log: options.log,
  }
  const startedAt = now()
  const alarmWatch = watchAlarms({
    ...{ now, zone: () => current.timeZone },
    rule: (kind) => alarms.rules.get(kind),
    lessons: () => lessonsIn(listLessons(db)),
    raise: (finding) => void alarms.raise(finding),
    takeCalls: () => feed.takeCalls(),
    takeStrangers: () => feed.takeStrangers(),
    recall: () => recall(admin, startedAt),
  })
  alarms.onLesson(() => alarmWatch.changed())
  settleAdministrators(admin)
  tellStart(audit, options.version, interruptedCalls)
  const stopAdmin = await serveAdmin(admin, files.socket)
  const stopJobs = startJobs(
    [
      {
        name: 'end calls that take too long',
        everyMs: 1000,
        run: () => calls.endOverdue(now(), current.totalTimeoutMs),
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
      { name: 'write last uses', everyMs: 2000, run: () => lastUses.write() },
      disk,
      { name: 'drop old import finds', everyMs: 60_000, run: () => admin.imports.dropExpired() },
      { name: 'renew the certificate', everyMs: HOUR_MS, run: () => proxy.refreshCertificate() },
      { name: 'sign the audit log', everyMs: 60_000, run: () => audit.log.checkpoint() },
      nightly('check the audit log', audit.checkNightly, now, () => current.timeZone),
      nightly(
        'delete what is too old',
        () => retention.runNightly(),
        now,
        () => current.timeZone,
      ),
      watchInterfaces(networkChanged),
      deleteStaleUploads(files.uploads, now),
      rollUpCalls(
        () => rollUp.step(),
        () => stoppingSince !== undefined,
      ),
      dropOldBodies(bodies),
      checkLimitsNightly(
        () => limits.selfCheck(),
        now,
        () => current.timeZone,
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

  /** This computer may have joined another network: new names, new ranges, a new certificate. */
  async function networkChanged(): Promise<void> {
    networks = addressGate(current, ownNetworks())
    names = proxy.hostNames()
    await proxy.refreshCertificate()
  }

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
      stoppingSince = now()
      audit.log.note({ action: 'service.stop', source: 'service' })
      await alarmWatch.stop()
      retention.stop()
      await stopJobs()
      await stopAdmin()
      await admin.jobs.stop()
      await calls.drain(DRAIN_MS, stoppedNow())
      await listener.close()
      await upstreams.close()
      await bodies.settled()
      ledger.flush()
      lastUses.write()
      rmSync(files.session, { force: true })
      await audit.close()
      await reports.close()
      vault.lock()
      db.close()
    },
  }
}

/** What callers hear whose calls an administrator, or an alarm, ends. */
function endedFor(reason: 'paused' | 'tokenPaused' | undefined): Refusal {
  if (reason === 'paused') return pausedNow()
  return reason === 'tokenPaused' ? tokenPaused(null) : accessEnded()
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
