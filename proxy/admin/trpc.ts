import { initTRPC } from '@trpc/server'
import { inPlainWords, problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import type { Session } from './sessions.ts'

/** What a procedure is given: the service, and who calls. */
export interface Context {
  services: AdminServices
  token: string | undefined
  session: Session | undefined
}

/** Keeps the connection of a waiting window alive, and lets it notice within a minute that nobody is there. */
const PING_MS = 15_000
const SILENCE_MS = 45_000

const t = initTRPC.context<Context>().create({
  // Code, status, path and words: never a stack, never what was sent.
  errorFormatter: ({ shape, error }) => ({
    code: shape.code,
    message: inPlainWords(error).message,
    data: {
      code: shape.data.code,
      httpStatus: shape.data.httpStatus,
      path: shape.data.path ?? null,
    },
  }),
  sse: {
    ping: { enabled: true, intervalMs: PING_MS },
    client: { reconnectAfterInactivityMs: SILENCE_MS },
  },
})

const plainWords = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok) return result
  throw inPlainWords(result.error)
})

const unlocked = t.middleware(({ ctx, next }) => {
  if (ctx.session?.unlocked) return next()
  throw problem(
    'UNAUTHORIZED',
    ctx.services.vault.state === 'none'
      ? 'Keyrack has no vault yet, so there is nothing to administer. Create the vault first.'
      : 'Keyrack is locked for you: nothing was read or changed. Unlock it with the passphrase.',
  )
})

export const router = t.router
/** For what somebody without the passphrase may see or do: the state of things, and unlocking. */
export const anyone = t.procedure.use(plainWords)
/** For everything else. */
export const administrator = anyone.use(unlocked)
