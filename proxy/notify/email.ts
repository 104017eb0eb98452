import type { LookupAddress } from 'node:dns'
import { connect, isIP, type Socket } from 'node:net'
import type { SentMessageInfo } from 'nodemailer/lib/smtp-transport'
import { AddressProblem, guardedLookup } from '../base/guardedLookup.ts'
import type { MailSettings } from '../contract/notify.ts'
import { outwardProblem } from '../policy/addresses.ts'
import { type Message, mailText, SEVERITY_WORDS } from '../policy/notify/message.ts'
import { DeliveryProblem } from './problem.ts'

const CONNECT_MS = 10_000
const SILENCE_MS = 20_000

export interface Mail {
  message: Message
  /** Stays the same when a message is sent again, so that a mailbox shows it once. */
  id: string
  origin: string | null
}

/** Sends one mail; answers what the server said. */
export async function sendMail(
  settings: MailSettings,
  password: string,
  { message, id, origin }: Mail,
): Promise<string> {
  // Only now: most never send one, and it takes memory.
  const { createTransport } = await import('nodemailer')
  const { host, port, security, user, from, to, ca } = settings
  if (security === 'plain' && password !== '' && !(await leadsHome(host)))
    throw new DeliveryProblem(
      'Without TLS everybody on the way could read the password, so nothing was sent. Choose STARTTLS or TLS, or leave the password out.',
      { isFinal: true },
    )
  const transport = createTransport({
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls' },
    ignoreTLS: security === 'plain',
    ...(user === '' ? {} : { auth: { user, pass: password } }),
    tls: {
      minVersion: 'TLSv1.2',
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca === '' ? {} : { ca }),
    },
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
    ...{ disableFileAccess: true, disableUrlAccess: true },
    getSocket: (_options: unknown, done: (error: Error | null, found?: object) => void) =>
      connectTo(host, port).then(
        (connection) => done(null, { connection }),
        (error: Error) => done(error),
      ),
  })
  try {
    const info: SentMessageInfo = await transport.sendMail({
      ...{ from, to, messageId: `<${id}@keyrack.invalid>` },
      subject: `[Keyrack] ${SEVERITY_WORDS[message.severity]}: ${message.title}`,
      text: mailText(message, origin),
      headers: { 'auto-submitted': 'auto-generated' },
    })
    return answerWords(settings, info)
  } catch (error) {
    throw asProblem(error, settings, password)
  } finally {
    transport.close()
  }
}

/** Every address is checked when the connection is made; a relay in the own network is admitted. */
function connectTo(host: string, port: number): Promise<Socket> {
  const problemOf = (address: string) =>
    outwardProblem(address, true) && `${host} leads to ${address}, where no mail server is`
  const problem = isIP(host) ? problemOf(host) : undefined
  if (problem) return Promise.reject(new AddressProblem(problem))
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup: guardedLookup(problemOf) })
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('no connection in time')))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.removeListener('error', reject)
      resolve(socket)
    })
  })
}

/** True when the server is on this computer, so that nobody listens on the way. */
async function leadsHome(host: string): Promise<boolean> {
  const { lookup } = await import('node:dns/promises')
  const found: LookupAddress[] = await lookup(host, { all: true }).catch(() => [])
  return found.length > 0 && found.every(({ address }) => /^(127\.|::1$)/.test(address))
}

function answerWords({ host, to }: MailSettings, { rejected, response }: SentMessageInfo): string {
  const said = oneLine(response)
  if (rejected.length === 0)
    return `${host} took the message for ${to.length === 1 ? to[0] : `${to.length} recipients`}: ${said}`
  return `${host} took the message, but not for ${rejected.join(', ')}: ${said}`
}

interface MailError extends Error {
  code?: string
  responseCode?: number
  response?: string
}

function asProblem(error: unknown, settings: MailSettings, password: string): DeliveryProblem {
  if (error instanceof DeliveryProblem) return error
  const { host, port, user } = settings
  const { code, responseCode, response, message } = error as MailError
  const said =
    response === undefined ? '' : ` It said: ${withoutPassword(response, user, password)}`
  const options = (isFinal: boolean) => ({ cause: error, isFinal })
  if (error instanceof AddressProblem)
    return new DeliveryProblem(`${message}, so nothing was sent.`, options(true))
  if (code === 'EAUTH')
    return new DeliveryProblem(
      `${host} does not accept the user name and password. Type them again.${said}`,
      options(true),
    )
  if (code === 'EENVELOPE')
    return new DeliveryProblem(
      `${host} does not take this sender or these recipients.${said}`,
      options(isPermanent(responseCode)),
    )
  if (code === 'ETLS' || /certificate|self.signed|STARTTLS|SSL|wrong version/i.test(message))
    return new DeliveryProblem(
      `No safe connection to ${host}:${port} came about (${withoutPassword(message, user, password)}). Check the port, the kind of TLS, and whether the certificate is from an authority that this computer knows.`,
      options(false),
    )
  if (responseCode !== undefined)
    return new DeliveryProblem(
      `${host} refused the message.${said}`,
      options(isPermanent(responseCode)),
    )
  return new DeliveryProblem(
    `${host}:${port} could not be reached${code ? ` (${code})` : ''}. Check name, port and network.`,
    options(false),
  )
}

const isPermanent = (code: number | undefined) => code !== undefined && code >= 500

/** A server may repeat what it was told. */
function withoutPassword(text: string, user: string, password: string): string {
  const told = [password, `\0${user}\0${password}`].flatMap((secret) => [
    secret,
    Buffer.from(secret).toString('base64'),
  ])
  return oneLine(
    password === ''
      ? text
      : told.reduce((rest, secret) => rest.replaceAll(secret, '[masked]'), text),
  )
}

const oneLine = (text: string) =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 300)
