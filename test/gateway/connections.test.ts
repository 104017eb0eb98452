import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Client, Dispatcher } from 'undici'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Connections } from '../../proxy/gateway/connections.ts'

let server: Server
let connections: Connections
/** Sockets in the order in which they were opened. */
let sockets: Socket[]
/** On which of them each request came. */
let came: number[]

beforeEach(async () => {
  sockets = []
  came = []
  server = createServer((request, reply) => {
    came.push(sockets.indexOf(request.socket))
    if (request.url === '/last') reply.setHeader('connection', 'close')
    if (request.url === '/cut') request.socket.destroy()
    else if (request.url === '/long') reply.write('the first words of an endless answer')
    else reply.end(`answer to ${request.url}`)
  })
  server.on('connection', (socket) => sockets.push(socket))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  connections = new Connections(`http://127.0.0.1:${port}`, 16 * 1024, { timeout: 5000 })
})

afterEach(async () => {
  await connections.destroy()
  server.closeAllConnections()
  server.close()
})

/** Sends a request as the gateway does, which gives the connection back the moment it is over. */
function send(
  over: Connections,
  path = '/',
): { client: Client; error: Promise<Error | undefined> } {
  const client = over.take()
  const error = new Promise<Error | undefined>((resolve) => {
    const finish = (error?: Error) => {
      over.giveBack(client)
      resolve(error)
    }
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => {},
      onResponseStart: () => {},
      onResponseData: () => {},
      onResponseEnd: () => finish(),
      onResponseError: (_controller, error) => finish(error),
    }
    client.dispatch({ path, method: 'POST', body: 'x' }, handler)
  })
  return { client, error }
}

const once = (path?: string) => send(connections, path).error

test('requests one after the other share a connection, requests at a time have one each', async () => {
  await once()
  await once()
  expect(came).toEqual([0, 0])
  await Promise.all([once(), once(), once()])
  expect(came.slice(2).toSorted()).toEqual([0, 1, 2])
})

test('the connection that became free last carries the next request', () => {
  const [first, second] = [connections.take(), connections.take()]
  connections.giveBack(second)
  connections.giveBack(first)
  expect(connections.take()).toBe(first)
  expect(connections.take()).toBe(second)
})

test('a connection that the provider closes is not used again', async () => {
  const { client, error } = send(connections)
  await error
  const lost = new Promise((disconnected) => client.once('disconnect', disconnected))
  sockets[0]?.destroy()
  await lost
  expect(client.destroyed).toBe(true)
  expect(await once()).toBeUndefined()
  expect(came).toEqual([0, 1])
})

test('a provider that says it closes the connection gets the next request over a new one', async () => {
  expect(await once('/last')).toBeUndefined()
  expect(await once()).toBeUndefined()
  expect(came).toEqual([0, 1])
})

test('a request that is cut off fails alone: the next one goes through', async () => {
  expect(await once('/cut')).toBeInstanceOf(Error)
  expect(await once()).toBeUndefined()
  expect(came).toEqual([0, 1])
})

test('who takes the connection of a request that was broken off gets nothing of its answer', async () => {
  const client = connections.take()
  const next = await new Promise<string>((resolve) => {
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => {},
      onResponseStart: () => {},
      onResponseData: (controller) => controller.abort(new Error('broken off')),
      onResponseEnd: () => {},
      onResponseError() {
        connections.giveBack(client)
        // At once, before its socket is closed.
        expect(connections.take()).toBe(client)
        resolve(answerOf(client, '/next'))
      },
    }
    client.dispatch({ path: '/long', method: 'POST', body: 'x' }, handler)
  })
  expect(next).toBe('answer to /next')
  expect(came).toEqual([0, 1])
})

function answerOf(client: Client, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => {},
      onResponseStart: () => {},
      onResponseData: (_controller, bytes) => {
        text += bytes
      },
      onResponseEnd: () => resolve(text),
      onResponseError: (_controller, error) => reject(error),
    }
    client.dispatch({ path, method: 'POST', body: 'x' }, handler)
  })
}

test('where nobody listens each request fails by itself, and its connection is not kept', async () => {
  const nobody = new Connections('http://127.0.0.1:1', 16 * 1024, { timeout: 5000 })
  const { client, error } = send(nobody)
  expect(await error).toMatchObject({ code: 'ECONNREFUSED' })
  expect(client.destroyed).toBe(true)
  expect(await send(nobody).error).toMatchObject({ code: 'ECONNREFUSED' })
  await nobody.destroy()
})

test('the end of all ends requests under way, and what is given back then stays out', async () => {
  const { client, error } = send(connections)
  await connections.destroy()
  expect(await error).toBeInstanceOf(Error)
  expect(connections.take()).not.toBe(client)
})
