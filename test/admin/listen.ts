import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'
import { expect, vi } from 'vitest'
import type { AppRouter } from '../../proxy/admin/router.ts'
import type { LiveEvent } from '../../proxy/contract/status.ts'
import { fetchOnSocket } from './support.ts'

/** Opens `status.live` as the window does, by server-sent events; answers what was heard so far. */
export function subscribe({ socket }: { socket: string }, session: string | undefined) {
  const client = createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink({
        url: 'http://keyrack/trpc',
        EventSource: eventSourceOn(socket, session),
      }),
    ],
  })
  const heard: LiveEvent[] = []
  const stream = client.status.live.subscribe(undefined, { onData: (event) => heard.push(event) })
  return {
    heard,
    until: (type: LiveEvent['type'], count = 1) =>
      vi.waitFor(
        () =>
          expect(heard.filter((event) => event.type === type).length).toBeGreaterThanOrEqual(count),
        { timeout: 20_000, interval: 10 },
      ),
    stop: () => stream.unsubscribe(),
  }
}

/** The little of `EventSource` that the subscription link uses, over a Unix socket. */
function eventSourceOn(socket: string, session: string | undefined) {
  return class SocketEventSource extends EventTarget {
    static readonly CONNECTING = 0
    static readonly OPEN = 1
    static readonly CLOSED = 2
    readonly CONNECTING = 0
    readonly OPEN = 1
    readonly CLOSED = 2
    readyState: number = SocketEventSource.CONNECTING
    readonly #leave = new AbortController()

    constructor(url: string | URL) {
      super()
      void this.#read(String(url)).catch(() => {})
    }

    close(): void {
      this.readyState = SocketEventSource.CLOSED
      this.#leave.abort()
    }

    async #read(url: string): Promise<void> {
      const headers = session ? { authorization: `Bearer ${session}` } : {}
      const answer = await fetchOnSocket(socket, url, { headers, signal: this.#leave.signal })
      this.readyState = SocketEventSource.OPEN
      this.dispatchEvent(new Event('open'))
      let text = ''
      for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk
        const events = text.split('\n\n')
        text = events.pop() ?? ''
        for (const event of events) this.#dispatch(event)
      }
    }

    #dispatch(event: string): void {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(event)?.[1]
      const data = field('data')
      if (data === undefined) return
      this.dispatchEvent(new MessageEvent(field('event') ?? 'message', { data }))
    }
  }
}
