import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { z } from 'zod'
import { newId } from '../base/ids.ts'
import {
  type Delivery,
  deliveriesInput,
  type MailSettings,
  mailChange,
  mailSettings,
  type NotifyChannels,
  newWebhook,
  type TestMessage,
  webhookChange,
} from '../contract/notify.ts'
import { outwardProblem } from '../policy/addresses.ts'
import { dropDead, reviveDeliveries } from '../store/deliveries.ts'
import {
  findChannel,
  insertChannel,
  removeChannel,
  updateChannel,
} from '../store/notifyChannels.ts'
import { listedChannels, listedDeliveries } from './notifyLists.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { administrator, router } from './trpc.ts'

/** There is one mail server. */
const EMAIL = 'email'
const MOST_WEBHOOKS = 20
const byId = z.strictObject({ id: z.string() })
const oneOrAll = z.strictObject({ id: z.int().optional() }).prefault({})

export const notifyRouter = router({
  list: administrator.query(({ ctx }): NotifyChannels => listedChannels(ctx.services)),

  setEmail: administrator.input(mailChange).mutation(async ({ ctx, input }) => {
    const { db, vault, now, notifier } = ctx.services
    const { password, ...settings } = input
    const before = findChannel(db, EMAIL)
    checkPassword(before && (JSON.parse(before.config) as MailSettings), input)
    const version = (before?.sealVersion ?? 0) + 1
    const sealed =
      password === undefined
        ? { sealed: before?.sealed ?? null, sealVersion: before?.sealVersion ?? 0 }
        : {
            sealed:
              password === '' ? null : await vault.seal(password, notifier.place(EMAIL, version)),
            sealVersion: version,
          }
    const fields = { config: JSON.stringify(mailSettings.parse(settings)), ...sealed }
    const isOn = input.on ? 1 : 0
    if (before) updateChannel(db, EMAIL, { ...fields, isOn, lastProblem: null })
    else
      insertChannel(db, {
        ...{ id: EMAIL, kind: 'email', label: 'E-mail', ...fields, isOn },
        ...{ createdAt: now(), lastSentAt: null, lastProblem: null },
      })
    changed(ctx.services)
  }),

  removeEmail: administrator.mutation(({ ctx }) => {
    removeChannel(ctx.services.db, EMAIL)
    changed(ctx.services)
  }),

  /** The signing secret is shown this once. */
  addWebhook: administrator
    .input(newWebhook)
    .mutation(async ({ ctx, input }): Promise<{ id: string; secret: string }> => {
      const { db, vault, now, notifier } = ctx.services
      if (listedChannels(ctx.services).webhooks.length >= MOST_WEBHOOKS)
        throw problem('CONFLICT', `There are ${MOST_WEBHOOKS} webhooks already. Remove one first.`)
      const { origin, url } = readUrl(input.webhookUrl, input.allowLocal)
      const id = newId('whk')
      const secret = newSecret()
      insertChannel(db, {
        ...{ id, kind: 'webhook', label: input.label },
        config: JSON.stringify({ origin, allowLocal: input.allowLocal }),
        sealed: await vault.seal(JSON.stringify({ url, secret }), notifier.place(id, 1)),
        ...{ sealVersion: 1, isOn: 1, createdAt: now(), lastSentAt: null, lastProblem: null },
      })
      changed(ctx.services)
      return { id, secret }
    }),

  changeWebhook: administrator.input(webhookChange).mutation(async ({ ctx, input }) => {
    const { db } = ctx.services
    const row = webhookOrProblem(ctx.services, input.id)
    const before = JSON.parse(row.config) as { origin: string; allowLocal: boolean }
    const allowLocal = input.allowLocal ?? before.allowLocal
    const kept = await openWebhook(ctx.services, row)
    const { origin, url } = readUrl(input.webhookUrl ?? kept.url, allowLocal)
    updateChannel(db, row.id, {
      ...(input.label !== undefined && { label: input.label }),
      ...(input.on !== undefined && { isOn: input.on ? 1 : 0 }),
      config: JSON.stringify({ origin, allowLocal }),
      ...(input.webhookUrl !== undefined && (await resealed(ctx.services, row, { ...kept, url }))),
      lastProblem: null,
    })
    changed(ctx.services)
  }),

  /** The one before signs nothing from now on. */
  newSecret: administrator
    .input(byId)
    .mutation(async ({ ctx, input }): Promise<{ secret: string }> => {
      const row = webhookOrProblem(ctx.services, input.id)
      const secret = newSecret()
      const kept = await openWebhook(ctx.services, row)
      updateChannel(ctx.services.db, row.id, await resealed(ctx.services, row, { ...kept, secret }))
      return { secret }
    }),

  removeWebhook: administrator.input(byId).mutation(({ ctx, input }) => {
    removeChannel(ctx.services.db, webhookOrProblem(ctx.services, input.id).id)
    changed(ctx.services)
  }),

  /** By `desktop`, `email` or the id of a webhook. */
  test: administrator
    .input(byId)
    .mutation(({ ctx, input }): Promise<TestMessage> => ctx.services.notifier.test(input.id)),

  /** Messages, newest first. */
  deliveries: administrator
    .input(deliveriesInput.prefault({}))
    .query(({ ctx, input }): Delivery[] => listedDeliveries(ctx.services, input)),

  /** Those that were given up are tried again. */
  retry: administrator.input(oneOrAll).mutation(({ ctx, input }): { count: number } => {
    const count = reviveDeliveries(ctx.services.db, input.id, ctx.services.now())
    ctx.services.notifier.poke()
    changed(ctx.services)
    return { count }
  }),

  dismiss: administrator.input(oneOrAll).mutation(({ ctx, input }): { count: number } => {
    const count = dropDead(ctx.services.db, input.id)
    changed(ctx.services)
    return { count }
  }),
})

function changed({ live }: Pick<AdminServices, 'live'>): void {
  live.changed('notify')
}

/** A password goes only to the server that it was typed for. */
function checkPassword(
  before: MailSettings | undefined,
  { password, host, user }: { password?: string | undefined; host: string; user: string },
): void {
  if (before === undefined || password !== undefined || user === '') return
  if (before.host === host && before.user === user) return
  throw problem(
    'BAD_REQUEST',
    'Server or user name are others now, so the password must be typed again: it would otherwise go where it was not meant for.',
  )
}

/** Refuses what would give the message away or lead where nothing may be sent. */
function readUrl(typed: string, allowLocal: boolean): { url: string; origin: string } {
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw problem('BAD_REQUEST', 'This is not a web address. Paste it as the service shows it.')
  if (url.protocol !== 'https:' && !allowLocal)
    throw problem(
      'BAD_REQUEST',
      'The address is plain http: everybody on the way could read it, so it was not taken. Use https, or allow local addresses for this webhook.',
    )
  if (url.username !== '' || url.password !== '')
    throw problem('BAD_REQUEST', 'The address contains a user name or password. Take them out.')
  if (url.hash !== '')
    throw problem('BAD_REQUEST', 'The address contains a #fragment. Take it out and try again.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const reach = isIP(host) ? outwardProblem(host, allowLocal) : undefined
  if (reach === 'private')
    throw problem(
      'BAD_REQUEST',
      `${host} is a private address. Allow local addresses for this webhook if that is meant.`,
    )
  if (reach !== undefined) throw problem('BAD_REQUEST', `${host} is never a webhook.`)
  return { url: url.href, origin: url.origin }
}

const newSecret = () => `whsec_${randomBytes(32).toString('base64url')}`

type Channel = NonNullable<ReturnType<typeof findChannel>>

function webhookOrProblem({ db }: AdminServices, id: string): Channel {
  const row = findChannel(db, id)
  if (row?.kind === 'webhook') return row
  throw problem('NOT_FOUND', 'This webhook is no longer there. Look at the list again.')
}

interface Kept {
  url: string
  secret: string
}

async function openWebhook({ vault, notifier }: AdminServices, row: Channel): Promise<Kept> {
  const opened = await vault.open(row.sealed ?? '', notifier.place(row.id, row.sealVersion))
  return JSON.parse(opened) as Kept
}

async function resealed({ vault, notifier }: AdminServices, row: Channel, kept: Kept) {
  const sealVersion = row.sealVersion + 1
  const place = notifier.place(row.id, sealVersion)
  return { sealed: await vault.seal(JSON.stringify(kept), place), sealVersion }
}
