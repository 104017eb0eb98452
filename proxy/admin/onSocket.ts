import { chmodSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { connect } from 'node:net'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import { detailOf } from './problems.ts'
import { adminRouter } from './router.ts'
import type { AdminServices } from './services.ts'
import type { Context } from './trpc.ts'

const PREFIX = '/trpc/'
/** A pasted `.env` file or a key's whole list of models fits many times over. */
const LARGEST_BODY = 2 * 1024 * 1024
const MOST_IN_BATCH = 50
/** Longest path of a Unix socket: 104 bytes on macOS, 108 on Linux, each with a zero at its end. */
const LONGEST_SOCKET_PATH = process.platform === 'darwin' ? 103 : 107

/** The admin API cannot be offered here; the message says why, for whoever starts Keyrack. */
export class SocketProblem extends Error {
  override readonly name = 'SocketProblem'
}

/** Serves the admin API on a Unix socket or named pipe; the answered function stops it. */
export async function serveAdmin(
  services: AdminServices,
  path: string,
): Promise<() => Promise<void>> {
  const isPipe = path.startsWith('\\\\.\\pipe\\')
  if (!isPipe) checkLength(path)
  await checkNotRunning(path)
  // Nobody listens behind it: a Keyrack that was killed left it there.
  if (!isPipe) rmSync(path, { force: true })
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    if (!url.startsWith(PREFIX)) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found')
      return
    }
    void nodeHTTPRequestHandler<typeof adminRouter, IncomingMessage, typeof response>({
      router: adminRouter,
      req: request,
      res: response,
      path: url.slice(PREFIX.length).split('?', 1)[0] ?? '',
      createContext: () => contextOf(services, request),
      maxBodySize: LARGEST_BODY,
      maxBatchSize: MOST_IN_BATCH,
      onError: ({ error, path: procedure }) => {
        if (error.code !== 'INTERNAL_SERVER_ERROR') return
        const message = `The admin command ${procedure ?? '(unknown)'} failed`
        services.log({ level: 'error', message, detail: detailOf(error.cause ?? error) })
      },
    })
  })
  await listen(server, path)
  if (!isPipe) chmodSync(path, 0o600)
  return () => stop(server)
}

/** Throws when a living Keyrack serves this data folder; asked before anything in the folder is touched. */
export async function checkNotRunning(path: string): Promise<void> {
  if (await isAnswered(path)) throw alreadyRunning()
}

function contextOf(services: AdminServices, request: IncomingMessage): Context {
  const token = /^Bearer ([\x21-\x7e]{1,200})$/.exec(request.headers.authorization ?? '')?.[1]
  const session = token === undefined ? undefined : services.sessions.find(token)
  return { services, token, session }
}

function checkLength(path: string): void {
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return
  throw new SocketProblem(
    `The path ${path} is too long for a socket (at most ${LONGEST_SOCKET_PATH} bytes). Start Keyrack with a data folder nearer to the root.`,
  )
}

/** Whether a living process accepts connections there. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const answer = (is: boolean) => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      // Another start was faster between our look and our bind.
      if (error.code === 'EADDRINUSE') reject(alreadyRunning(error))
      else
        reject(
          new SocketProblem(
            `The admin socket ${path} cannot be opened (${error.code}). Give your user the right to write to the data folder, then start again.`,
            { cause: error },
          ),
        )
    })
    server.listen(path, resolve)
  })
}

function alreadyRunning(cause?: unknown): SocketProblem {
  return new SocketProblem(
    'Keyrack is already running on this data folder. Use the one that runs, stop it, or start with another data folder.',
    { cause },
  )
}

/** Ends open subscriptions too: their clients connect again to whatever comes next. */
function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
