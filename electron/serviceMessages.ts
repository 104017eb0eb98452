import { z } from 'zod'

/** What the service tells its parent. The key travels as base64, and only on this channel. */
const fromService = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), socket: z.string().min(1), url: z.string().nullish() }),
  z.object({ type: z.literal('keepKey'), key: z.base64() }),
  z.object({ type: z.literal('forgetKey') }),
  z.object({
    type: z.literal('notify'),
    title: z.string().min(1).max(200),
    body: z.string().max(500),
    path: z.string().regex(/^\/[\w/?=&.%-]{0,200}$/),
  }),
  /** So many jobs run: quitting would cut them off. */
  z.object({ type: z.literal('working'), jobs: z.int().min(0).max(1_000_000) }),
  z.object({ type: z.literal('failed'), code: z.string(), message: z.string() }),
])

export type FromService = z.infer<typeof fromService>

export type ToService =
  | {
      type: 'start'
      /** The bearer of the window's admin calls. */
      windowSecret: string
      keyStore: { name: string | null; reason: string | null }
      /** The key that an earlier run asked to keep, if the key store still opens it. */
      keyStoreKey?: string
    }
  | { type: 'stop' }
  /** The answer to `keepKey`: null when it is kept, else why not. */
  | { type: 'keyKept'; problem: string | null }

/** Undefined for anything that is not a message of ours. */
export function readServiceMessage(message: unknown): FromService | undefined {
  const parsed = fromService.safeParse(message)
  return parsed.success ? parsed.data : undefined
}
