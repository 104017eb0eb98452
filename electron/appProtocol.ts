import { protocol } from 'electron'
import { forward } from './adminForward.ts'
import { notFound, servePage } from './pageFiles.ts'

export const APP_ORIGIN = 'keyrack://app'

/** The page waits this long for a service that is starting before it hears that nobody answers. */
const PATIENCE_MS = 3000

/**
 * Must be called before the app is ready. `stream` lets answers arrive piece by piece: subscriptions need it.
 * `codeCache` keeps what is compiled of the page for the next start.
 */
export function declareAppProtocol(): void {
  const page = { standard: true, secure: true, codeCache: true }
  const privileges = { ...page, supportFetchAPI: true, stream: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'keyrack', privileges }])
}

/** Serves the built page under `keyrack://app`, and hands `/trpc/*` to the service's local socket. */
export function serveApp(
  root: string,
  service: { socket(patienceMs: number): Promise<string | undefined> },
  secret: string,
): void {
  protocol.handle('keyrack', async (request) => {
    const url = new URL(request.url)
    if (url.host !== 'app') return notFound()
    if (!url.pathname.startsWith('/trpc/')) return servePage(root, url, request.method)
    return forward(request, { socket: await service.socket(PATIENCE_MS), secret })
  })
}
