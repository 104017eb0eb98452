import { setTimeout as sleep } from 'node:timers/promises'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { AppRouter } from '../../proxy/admin/router.ts'
import { dataFiles } from '../../proxy/base/paths.ts'
import { socketFetch } from '../../proxy/command/socketFetch.ts'

export type Admin = ReturnType<typeof adminOf>

/** The admin API of the service on a data folder, over its local socket; `session.token` opens it once it is set. */
export function adminOf(dataDir: string) {
  const send = socketFetch(dataFiles(dataDir).socket)
  const session = { token: '' }
  const client = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        // The host is only there to make a URL: every call goes through the socket.
        url: 'http://localhost/trpc',
        headers: () => (session.token ? { authorization: `Bearer ${session.token}` } : {}),
        fetch: (url, init) => send(`${url}`, init as Parameters<typeof send>[1]),
      }),
    ],
  })
  return { client, session }
}

/** Opens the vault as soon as the service is there; the window still asks its user for the passphrase. */
export async function unlockWhenUp(
  dataDir: string,
  passphrase: string,
  signal: AbortSignal,
): Promise<void> {
  const { client } = adminOf(dataDir)
  while (!signal.aborted) {
    const opened = await client.vault.unlock.mutate({ passphrase }).catch(() => undefined)
    if (opened) return
    await sleep(300)
  }
}
