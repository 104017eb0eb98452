import { createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { ProxyProblem } from '../contract/status.ts'
import { buildServer, type ServerCertificate } from './server.ts'
import type { GatewayServices } from './services.ts'

/** Connections the system keeps while the loop is busy: a whole team may come back at once after a pause. */
const BACKLOG = 4096

export interface Listening {
  host: string
  /** The port really in use, also when 0 was asked for. */
  port: number
  tls: boolean
}

/** Opens and closes the LAN server; one at a time. */
export class Listener {
  readonly #services: GatewayServices
  #app: FastifyInstance | undefined
  #listening: Listening | undefined
  #problem: ProxyProblem | undefined

  constructor(services: GatewayServices) {
    this.#services = services
  }

  get app(): FastifyInstance | undefined {
    return this.#app
  }

  get listening(): Listening | undefined {
    return this.#listening
  }

  /** Why the last attempt to listen failed. */
  get problem(): ProxyProblem | undefined {
    return this.#problem
  }

  /** Listens at the given place instead of the old one; a failure is kept as `problem`, not thrown. */
  async listen(
    host: string,
    port: number,
    certificate: ServerCertificate | undefined,
  ): Promise<void> {
    await this.close()
    const app = buildServer(this.#services, certificate)
    try {
      await app.listen({ host, port, backlog: BACKLOG })
    } catch (error) {
      await app.close()
      this.#problem = await problemOf(error as NodeJS.ErrnoException, host, port)
      return
    }
    const address = app.server.address()
    this.#app = app
    this.#problem = undefined
    this.#listening = {
      host,
      port: typeof address === 'object' && address ? address.port : port,
      tls: certificate !== undefined,
    }
  }

  /** Shows a renewed certificate to new connections; open streams go on. */
  renew(certificate: ServerCertificate): void {
    const server = this.#app?.server
    if (server && 'setSecureContext' in server && typeof server.setSecureContext === 'function')
      server.setSecureContext({ ...certificate, minVersion: 'TLSv1.2' })
  }

  async close(): Promise<void> {
    const app = this.#app
    this.#app = undefined
    this.#listening = undefined
    await app?.close()
  }
}

async function problemOf(
  error: NodeJS.ErrnoException,
  host: string,
  port: number,
): Promise<ProxyProblem> {
  if (error.code === 'EADDRINUSE') {
    return {
      code: 'KR-NET-001',
      message: `Port ${port} is used by another program. Teammates cannot call until Keyrack has a port.`,
      freePort: await freePortAfter(host, port),
    }
  }
  if (error.code === 'EACCES')
    return {
      code: 'KR-NET-002',
      message: `This computer does not let Keyrack use port ${port}. Choose one above 1023.`,
      freePort: await freePortAfter(host, 8443),
    }
  return {
    code: 'KR-NET-003',
    message: `Keyrack cannot listen on ${host}: ${error.code === 'EADDRNOTAVAIL' ? 'this computer has no such address at the moment' : error.message}. Choose another network.`,
    freePort: null,
  }
}

async function freePortAfter(host: string, port: number): Promise<number | null> {
  for (let candidate = port + 1; candidate <= Math.min(port + 20, 65_535); candidate++) {
    if (await isFree(host, candidate)) return candidate
  }
  return null
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}
