import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import type { AppRouter } from '../admin/router.ts'
import type { AppStatus } from '../contract/status.ts'
import { theOne } from './find.ts'
import type { Place } from './place.ts'
import { CommandProblem } from './problem.ts'
import { keepSession, readSession } from './session.ts'
import { socketFetch } from './socketFetch.ts'

export type Admin = ReturnType<typeof createTRPCClient<AppRouter>>

/** A service that is not there, as the system says it. */
const NOBODY_LISTENS = ['ENOENT', 'ECONNREFUSED']

/** The admin API as anybody on this computer may call it: state, creating and unlocking the vault. */
export function strangerTo(place: Place, session?: string): Admin {
  const post = socketFetch(place.files.socket)
  return clientOver((url, init) => post(url, withSession(init, session)))
}

/**
 * The admin API with the session of the data folder. One that is missing or over is made anew when
 * KEYRACK_PASSPHRASE is set; that never unlocks a vault which somebody locked on purpose.
 */
export function adminOf(place: Place): Admin {
  const post = socketFetch(place.files.socket)
  let session = readSession(place.files.session)
  return clientOver(async (url, init) => {
    const answer = await post(url, withSession(init, session))
    if (answer.status !== 401) return answer
    session = await newSession(place)
    return post(url, withSession(init, session))
  })
}

async function newSession(place: Place): Promise<string> {
  const stranger = strangerTo(place)
  const status = await stranger.status.get.query()
  const { vault } = status
  if (vault === 'none') throw new CommandProblem('There is no vault yet. Run: keyrack init')
  if (vault === 'locked') throw new CommandProblem('The vault is locked. Run: keyrack unlock')
  const passphrase = process.env.KEYRACK_PASSPHRASE
  if (!passphrase) {
    throw new CommandProblem(
      'Keyrack is locked for the command line. Run keyrack unlock, or set KEYRACK_PASSPHRASE.',
    )
  }
  const administratorId = administratorIn(status, undefined)
  const { session } = await stranger.vault.unlock.mutate({ passphrase, administratorId })
  keepSession(place.files.session, session)
  return session
}

/** Whose passphrase is given: `as` or KEYRACK_ADMIN, by name or id; undefined lets the service say. */
export function administratorIn(
  { administrators }: Pick<AppStatus, 'administrators'>,
  as: string | undefined,
): string | undefined {
  const text = as || process.env.KEYRACK_ADMIN
  if (!text) return undefined
  return theOne('admin', text, administrators, ({ id, name }) => [id, name]).id
}

type Send = ReturnType<typeof socketFetch>
type Init = Parameters<Send>[1]

function clientOver(send: Send): Admin {
  return createTRPCClient<AppRouter>({
    // The host is only there to make a URL: every call goes through the socket.
    links: [
      httpLink({
        url: 'http://localhost/trpc',
        fetch: (url, init) => send(`${url}`, init as Init),
      }),
    ],
  })
}

function withSession(init: Init, session: string | undefined): Init {
  if (session === undefined) return init
  return { ...init, headers: { ...init.headers, authorization: `Bearer ${session}` } }
}

/** True when the error says that no service listens on the socket. */
export function isNotRunning(error: unknown): boolean {
  return NOBODY_LISTENS.includes(systemCode(error))
}

/** What went wrong, in one line for the terminal. */
export function wordsFor(error: unknown, place: Place | undefined): string {
  const code = systemCode(error)
  if (place && NOBODY_LISTENS.includes(code)) {
    return `Keyrack is not running with the data folder ${place.dataDir}. Start it: keyrack serve`
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return 'Keyrack ended before it answered. Look whether it runs: keyrack status'
  }
  if (place && code === 'EACCES') {
    return `The data folder ${place.dataDir} belongs to another user.`
  }
  const reason = error instanceof TRPCClientError && error.cause ? error.cause : error
  return oneLine(reason instanceof Error ? reason.message : String(reason))
}

const oneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, ' ').trim()

/** The system's own name for the error or for what caused it, such as ENOENT. */
function systemCode(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  }
  return ''
}
