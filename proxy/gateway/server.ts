import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Settings } from '../contract/settings.ts'
import { type Candidate, routes } from '../dialects/index.ts'
import { frontPage } from './frontPage.ts'
import { answerOwn, OWN_ROUTES } from './ownEndpoints.ts'
import { handleCall } from './pipeline.ts'
import type { GatewayServices } from './services.ts'

/** PEM texts of the certificate the server shows. */
export interface ServerCertificate {
  cert: string
  key: string
}

/**
 * The LAN server: every path of every dialect, from one list, into one pipeline. Fastify routes; the body
 * is read by the pipeline itself, after the token was checked, and the answer is written by the relay.
 */
export function buildServer(
  services: GatewayServices,
  certificate: ServerCertificate | undefined,
): FastifyInstance {
  const settings = services.settings()
  const options = {
    maxHeaderSize: settings.headerBytes,
    insecureHTTPParser: false,
    headersTimeout: settings.headersTimeoutMs,
    connectionsCheckingInterval: 2000,
  }
  const app = Fastify({
    ...(certificate
      ? { https: { ...options, ...certificate, minVersion: 'TLSv1.2' as const } }
      : { http: options }),
    trustProxy: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    requestTimeout: settings.requestTimeoutMs,
    keepAliveTimeout: settings.keepAliveMs,
    maxRequestsPerSocket: settings.requestsPerSocket,
    routerOptions: { maxParamLength: 1024 },
    frameworkErrors: (_error, request, reply) => {
      reply.hijack()
      void handleCall(services, [], request.raw, reply.raw, {})
    },
    clientErrorHandler,
  }) as unknown as FastifyInstance

  const handle =
    (candidates: readonly Candidate[]) =>
    (
      request: { raw: IncomingMessage; params: unknown },
      reply: { raw: ServerResponse; hijack(): unknown },
    ) => {
      reply.hijack()
      void handleCall(
        services,
        candidates,
        request.raw,
        reply.raw,
        request.params as Record<string, string>,
      )
    }

  for (const { method, path, candidates } of routes()) {
    // The hook runs before Fastify would read the body; once hijacked, nothing of Fastify comes after it.
    app.route({ method, url: path, onRequest: handle(candidates), handler: () => {} })
  }
  for (const { method, path, answer } of OWN_ROUTES) {
    app.route({
      method,
      url: path,
      onRequest: (request, reply) => {
        reply.hijack()
        void answerOwn(services, answer, request.raw, reply.raw)
      },
      handler: () => {},
    })
  }
  app.route({
    method: 'GET',
    url: '/',
    onRequest: (request, reply) => {
      reply.hijack()
      frontPage(services, request.raw, reply.raw)
    },
    handler: () => {},
  })
  app.setNotFoundHandler({ preValidation: () => {} }, handle([]))
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) handle([])(request, reply)
    else done()
  })
  limitConnections(app.server as unknown as Server, services)
  return app
}

/** Settings of an open server that may change while it runs. */
export function applyLimits(app: FastifyInstance, settings: Settings): void {
  app.server.headersTimeout = settings.headersTimeoutMs
  app.server.requestTimeout = settings.requestTimeoutMs
  app.server.keepAliveTimeout = settings.keepAliveMs
  app.server.maxRequestsPerSocket = settings.requestsPerSocket
}

/** Caps on connections are looked at before a byte is read, TLS handshakes included. */
function limitConnections(server: Server, services: GatewayServices): void {
  const perAddress = new Map<string, number>()
  let open = 0
  server.on('connection', (socket: Socket) => {
    const { connections, connectionsPerAddress } = services.settings()
    const address = socket.remoteAddress ?? ''
    const here = perAddress.get(address) ?? 0
    if (open >= connections || here >= connectionsPerAddress) {
      socket.destroy()
      return
    }
    open++
    perAddress.set(address, here + 1)
    socket.once('close', () => {
      open--
      const rest = (perAddress.get(address) ?? 1) - 1
      if (rest > 0) perAddress.set(address, rest)
      else perAddress.delete(address)
    })
  })
}

/** What is not even HTTP gets a bare status and is shut out; there is no dialect to answer in. */
function clientErrorHandler(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.destroyed || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request'
  const body = JSON.stringify({ error: { message: `Keyrack: ${status.slice(4)}.` } })
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  )
}
