import { afterEach, expect, test } from 'vitest'
import type { MailSettings } from '../../proxy/contract/notify.ts'
import { sendMail } from '../../proxy/notify/email.ts'
import { composeMessage } from '../../proxy/policy/notify/message.ts'
import { type MailServer, PASSWORD, startMailServer, USER } from './mailServer.ts'
import { aNotice } from './notices.ts'

let server: MailServer | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})

function settingsFor({ port, ca }: MailServer, more: Partial<MailSettings> = {}): MailSettings {
  return {
    ...{ host: 'localhost', port, ca, security: 'starttls', user: USER, on: true },
    ...{ from: 'keyrack@example.com', to: ['maya@example.com', 'tomas@example.com'], ...more },
  }
}

const mail = (title = 'Ana: 412 calls this hour') => ({
  message: composeMessage([aNotice({ title })], { waitedMs: 0, isMore: false }),
  ...{ id: 'email-1-1', origin: 'https://192.168.1.24:8443' },
})

const problemOf = (sending: Promise<string>) =>
  sending.then(
    (said) => Promise.reject(new Error(`It was sent: ${said}`)),
    (error: Error & { isFinal: boolean }) => error,
  )

test('a mail goes over STARTTLS with a password, and the answer of the server is told', async () => {
  server = await startMailServer()
  const said = await sendMail(settingsFor(server), PASSWORD, mail())
  expect(said).toBe('localhost took the message for 2 recipients: 250 OK: queued as 4711')
  const [received] = server.mails
  expect(received).toMatchObject({ isEncrypted: true, user: USER })
  expect(received?.to).toEqual(['maya@example.com', 'tomas@example.com'])
  expect(received?.text).toContain('Subject: [Keyrack] High: Ana: 412 calls this hour')
  expect(received?.text).toContain('Message-ID: <email-1-1@keyrack.invalid>')
  expect(received?.text).toContain('Usual: 30 to 55 calls.')
  expect(received?.text).toContain('https://192.168.1.24:8443')
})

test('TLS from the first byte works as well', async () => {
  server = await startMailServer({ secure: true })
  await sendMail(settingsFor(server, { security: 'tls' }), PASSWORD, mail())
  expect(server.mails).toMatchObject([{ isEncrypted: true }])
})

test('a server that hides STARTTLS gets neither the password nor the message', async () => {
  server = await startMailServer({ hasTls: false })
  const error = await problemOf(sendMail(settingsFor(server), PASSWORD, mail()))
  expect(error.message).toMatch(/^No safe connection to localhost:/)
  expect(server.mails).toEqual([])
})

test('a certificate that nobody vouches for is not believed', async () => {
  server = await startMailServer()
  const error = await problemOf(sendMail(settingsFor(server, { ca: '' }), PASSWORD, mail()))
  expect(error.message).toMatch(/^No safe connection .* certificate is from an authority/)
  expect(server.mails).toEqual([])
})

test('a wrong password is said in words, without it, and is final', async () => {
  server = await startMailServer()
  const error = await problemOf(sendMail(settingsFor(server), `${PASSWORD}x`, mail()))
  expect(error.message).toContain('localhost does not accept the user name and password.')
  expect(error.message).toContain('535 No such account: [masked]')
  expect(error.message).not.toContain('CANARY')
  expect(error.isFinal).toBe(true)
})

test('a recipient that the server refuses for now is tried again, one it never takes is not', async () => {
  server = await startMailServer()
  server.refuse = Object.assign(new Error('Greylisted'), { responseCode: 451 })
  const passing = await problemOf(sendMail(settingsFor(server), PASSWORD, mail()))
  expect(passing).toMatchObject({ isFinal: false })
  server.refuse = Object.assign(new Error('No such mailbox'), { responseCode: 550 })
  const final = await problemOf(sendMail(settingsFor(server), PASSWORD, mail()))
  expect(final.message).toContain('550 No such mailbox')
  expect(final.isFinal).toBe(true)
})

test('a server that is away is named with its port, and may come back', async () => {
  server = await startMailServer()
  const settings = settingsFor(server)
  await server.stop()
  server = undefined
  const error = await problemOf(sendMail(settings, PASSWORD, mail()))
  expect(error.message).toContain(`localhost:${settings.port} could not be reached`)
  expect(error.isFinal).toBe(false)
})

test('a relay without TLS takes a message without a password; metadata addresses are no relay', async () => {
  server = await startMailServer({ hasTls: false })
  await sendMail(settingsFor(server, { security: 'plain', user: '' }), '', mail())
  expect(server.mails).toMatchObject([{ isEncrypted: false, user: undefined }])
  const metadata = settingsFor(server, { host: '169.254.169.254' })
  const error = await problemOf(sendMail(metadata, PASSWORD, mail()))
  expect(error.message).toContain('169.254.169.254, where no mail server is')
})

test('a name with a line break begins no header of its own', async () => {
  server = await startMailServer()
  const title = 'Ana\r\nBcc: everybody@example.com\r\n\r\nX: 3 calls'
  await sendMail(settingsFor(server), PASSWORD, mail(title))
  expect(server.mails[0]?.to).toEqual(['maya@example.com', 'tomas@example.com'])
  expect(server.mails[0]?.text).not.toMatch(/^Bcc:/m)
})
