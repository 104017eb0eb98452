import type { AlarmChannel } from '../contract/alarmRules.ts'
import type { Notice, OutwardWay, TestMessage } from '../contract/notify.ts'
import type { Settings } from '../contract/settings.ts'
import { composeMessage, type Message } from '../policy/notify/message.ts'
import { isUrgent, PACE_MS, planMessages } from '../policy/notify/plan.ts'
import { quietHours } from '../policy/notify/quiet.ts'
import { retryWaitMs } from '../policy/notify/retries.ts'
import type { Db } from '../store/db.ts'
import {
  deleteEndedBefore,
  dueDeliveries,
  insertDelivery,
  sentSince,
  settleDeliveries,
  type WaitingDelivery,
} from '../store/deliveries.ts'
import { findChannel, listChannels, updateChannel } from '../store/notifyChannels.ts'
import type { NotifyChannelRow } from '../store/schema/alarms.ts'
import type { SecretPlace } from '../vault/envelope.ts'
import {
  canSend,
  channelPlace,
  DESKTOP,
  desktopText,
  type Outside,
  type ShowOnDesktop,
  sendBy,
  wayOf,
} from './channels.ts'
import { DeliveryProblem } from './problem.ts'

const DAY_MS = 86_400_000
/** How long it is remembered what was sent. */
const KEPT_MS = 30 * DAY_MS

interface Options extends Outside {
  db: Db
  settings(): Pick<Settings, 'quietHours' | 'timeZone' | 'notifyMost' | 'desktopNotifications'>
  random(): number
  /** Undefined without a desktop app. */
  desktop: ShowOnDesktop | undefined
  /** Something is to be seen of it that was not. */
  onChange(): void
  onFault(error: unknown): void
}

/**
 * Brings notices to people. Each is written down for each channel before anything is sent, so that neither a restart
 * nor a mail server that is away loses one.
 */
export class Notifier {
  readonly #options: Options
  readonly #busy = new Map<string, Promise<void>>()
  #prunedAt = 0

  constructor(options: Options) {
    this.#options = options
  }

  /** Whether a desktop app is there. */
  get hasDesktop(): boolean {
    return this.#options.desktop !== undefined
  }

  /** Tells of an occasion once by each of these ways. Nothing is awaited. */
  tell(notice: Notice, ways: readonly AlarmChannel[]): void {
    const { db, now } = this.#options
    const added = this.#channels().filter(
      ({ id, way }) =>
        ways.includes(way) &&
        insertDelivery(db, { channelId: id, lane: laneOf(way, notice), notice, at: now() }),
    )
    if (added.length > 0) this.poke()
  }

  /** Sends what is due. Each channel has one message on its way at a time, and none waits for another. */
  async run(): Promise<void> {
    const { db, now } = this.#options
    if (now() - this.#prunedAt > DAY_MS) {
      this.#prunedAt = now()
      deleteEndedBefore(db, now() - KEPT_MS)
    }
    const due = Map.groupBy(dueDeliveries(db, now()), ({ channelId }) => channelId)
    await Promise.all(
      [...due].map(([channelId, rows]) => {
        const before = this.#busy.get(channelId)
        if (before) return before
        const sending = this.#send(channelId, rows)
          .catch(this.#options.onFault)
          .finally(() => this.#busy.delete(channelId))
        this.#busy.set(channelId, sending)
        return sending
      }),
    )
  }

  poke(): void {
    void this.run()
  }

  place(channelId: string, version: number): SecretPlace {
    return channelPlace(channelId, version)
  }

  /** Sends a test now, whatever the hour, and says in words what came of it. */
  async test(channelId: string): Promise<TestMessage> {
    const { db, now, desktop, vault } = this.#options
    const message = composeMessage([TEST(now())], { waitedMs: 0, isMore: false })
    if (channelId === DESKTOP) {
      desktop?.({ ...desktopText(message), path: message.path })
      return desktop
        ? {
            ok: true,
            message:
              'A notification was handed to the desktop. If none appears, the system holds notifications of Keyrack back: look in its own settings.',
          }
        : {
            ok: false,
            message: 'No desktop app is open above this service, so nothing can be shown.',
          }
    }
    const row = findChannel(db, channelId)
    if (!row) return { ok: false, message: 'This channel is no longer there.' }
    if (!canSend(row, { vault }))
      return { ok: false, message: 'The vault is locked, and with it the secret of this channel.' }
    try {
      const said = await sendBy(row, message, `test-${now()}`, this.#options)
      updateChannel(db, row.id, { lastSentAt: now(), lastProblem: null })
      return { ok: true, message: said }
    } catch (error) {
      const words = wordsOf(error)
      updateChannel(db, row.id, { lastProblem: words })
      return { ok: false, message: words }
    } finally {
      this.#options.onChange()
    }
  }

  #channels(): { id: string; way: OutwardWay }[] {
    const { db, desktop, settings } = this.#options
    const rows = listChannels(db).filter(({ isOn }) => isOn === 1)
    const outside = rows.map((row) => ({ id: row.id, way: wayOf(row) }))
    return desktop && settings().desktopNotifications
      ? [{ id: DESKTOP, way: 'desktop' }, ...outside]
      : outside
  }

  async #send(channelId: string, rows: WaitingDelivery[]): Promise<void> {
    const { db, now, settings, desktop } = this.#options
    const { quietHours: quiet, timeZone, notifyMost } = settings()
    const row = channelId === DESKTOP ? undefined : findChannel(db, channelId)
    // Switched off or locked: it waits, and a start without a desktop shows nothing.
    if (row ? row.isOn === 0 || !canSend(row, this.#options) : !desktop) return
    const sentWithin = (lane: string, ms: number) => sentSince(db, channelId, lane, now() - ms)
    const messages = planMessages(rows, {
      sentRecently: (lane) => sentWithin(lane, PACE_MS),
      most: row ? notifyMost : 1,
      isQuiet: quietHours(quiet, timeZone)(now()),
    })
    for (const group of messages) {
      const [first] = group
      if (!first) continue
      const message = composeMessage(
        group.map(({ notice }) => notice),
        {
          waitedMs: now() - Math.min(...group.map(({ createdAt }) => createdAt)),
          isMore: sentWithin(first.lane, 2 * PACE_MS) > 0,
        },
      )
      if (!(await this.#sendOne(channelId, row, group, message))) break
    }
    this.#options.onChange()
  }

  /** False when it did not get through: what else waits for that channel would not either. */
  async #sendOne(
    channelId: string,
    row: NotifyChannelRow | undefined,
    group: WaitingDelivery[],
    message: Message,
  ): Promise<boolean> {
    const { db, now, desktop } = this.#options
    const ids = group.map(({ id }) => id)
    const messageId = ids[0] ?? 0
    try {
      if (row) await sendBy(row, message, `${row.id}-${messageId}-${ids.length}`, this.#options)
      else desktop?.({ ...desktopText(message), path: message.path })
      const at = now()
      db.transaction(() => {
        settleDeliveries(db, ids, { state: 'sent', endedAt: at, problem: null, messageId })
        if (row) updateChannel(db, channelId, { lastSentAt: at, lastProblem: null })
      })
      return true
    } catch (error) {
      this.#failed(channelId, group, error)
      return false
    }
  }

  #failed(channelId: string, group: WaitingDelivery[], error: unknown): void {
    const { db, now, random } = this.#options
    const problem = wordsOf(error)
    const { isFinal, retryAfterMs } =
      error instanceof DeliveryProblem ? error : { isFinal: false, retryAfterMs: 0 }
    db.transaction(() => {
      for (const { id, attempts } of group) {
        const tried = attempts + 1
        const wait = isFinal ? undefined : retryWaitMs(tried, random, retryAfterMs)
        settleDeliveries(db, [id], {
          ...{ attempts: tried, problem },
          ...(wait === undefined ? { state: 'dead', endedAt: now() } : { dueAt: now() + wait }),
        })
      }
      updateChannel(db, channelId, { lastProblem: problem })
    })
    if (!(error instanceof DeliveryProblem)) this.#options.onFault(error)
  }
}

/** One notification of a kind at a time on the desktop; elsewhere only what wakes people has a pace of its own. */
function laneOf(way: OutwardWay, notice: Notice): string {
  if (way === 'desktop') return notice.kind
  return isUrgent(notice) ? 'urgent' : 'usual'
}

function wordsOf(error: unknown): string {
  return error instanceof DeliveryProblem
    ? error.message
    : 'Something inside Keyrack went wrong while it was sent. The log of the service says more.'
}

function TEST(at: number): Notice {
  return {
    ...{ occasion: 'test', kind: 'test', severity: 'info', at },
    title: 'This is a test',
    lines: ['Alarms will reach you here. Nothing has happened.'],
    path: '/settings/notifications',
  }
}
