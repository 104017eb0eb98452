import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface ReceivedHook {
  path: string
  headers: IncomingHttpHeaders
  body: string
  json: Record<string, unknown> & {
    title: string
    text: string
    lines: string[]
    notices: { title: string }[]
  }
}

export interface HookServer {
  url: string
  hooks: ReceivedHook[]
  /** How it answers; 200 unless said otherwise. */
  answer: (reply: ServerResponse) => void
  stop(): Promise<void>
}

/** A receiver of webhooks on loopback. */
export async function startHookServer(): Promise<HookServer> {
  const hooks: ReceivedHook[] = []
  const state: Pick<HookServer, 'answer'> = { answer: (reply) => void reply.end('ok') }
  const server = createServer(async (request, reply) => {
    const body = await text(request)
    const { url: path = '', headers } = request
    hooks.push({ path, headers, body, json: JSON.parse(body) })
    state.answer(reply)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ...{ url: `http://127.0.0.1:${port}/services/CANARY-hook-path-77aa`, hooks },
    get answer() {
      return state.answer
    },
    set answer(answer) {
      state.answer = answer
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
