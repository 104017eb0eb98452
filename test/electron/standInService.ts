import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** Speaks the parent's side of the service's language, and nothing more; `--as` chooses how it behaves. */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '.' },
    parent: { type: 'boolean' },
    as: { type: 'string', default: 'healthy' },
  },
})
const socket = join(values.data, 'keyrack.sock')

process.on('disconnect', () => process.exit(0))
process.on('message', (message: { type: string; windowSecret?: string }) => {
  if (message.type === 'stop' && values.as !== 'deaf') process.exit(0)
  if (message.type !== 'start') return
  if (values.as === 'refusing') {
    process.send?.({ type: 'failed', code: 'KR-DB-001', message: 'Made by a newer Keyrack.' })
    process.exit(1)
  }
  if (values.as === 'crashing') process.exit(1)
  if (values.as === 'keeping') process.send?.({ type: 'keepKey', key: 'a2V5' })
  // One that was killed leaves its socket behind.
  rmSync(socket, { force: true })
  createServer((request, reply) => {
    const isOurs = request.headers.authorization === `Bearer ${message.windowSecret}`
    reply.setHeader('content-type', 'application/json')
    reply.end(JSON.stringify({ isOurs, pid: process.pid, heard: request.headers }))
  }).listen(socket, () => {
    process.send?.({ type: 'ready', socket, url: null })
    if (values.as === 'working') process.send?.({ type: 'working', jobs: 3 })
  })
})
// Stays alive until it is told something.
setInterval(() => {}, 60_000)
