import { endOfDay, startOfDay } from '../base/days.ts'
import type { Refusal } from '../base/errors.ts'
import { callIds } from '../base/ids.ts'
import type { CallRecord } from '../contract/calls.ts'
import type { ChangedNoun } from '../contract/status.ts'
import { hashToken } from '../identity/memberToken.ts'
import { addressGate } from '../policy/addresses.ts'
import { FailureThrottle } from '../policy/throttle.ts'
import type { Db } from '../store/db.ts'
import { Ledger, lastCallId } from '../store/ledger.ts'
import type { Reports } from '../store/reports.ts'
import type { SettingsStore } from '../store/settings.ts'
import type { Vault } from '../vault/vault.ts'
import { AccessDirectory } from './accessDirectory.ts'
import { AlarmFeed, type FeedWishes } from './alarmFeed.ts'
import { BodyKeeper } from './bodies/bodyKeeper.ts'
import { cleanBody } from './bodies/cleanBody.ts'
import { CertificateStore } from './certificateStore.ts'
import { accessEnded, pausedNow, tokenPaused } from './cutOff.ts'
import { KeyDirectory } from './keyDirectory.ts'
import { KeyHealths } from './keyHealth.ts'
import { LastUses } from './lastUses.ts'
import { Limits } from './limits.ts'
import { Listener } from './listener.ts'
import { LiveCalls } from './liveCalls.ts'
import { liveRecord } from './liveRecord.ts'
import { MaskingDirectory } from './maskingDirectory.ts'
import { MemberDesk } from './memberDesk.ts'
import { ownNetworks } from './network.ts'
import { ObjectBook } from './objectBook.ts'
import { PriceBook } from './priceBook.ts'
import { type Place, ProxyControl } from './proxyControl.ts'
import { settleInterrupted } from './recover.ts'
import type { GatewayServices } from './services.ts'
import { sendTestCall } from './testCall.ts'
import { TokenDirectory } from './tokenDirectory.ts'
import { Upstreams } from './upstream.ts'

export interface GatewayOptions {
  db: Db
  vault: Vault
  settings: SettingsStore
  reports: Pick<Reports, 'spentSince' | 'finishedSince'>
  now: () => number
  files: { uploads: string; tls: string }
  /** Where to listen in this run instead of where the settings say. */
  place: Partial<Place>
  /** False: no call is served. */
  isEnabled: boolean
  /** Since when the disk is too full to write down calls. */
  diskFullSince: () => number | undefined
  /** Who is told of calls and changes while they happen. */
  live: {
    readonly listening: boolean
    callChanged(record: () => CallRecord): void
    changed(noun: ChangedNoun): void
    statusChanged(): void
  }
  /** What has to be collected for alarms. */
  wishes: FeedWishes
  log(line: { level: 'warn' | 'error'; message: string; detail: string }): void
}

export type Gateway = ReturnType<typeof openGateway>

const HOUR_MS = 3_600_000

/** Builds what serves calls, and settles those that an earlier run left open; nothing listens yet. */
export function openGateway({ db, vault, settings, now, live, ...options }: GatewayOptions) {
  const ledger = new Ledger(db)
  const tokens = new TokenDirectory(db, (token) => hashToken(vault.subkey('token-pepper'), token))
  const keys = new KeyDirectory(db)
  const access = new AccessDirectory(db, now)
  const masking = new MaskingDirectory(db)
  const prices = new PriceBook(db)
  const interruptedCalls = settleInterrupted(db, ledger, prices, now())
  const calls = new LiveCalls((at) => endOfDay(at, settings.get('timeZone')))
  const healths = new KeyHealths(db, () => {
    keys.drop()
    live.changed('keys')
  })
  const lastUses = new LastUses(db)
  let current = settings.all()
  let networks = addressGate(current, ownNetworks())
  let names = new Set<string>()
  let stoppingSince: number | undefined
  const upstreams = new Upstreams(() => current)
  const limits = new Limits({
    ...{ db, now, zone: () => current.timeZone, flush: () => ledger.flush() },
    origin: () => proxy.origin(),
    onWarning(warning) {
      const detail = limits.describe(warning.limit, warning.memberId)
      options.log({ level: 'warn', message: `A limit is used to ${warning.percent} %`, detail })
      live.changed('limits')
    },
  })
  const feed = new AlarmFeed(now, options.wishes)
  const bodies = new BodyKeeper({
    ...{ db, vault, now, settings: () => current, clean: cleanBody(masking) },
    onFault: (error) => fault('warn', 'A body was not kept', error),
  })
  const services: GatewayServices = {
    ...{ now, settings: () => current, uploadsDir: options.files.uploads, vault, tokens, keys },
    ...{ access, masking, prices, calls, ledger, bodies, limits, upstreams },
    desk: new MemberDesk(db, () => live.changed('requests')),
    objects: new ObjectBook(db, ledger),
    throttle: new FailureThrottle(),
    nextCallId: callIds(now, lastCallId(db)),
    allowedAddresses: () => networks,
    hostNames: () => names,
    closed() {
      if (stoppingSince !== undefined) return { state: 'stopping', since: stoppingSince }
      if (proxy.pausedAt !== undefined) return { state: 'paused', since: proxy.pausedAt }
      const fullSince = options.diskFullSince()
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
    onFault: (error) => fault('error', 'A call failed inside Keyrack', error),
  }
  const listener = new Listener(services)
  const proxy = new ProxyControl({
    ...{ listener, settings, vault, now, override: options.place, enabled: options.isEnabled },
    certificates: new CertificateStore(options.files.tls, vault, now),
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
      void seedFigures()
      limits.changed()
    }
    proxy.limitsChanged()
  })

  /** Takes today's and the last hour's figures out of the ledger. */
  async function seedFigures(): Promise<void> {
    const at = now()
    const [today, finished] = await Promise.all([
      options.reports.spentSince(startOfDay(at, settings.get('timeZone'))),
      options.reports.finishedSince({ since: at - HOUR_MS, limit: 20_000 }),
    ])
    calls.seed(at, today, finished)
  }

  function fault(level: 'warn' | 'error', message: string, error: unknown): void {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    options.log({ level, message, detail })
  }

  return {
    ...{ ledger, tokens, calls, lastUses, upstreams, limits, feed, bodies, listener, proxy },
    interruptedCalls,
    seedFigures,
    /** What the administration may do to it. */
    control: {
      tokensChanged: () => tokens.drop(),
      keysChanged() {
        keys.drop()
        healths.forget()
      },
      pricesChanged: () => prices.drop(),
      accessChanged: () => access.drop(),
      maskingChanged: () => masking.drop(),
      endCalls: (of: Parameters<LiveCalls['end']>[0], reason?: 'paused' | 'tokenPaused') =>
        calls.end(of, endedFor(reason)),
      holdFailures: (address: string, until: number) => services.throttle.hold(address, until),
      figures: (teamId?: string) => calls.figures(now(), teamId),
      repriced: (changes: Parameters<LiveCalls['repriced']>[0]) => calls.repriced(changes),
      openCalls: () => calls.open().map((call) => liveRecord(call)),
      async settled() {
        await bodies.settled()
        ledger.flush()
        lastUses.write()
      },
      personErased() {
        ledger.namesDropped()
        tokens.drop()
        access.drop()
        bodies.recount()
        limits.changed()
      },
    },
    testCall: (token: string) =>
      sendTestCall(
        keys,
        proxy.origin(),
        proxy.certificateAuthority()?.pem,
        token,
        tokens.find(token)?.teamId ?? null,
      ),
    /** This computer may have joined another network: new names, new ranges, a new certificate. */
    async networkChanged(): Promise<void> {
      networks = addressGate(current, ownNetworks())
      names = proxy.hostNames()
      await proxy.refreshCertificate()
    },
    /** No further call is served. */
    stopServing(): void {
      stoppingSince = now()
    },
    isStopping: () => stoppingSince !== undefined,
  }
}

/** What callers hear whose calls an administrator, or an alarm, ends. */
function endedFor(reason: 'paused' | 'tokenPaused' | undefined): Refusal {
  if (reason === 'paused') return pausedNow()
  return reason === 'tokenPaused' ? tokenPaused(null) : accessEnded()
}
