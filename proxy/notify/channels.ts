import type { MailSettings, OutwardWay } from '../contract/notify.ts'
import type { Message } from '../policy/notify/message.ts'
import { webhookBody } from '../policy/notify/message.ts'
import type { NotifyChannelRow } from '../store/schema/alarms.ts'
import type { SecretPlace } from '../vault/envelope.ts'
import type { Vault } from '../vault/vault.ts'
import { sendMail } from './email.ts'
import { postWebhook, type WebhookSecrets } from './webhook.ts'

/** The channel that is the desktop itself; it needs no row. */
export const DESKTOP = 'desktop'

export type WebhookConfig = { origin: string; allowLocal: boolean }

/** What a channel's secret is sealed for. */
export function channelPlace(id: string, version: number): SecretPlace {
  return { table: 'notifyChannels', row: id, column: 'sealed', version }
}

/** Shows a notification of the desktop; undefined where no desktop app is there. */
export type ShowOnDesktop = (shown: { title: string; body: string; path: string }) => void

export interface Outside {
  vault: Pick<Vault, 'state' | 'open'>
  now(): number
  /** Where teammates reach the proxy: says which Keyrack it is. */
  origin(): string | null
}

/** False while the vault that holds its secret is locked. */
export function canSend(row: NotifyChannelRow, { vault }: Pick<Outside, 'vault'>): boolean {
  return row.sealed === null || vault.state === 'unlocked'
}

/** Sends one message by one channel; answers what was said, or throws a `DeliveryProblem`. */
export async function sendBy(
  row: NotifyChannelRow,
  message: Message,
  id: string,
  outside: Outside,
): Promise<string> {
  const { vault, now, origin } = outside
  const secret =
    row.sealed === null ? '' : await vault.open(row.sealed, channelPlace(row.id, row.sealVersion))
  if (row.kind === 'email') {
    const settings = JSON.parse(row.config) as MailSettings
    return sendMail(settings, secret, { message, id, origin: origin() })
  }
  const { allowLocal } = JSON.parse(row.config) as WebhookConfig
  const at = now()
  const body = webhookBody(message, id, at)
  return postWebhook(JSON.parse(secret) as WebhookSecrets, allowLocal, { body, id, now: at })
}

/** A notification is small: the title, and the first lines. */
export function desktopText({ title, lines }: Message) {
  return { title: title.slice(0, 120), body: lines.slice(0, 3).join('\n').slice(0, 240) }
}

export function wayOf(row: NotifyChannelRow): OutwardWay {
  return row.kind
}
