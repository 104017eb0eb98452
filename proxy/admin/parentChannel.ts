import { z } from 'zod'

const fromParent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    windowSecret: z.string().min(32),
    keyStore: z.object({ name: z.string().nullable(), reason: z.string().nullable() }),
    keyStoreKey: z.base64().optional(),
  }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('keyKept'), problem: z.string().nullable() }),
])
export type FromParent = z.infer<typeof fromParent>
export type Greeting = Extract<FromParent, { type: 'start' }>

export type ToParent =
  | { type: 'ready'; socket: string; url: string | null }
  | { type: 'keepKey'; key: string }
  | { type: 'forgetKey' }
  /** Shows a notification of the desktop; a click on it opens that page. */
  | { type: 'notify'; title: string; body: string; path: string }
  /** So many jobs run, which quitting would cut off. */
  | { type: 'working'; jobs: number }
  | { type: 'failed'; code: string; message: string }

/** The desktop frame that started this process: what it hands over never passes a file or an environment. */
export interface ParentChannel {
  send(message: ToParent): void
  /** Calls `hear` for every message of ours; strange ones are left out. */
  listen(hear: (message: FromParent) => void): void
  /** Calls `gone` when the parent has ended. */
  onGone(gone: () => void): void
}

/** Electron's utility process and a plain child process differ only here; undefined without a parent. */
export function parentChannel(): ParentChannel | undefined {
  const port = (process as { parentPort?: ElectronParentPort }).parentPort
  if (port) {
    return {
      send: (message) => port.postMessage(message),
      listen: (hear) => port.on('message', ({ data }) => deliver(data, hear)),
      // A utility process is ended with its parent.
      onGone: () => {},
    }
  }
  if (!process.send) return undefined
  return {
    send: (message) => {
      if (process.connected) process.send?.(message)
    },
    listen: (hear) => void process.on('message', (data) => deliver(data, hear)),
    onGone: (gone) => void process.on('disconnect', gone),
  }
}

interface ElectronParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

function deliver(data: unknown, hear: (message: FromParent) => void): void {
  const message = fromParent.safeParse(data)
  if (message.success) hear(message.data)
}
