import type { z } from 'zod'
import type {
  Delivery,
  deliveriesInput,
  MailSettings,
  Notice,
  NotifyChannels,
} from '../contract/notify.ts'
import { listDeliveries, waitingByChannel } from '../store/deliveries.ts'
import { listChannels } from '../store/notifyChannels.ts'
import type { AdminServices } from './services.ts'

/** Every channel and how it does, without its secrets. */
export function listedChannels({
  db,
  notifier,
}: Pick<AdminServices, 'db' | 'notifier'>): NotifyChannels {
  const waiting = waitingByChannel(db)
  const rows = listChannels(db).map((row) => ({
    ...row,
    health: {
      ...{ lastSentAt: row.lastSentAt, lastProblem: row.lastProblem },
      waiting: waiting.get(row.id) ?? 0,
    },
  }))
  const mail = rows.find(({ kind }) => kind === 'email')
  return {
    desktop: notifier.hasDesktop,
    email: mail
      ? {
          ...(JSON.parse(mail.config) as MailSettings),
          ...{ on: mail.isOn === 1, hasPassword: mail.sealed !== null, ...mail.health },
        }
      : null,
    webhooks: rows
      .filter(({ kind }) => kind === 'webhook')
      .map(({ id, label, config, isOn, createdAt, health }) => ({
        ...{ id, label, on: isOn === 1, createdAt, ...health },
        ...(JSON.parse(config) as { origin: string; allowLocal: boolean }),
      })),
  }
}

const WORDS: Record<string, string> = { desktop: 'This computer', email: 'E-mail' }

export function listedDeliveries(
  { db }: Pick<AdminServices, 'db'>,
  input: z.infer<typeof deliveriesInput>,
): Delivery[] {
  return listDeliveries(db, input).map((row) => {
    const { title, severity } = JSON.parse(row.notice) as Notice
    const { id, channelId, state, createdAt, dueAt, attempts, problem, endedAt } = row
    return {
      ...{ id, channelId, title, severity, state, createdAt, dueAt, attempts, problem, endedAt },
      channelLabel: row.label ?? WORDS[channelId] ?? channelId,
      way: row.kind ?? 'desktop',
    }
  })
}
