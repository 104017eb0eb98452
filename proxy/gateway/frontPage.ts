import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../base/errors.ts'
import { checkGate } from './gate.ts'
import type { GatewayServices } from './services.ts'

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Keyrack</title>
<h1>Keyrack</h1>
<p>This is an API address. Point your tool at it with the token from your connection card.</p>
`

/** `GET /`: a sentence for a person who opens the address in a browser, a line of JSON for a program. */
export function frontPage(
  services: GatewayServices,
  request: IncomingMessage,
  reply: ServerResponse,
): void {
  const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
  try {
    checkGate(services, request)
  } catch (error) {
    reply.writeHead(error instanceof Refusal ? error.status : 500, common)
    reply.end()
    return
  }
  const wantsPage = (request.headers.accept ?? '').includes('text/html')
  reply.writeHead(200, {
    ...common,
    'content-type': wantsPage ? 'text/html; charset=utf-8' : 'application/json',
    // No script, no style, nothing to frame: the page has no power that a link could misuse.
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  })
  reply.end(
    wantsPage ? PAGE : JSON.stringify({ name: 'Keyrack', api: '/v1', state: stateOf(services) }),
  )
}

function stateOf(services: GatewayServices): string {
  if (services.vault.state !== 'unlocked') return 'locked'
  return services.closed()?.state ?? 'running'
}
