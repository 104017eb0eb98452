import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HookServer, startHookServer } from '../notify/hookServer.ts'
import { type MailServer, PASSWORD, startMailServer, USER } from '../notify/mailServer.ts'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
let service: Served
let mails: MailServer
let hooks: HookServer

beforeAll(async () => {
  await keyrack.run(['init'])
  service = await keyrack.serve()
  mails = await startMailServer()
  hooks = await startHookServer()
})
afterAll(async () => {
  await service.end('SIGTERM')
  await mails.stop()
  await hooks.stop()
  keyrack.remove()
})

test('mail and webhook are set up, tested and removed without the window', async () => {
  const set = [
    ...['notify', 'set-email', '--host', 'localhost', '--port', `${mails.port}`, '--user', USER],
    ...['--from', 'k@example.com', '--to', 'a@example.com,b@example.com', '--ask-password'],
  ]
  const env = { KEYRACK_SMTP_PASSWORD: PASSWORD }
  expect(await keyrack.value(set, { env })).toMatchObject({
    ...{ to: ['a@example.com', 'b@example.com'], hasPassword: true, security: 'starttls' },
  })
  // Nobody vouches for this server yet.
  const failed = await keyrack.run(['notify', 'test', 'email'])
  expect(failed.code).toBe(1)
  expect(failed.stderr).toContain('No safe connection')
  writeFileSync(`${keyrack.dataDir}/ca.pem`, mails.ca)
  await keyrack.value(['notify', 'set-email', '--ca-file', `${keyrack.dataDir}/ca.pem`])
  expect(await keyrack.value(['notify', 'test', 'email'])).toMatchObject({ ok: true })
  expect(mails.mails).toHaveLength(1)

  const added = await keyrack.value(['notify', 'add-webhook', '--label', 'Slack', '--local'], {
    input: `${hooks.url}\n`,
  })
  expect(added.secret).toMatch(/^whsec_/)
  expect(await keyrack.value(['notify', 'test', 'Slack'])).toMatchObject({ ok: true })
  expect(hooks.hooks).toHaveLength(1)
  const desktop = await keyrack.run(['notify', 'test', 'desktop'])
  expect(desktop.stderr).toContain('No desktop app is open')

  await keyrack.value(['notify', 'set-webhook', 'slack', '--off'])
  const list = await keyrack.run(['notify', 'list'])
  expect(list.stdout).toMatch(/whk_\w+ +Slack +http:\/\/127\.0\.0\.1:\d+ +no/)
  expect(list.stdout + list.stderr).not.toContain('CANARY')
  expect(
    await keyrack.value(['notify', 'quiet', 'mon-fri 20:00-07:00', 'sat,sun 0:00-24:00']),
  ).toMatchObject({
    value: [
      { days: [1, 2, 3, 4, 5], from: 1200, to: 420 },
      { days: [6, 7], from: 0, to: 1440 },
    ],
  })
  expect(await keyrack.value(['notify', 'quiet', 'off'])).toMatchObject({ value: [] })
  expect(await keyrack.lines(['notify', 'log'])).toEqual([])
  expect(await keyrack.value(['notify', 'retry'])).toEqual({ count: 0 })
  await keyrack.value(['notify', 'remove', 'Slack'])
  await keyrack.value(['notify', 'remove', 'email'])
  expect(await keyrack.lines(['notify', 'list'])).toMatchObject([{ id: 'desktop', on: false }])
})
