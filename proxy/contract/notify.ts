import { z } from 'zod'
import type { AlarmSeverity } from './alarmRules.ts'

/** Beside the window itself: what may be told of an alarm reaches people by these. */
export const outwardWay = z.enum(['desktop', 'email', 'webhook'])
export type OutwardWay = z.infer<typeof outwardWay>

const email = z.email().max(254)

/** `starttls` refuses a server that does not offer it; `plain` is for a relay in the own network. */
export const mailSecurity = z.enum(['starttls', 'tls', 'plain'])
export type MailSecurity = z.infer<typeof mailSecurity>

/** A mail server and who hears from it. */
export const mailSettings = z.strictObject({
  host: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'Give the name or address of the mail server.'),
  port: z.int().min(1).max(65535).default(587),
  security: mailSecurity.default('starttls'),
  user: z.string().trim().max(320).default(''),
  from: email,
  to: z.array(email).min(1).max(50),
  /** PEM of the authority that vouches for the server, where the system knows it not; empty: the system's. */
  ca: z.string().max(50_000).default(''),
  on: z.boolean().default(true),
})
export type MailSettings = z.infer<typeof mailSettings>

export const mailChange = mailSettings.extend({
  /** Left out: stays as it is. Empty: none. */
  password: z.string().max(1024).optional(),
})
export type MailChange = z.input<typeof mailChange>

const label = z.string().trim().min(1).max(100)
/** Holds a credential with most services, so it is sealed and never shown again. */
const webhookUrl = z.string().trim().min(1).max(2048)

export const newWebhook = z.strictObject({
  label,
  webhookUrl,
  /** Plain http and private addresses are admitted. */
  allowLocal: z.boolean().default(false),
})

export const webhookChange = z.strictObject({
  id: z.string(),
  label: label.optional(),
  webhookUrl: webhookUrl.optional(),
  allowLocal: z.boolean().optional(),
  on: z.boolean().optional(),
})

/** How a channel has been doing. */
export interface ChannelHealth {
  lastSentAt: number | null
  /** Why the last message did not get through, in words; null when it did. */
  lastProblem: string | null
  /** Messages on their way. */
  waiting: number
}

export interface MailChannel extends MailSettings, ChannelHealth {
  hasPassword: boolean
}

export interface WebhookChannel extends ChannelHealth {
  id: string
  label: string
  on: boolean
  /** Scheme and host: the rest of the URL is a secret. */
  origin: string
  allowLocal: boolean
  createdAt: number
}

export interface NotifyChannels {
  /** Whether a desktop app is there to show notifications. */
  desktop: boolean
  email: MailChannel | null
  webhooks: WebhookChannel[]
}

export const deliveryState = z.enum(['waiting', 'sent', 'dead'])
export type DeliveryState = z.infer<typeof deliveryState>

/** One message to one channel. */
export interface Delivery {
  id: number
  channelId: string
  channelLabel: string
  way: OutwardWay
  title: string
  severity: AlarmSeverity
  state: DeliveryState
  createdAt: number
  /** The next try, while it waits. */
  dueAt: number
  attempts: number
  problem: string | null
  endedAt: number | null
}

export const deliveriesInput = z.strictObject({
  state: deliveryState.optional(),
  limit: z.int().min(1).max(1000).default(100),
})

/** What a test message came to, in the words of whoever answered. */
export interface TestMessage {
  ok: boolean
  message: string
}

/** What people are told: never a secret, and nothing of a prompt. */
export interface Notice {
  /** Two notices of one occasion are told once. */
  occasion: string
  /** Such as `newAddress`. */
  kind: string
  severity: AlarmSeverity
  title: string
  lines: string[]
  /** Where the window shows it. */
  path: string
  at: number
}
