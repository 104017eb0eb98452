import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { type CertifiedKey, makeAuthority, makeLeaf } from '../../proxy/gateway/certificates.ts'

export interface ReceivedMail {
  from: string
  to: string[]
  /** Header and body as they came. */
  text: string
  isEncrypted: boolean
  user: string | undefined
}

export interface MailServer {
  port: number
  /** Authority that vouches for it. */
  ca: string
  mails: ReceivedMail[]
  /** What it answers to the next recipients instead of taking them. */
  refuse: Error | undefined
  stop(): Promise<void>
}

export const USER = 'keyrack@example.com'
export const PASSWORD = 'CANARY-smtp-password-41f2'

let authority: CertifiedKey | undefined

/** A real SMTP server on loopback, with a certificate for `localhost`. */
export async function startMailServer(
  options: { secure?: boolean; hasTls?: boolean; port?: number } = {},
): Promise<MailServer> {
  authority ??= await makeAuthority({ installId: 'a'.repeat(32), now: Date.now(), names: [] })
  const names = { names: ['localhost'], addresses: ['127.0.0.1'] }
  const leaf = await makeLeaf(authority, { ...names, now: Date.now() })
  const mails: ReceivedMail[] = []
  const state: { refuse: Error | undefined } = { refuse: undefined }
  const server = new SMTPServer({
    ...{
      secure: options.secure ?? false,
      disabledCommands: options.hasTls === false ? ['STARTTLS'] : [],
    },
    ...{ cert: leaf.certificatePem, key: leaf.keyPem, authOptional: true, logger: false },
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      if (username === USER && password === PASSWORD) return done(null, { user: username })
      done(Object.assign(new Error(`No such account: ${password}`), { responseCode: 535 }))
    },
    onRcptTo(_address, _session, done) {
      done(state.refuse)
    },
    onData(stream, session, done) {
      void text(stream).then((body) => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          ...{ text: body, isEncrypted: session.secure, user: session.user },
        })
        done(null, 'OK: queued as 4711')
      })
    },
  })
  server.on('error', () => {})
  const listening = server.listen(options.port ?? 0, '127.0.0.1')
  await once(listening, 'listening')
  return {
    ...{ port: (listening.address() as AddressInfo).port, ca: authority.certificatePem, mails },
    get refuse() {
      return state.refuse
    },
    set refuse(error) {
      state.refuse = error
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
