import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'

// The least a proxy in Node can be: every call goes to the provider as it came, and back. It shows what the
// runtime costs before a product does anything, on a machine that may be busy with other things as well.
const pool = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: null, pipelining: 1 })

const server = createServer((request, reply) => {
  pool.dispatch(
    { path: request.url ?? '/', method: 'POST', headers: request.headers, body: request },
    {
      onRequestStart: () => {},
      onResponseStart: (_controller, status, headers) => void reply.writeHead(status, headers),
      onResponseData: (_controller, chunk) => void reply.write(chunk),
      onResponseEnd: () => void reply.end(),
      onResponseError: () => void reply.destroy(),
    },
  )
})
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port)
})
process.on('disconnect', () => process.exit(0))
