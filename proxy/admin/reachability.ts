import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { Reachability } from '../contract/status.ts'

/** Longer than any answer of a computer to itself, shorter than people wait. */
const PATIENCE_MS = 3000

/**
 * Asks the proxy for its front page at the address that teammates use, over a connection of its own. Any answer shows
 * that address, firewall of this computer and certificate are right; whether other computers get through, it cannot show.
 */
export function reachProxy(url: string, ca: string | undefined): Promise<Reachability> {
  const beganAt = performance.now()
  return new Promise((resolve) => {
    const settle = (problem: string | null) =>
      resolve({ url, problem, ms: problem ? null : Math.round(performance.now() - beganAt) })
    const open = url.startsWith('https:') ? requestTls : requestPlain
    const asking = open(url, {
      ...{ agent: false, timeout: PATIENCE_MS, headers: { connection: 'close' } },
      // A certificate that somebody else made is theirs to vouch for.
      ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
    })
    asking.once('response', (answer) => {
      answer.resume()
      settle(null)
    })
    asking.once('timeout', () => asking.destroy(new Error('TIMEOUT')))
    asking.once('error', (error: NodeJS.ErrnoException) => settle(wordsFor(error, url)))
    asking.end()
  })
}

function wordsFor({ code = '', message }: NodeJS.ErrnoException, url: string): string {
  if (message === 'TIMEOUT') {
    return `Nothing answered at ${url} within ${PATIENCE_MS / 1000} seconds. A firewall of this computer may be in the way.`
  }
  if (code === 'ECONNREFUSED') {
    return `Nothing listens at ${url}. Restart the proxy, or choose the address again in Settings, Network.`
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL') {
    return `This computer no longer has the address of ${url}. Choose another one in Settings, Network.`
  }
  if (/CERT|SIGNATURE|ALTNAME/.test(code)) {
    return `${url} answers with a certificate that does not fit (${code}). Restart the proxy to have a new one made.`
  }
  return `${url} could not be reached (${code || 'no reason given'}).`
}
