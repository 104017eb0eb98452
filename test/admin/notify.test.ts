import { afterEach, beforeEach, expect, test } from 'vitest'
import { type HookServer, startHookServer } from '../notify/hookServer.ts'
import { type MailServer, PASSWORD, startMailServer, USER } from '../notify/mailServer.ts'
import { aNotice } from '../notify/notices.ts'
import { type Rig, refusalOf, startAdmin } from './support.ts'

let rig: Rig
let mails: MailServer
let hooks: HookServer
beforeEach(async () => {
  rig = await startAdmin()
  mails = await startMailServer()
  hooks = await startHookServer()
})
afterEach(async () => {
  await rig.close()
  await mails.stop()
  await hooks.stop()
})

const mail = (more: object = {}) => ({
  ...{ host: 'localhost', port: mails.port, ca: mails.ca, user: USER, password: PASSWORD },
  ...{ from: 'keyrack@example.com', to: ['maya@example.com'], ...more },
})
const addHook = (webhookUrl = hooks.url) =>
  rig.client.notify.addWebhook.mutate({ label: 'Slack', webhookUrl, allowLocal: true })

test('a mail server is set, tested, and told of what happens', async () => {
  await rig.client.notify.setEmail.mutate(mail())
  expect(await rig.client.notify.test.mutate({ id: 'email' })).toEqual({
    ok: true,
    message: 'localhost took the message for maya@example.com: 250 OK: queued as 4711',
  })
  expect(mails.mails[0]?.text).toContain('This is a test')
  rig.notifier.tell(aNotice({ title: 'Ana: 412 calls this hour' }), ['email'])
  await rig.notifier.run()
  await expect.poll(() => mails.mails.length).toBe(2)
  expect(await rig.client.notify.deliveries.query()).toMatchObject([
    { way: 'email', channelLabel: 'E-mail', title: 'Ana: 412 calls this hour', state: 'sent' },
  ])
})

test('the password stays, but never goes to another server or user', async () => {
  await rig.client.notify.setEmail.mutate(mail())
  const { password: _, ...same } = mail({ to: ['tomas@example.com'] })
  await rig.client.notify.setEmail.mutate(same)
  expect(await rig.client.notify.test.mutate({ id: 'email' })).toMatchObject({ ok: true })
  const elsewhere = rig.client.notify.setEmail.mutate({ ...same, host: '127.0.0.1' })
  expect((await refusalOf(elsewhere)).message).toContain('the password must be typed again')
  expect((await rig.client.notify.list.query()).email).toMatchObject({
    ...{ host: 'localhost', hasPassword: true, to: ['tomas@example.com'] },
  })
})

test('a test that fails says why, and the channel remembers it', async () => {
  await rig.client.notify.setEmail.mutate(mail({ password: 'wrong' }))
  const { ok, message } = await rig.client.notify.test.mutate({ id: 'email' })
  expect(ok).toBe(false)
  expect(message).toContain('does not accept the user name and password')
  expect((await rig.client.notify.list.query()).email?.lastProblem).toBe(message)
  hooks.answer = (reply) => void reply.writeHead(404).end('no_service')
  const { id } = await addHook()
  expect(await rig.client.notify.test.mutate({ id })).toEqual({
    ok: false,
    message: '127.0.0.1 answered 404 (no_service). Check the address of the webhook.',
  })
  expect(await rig.client.notify.test.mutate({ id: 'desktop' })).toMatchObject({ ok: true })
  expect(rig.shown).toMatchObject([{ title: 'This is a test', path: '/settings/notifications' }])
})

test('the signing secret is shown once, and a new one replaces it', async () => {
  const { id, secret } = await addHook()
  expect(secret).toMatch(/^whsec_[\w-]{43}$/)
  const { secret: next } = await rig.client.notify.newSecret.mutate({ id })
  expect(next).not.toBe(secret)
  expect(await rig.client.notify.test.mutate({ id })).toMatchObject({ ok: true })
})

test('secrets stand in no list, act or log', async () => {
  await rig.client.notify.setEmail.mutate(mail())
  const { id, secret } = await addHook()
  await rig.client.notify.setEmail.mutate(mail({ password: `${PASSWORD}-other` }))
  await rig.client.notify.test.mutate({ id: 'email' })
  hooks.answer = (reply) => void reply.writeHead(400).end(`bad ${hooks.url}`)
  await rig.client.notify.test.mutate({ id })
  await rig.client.notify.changeWebhook.mutate({ id, webhookUrl: `${hooks.url}-2` })
  rig.notifier.tell(aNotice(), ['email', 'webhook'])
  await rig.notifier.run()
  const seen = JSON.stringify([
    await rig.client.notify.list.query(),
    await rig.client.notify.deliveries.query(),
    await rig.client.audit.list.query({ limit: 100 }),
    rig.asked.log,
    rig.db.raw.prepare('SELECT * FROM notifyChannels').all(),
    rig.db.raw.prepare('SELECT * FROM deliveries').all(),
  ])
  expect(seen).toContain('127.0.0.1')
  expect(seen).not.toContain('CANARY')
  expect(seen).not.toContain(secret)
})

test.for([
  ['http://hooks.example.com/x', false, 'plain http'],
  ['https://192.168.1.5/x', false, 'a private address'],
  ['https://169.254.169.254/x', true, 'is never a webhook'],
  ['https://user:pw@hooks.example.com/x', false, 'user name or password'],
  ['https://hooks.example.com/x#y', false, '#fragment'],
  ['file:///etc/passwd', true, 'not a web address'],
] as const)('%s is not taken as a webhook', async ([webhookUrl, allowLocal, why]) => {
  const adding = rig.client.notify.addWebhook.mutate({ label: 'x', webhookUrl, allowLocal })
  expect((await refusalOf(adding)).message).toContain(why)
  expect((await rig.client.notify.list.query()).webhooks).toEqual([])
})

test('a webhook that was local must not become one of plain http elsewhere', async () => {
  const { id } = await addHook()
  const change = rig.client.notify.changeWebhook.mutate({ id, allowLocal: false })
  expect((await refusalOf(change)).message).toContain('plain http')
  await rig.client.notify.changeWebhook.mutate({ id, on: false, label: 'Quiet' })
  expect((await rig.client.notify.list.query()).webhooks).toMatchObject([
    { id, label: 'Quiet', on: false, origin: new URL(hooks.url).origin, allowLocal: true },
  ])
})

test('what was given up can be tried again or forgotten, and a removed channel takes its secret along', async () => {
  hooks.answer = (reply) => void reply.writeHead(410).end()
  const { id } = await addHook()
  rig.notifier.tell(aNotice({ title: 'one' }), ['webhook'])
  rig.notifier.tell(aNotice({ title: 'two' }), ['webhook'])
  await rig.notifier.run()
  await rig.notifier.run()
  const dead = () => rig.client.notify.deliveries.query({ state: 'dead' })
  await expect.poll(async () => (await dead()).length).toBe(2)
  hooks.answer = (reply) => void reply.end()
  const [two] = await dead()
  expect(await rig.client.notify.dismiss.mutate({ id: two?.id })).toEqual({ count: 1 })
  expect(await rig.client.notify.retry.mutate()).toEqual({ count: 1 })
  await rig.notifier.run()
  await expect.poll(() => hooks.hooks.at(-1)?.json.title).toBe('one')
  await rig.client.notify.removeWebhook.mutate({ id })
  expect((await rig.client.notify.list.query()).webhooks).toEqual([])
  expect(rig.db.raw.prepare('SELECT count(*) AS n FROM notifyChannels').get()).toEqual({ n: 0 })
})
