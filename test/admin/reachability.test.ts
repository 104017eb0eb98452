import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createSilent } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { reachProxy } from '../../proxy/admin/reachability.ts'

const close: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of close.splice(0)) await end()
})

async function urlOf(server: ReturnType<typeof createServer | typeof createSilent>) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  close.push(async () => {
    server.close()
    await once(server, 'close')
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port was given')
  return `http://127.0.0.1:${address.port}`
}

test('any answer shows that the address works, a refusal too', async () => {
  const url = await urlOf(createServer((_request, answer) => answer.writeHead(403).end()))
  expect(await reachProxy(url, undefined)).toEqual({ url, problem: null, ms: expect.any(Number) })
})

test('silence, nobody there, and no TLS where there should be are told apart in words', async () => {
  const sockets: { destroy(): void }[] = []
  const silent = createSilent((socket) => void sockets.push(socket))
  const url = await urlOf(silent)
  expect(await reachProxy(url, undefined)).toMatchObject({
    ...{ ms: null, problem: expect.stringContaining('within 3 seconds') },
  })
  for (const socket of sockets) socket.destroy()

  const gone = await urlOf(createSilent())
  await close.pop()?.()
  const { problem } = await reachProxy(gone, undefined)
  expect(problem).toContain('Nothing listens')

  const plain = await urlOf(createServer((_request, answer) => answer.end()))
  const wrong = await reachProxy(plain.replace('http:', 'https:'), undefined)
  expect(wrong.problem).toContain('could not be reached')
})
