import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ClientWriter } from '../../proxy/gateway/clientWriter.ts'

let close: (() => void) | undefined
afterEach(() => close?.())

/** All that a client gets on its connection, byte for byte, from a writer that is told what to write. */
async function wireOf(write: (writer: ClientWriter) => void, version = '1.1'): Promise<string> {
  const answer: RequestListener = (_request, reply) => {
    const source = { pause: () => {}, resume: () => {} }
    const head = { status: 200, headers: ['content-type', 'text/event-stream'] }
    write(new ClientWriter(reply, head, source, 1_000_000))
  }
  const server = createServer(answer).listen(0, '127.0.0.1')
  close = () => server.close()
  await new Promise((listening) => server.once('listening', listening))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(`GET / HTTP/${version}\r\nhost: x\r\nconnection: close\r\n\r\n`)
  let wire = ''
  for await (const bytes of socket) wire += bytes.toString('latin1')
  return wire
}

const bodyOf = (wire: string) => wire.slice(wire.indexOf('\r\n\r\n') + 4)
const small = Buffer.from('data: ü\n\n')
const large = Buffer.alloc(5000, 'x')
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

test('small and large pieces are HTTP chunks of their own, and the last bytes end the body', async () => {
  const wire = await wireOf((writer) => {
    writer.write(small)
    writer.write(large)
    writer.write(small)
    writer.end(Buffer.from('last'))
  })
  const piece = `a\r\n${small.toString('latin1')}\r\n`
  expect(bodyOf(wire)).toBe(`${piece}1388\r\n${large}\r\n${piece}4\r\nlast\r\n0\r\n\r\n`)
  expect(wire).toContain('\r\nTransfer-Encoding: chunked\r\n')
})

test('a client of HTTP/1.0 gets the bare bytes', async () => {
  const wire = await wireOf((writer) => {
    writer.write(small)
    writer.end(small)
  }, '1.0')
  expect(bodyOf(wire)).toBe(small.toString('latin1').repeat(2))
  expect(wire.toLowerCase()).not.toContain('transfer-encoding')
})

test('an answer that comes at once has its length', async () => {
  const wire = await wireOf((writer) => writer.end(small))
  expect(bodyOf(wire)).toBe(small.toString('latin1'))
  expect(wire.toLowerCase()).toContain('\r\ncontent-length: 10\r\n')
})

test('whatever its bytes, an answer that comes at once arrives as they are', async () => {
  for (const bytes of [everyByte, Buffer.concat(Array(20).fill(everyByte))]) {
    const wire = await wireOf((writer) => writer.end(bytes))
    expect(bodyOf(wire)).toBe(bytes.toString('latin1'))
    expect(wire).toContain(`\r\ncontent-length: ${bytes.length}\r\n`)
  }
})
