import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'

/** The part of `fetch` that tRPC's links use, through a local socket instead of the network. */
export function socketFetch(socketPath: string) {
  return (url: string, init: { method?: string; headers: Record<string, string>; body?: string }) =>
    new Promise<Response>((resolve, reject) => {
      const { pathname, search } = new URL(url)
      const { method = 'GET', headers, body } = init
      const call = httpRequest(
        { socketPath, method, path: pathname + search, headers, agent: false },
        (reply) => {
          text(reply).then(
            (answer) => resolve(new Response(answer, { status: reply.statusCode ?? 502 })),
            reject,
          )
        },
      )
      call.on('error', reject)
      call.end(body)
    })
}
