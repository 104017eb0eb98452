import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Tap {
  url: string
  /** Everything the server has said through this tap, heads and bodies, as one buffer. */
  heard(): Buffer
  stop(): Promise<void>
}

/** Stands on the line between clients and a server of plain HTTP and writes down every byte of the answers. */
export async function startTap(serverUrl: string): Promise<Tap> {
  const { hostname, port } = new URL(serverUrl)
  const heard: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    upstream.on('data', (chunk: Buffer) => heard.push(chunk))
    client.pipe(upstream)
    upstream.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: () => Buffer.concat(heard),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
