import { initTRPC, type TRPCError } from '@trpc/server'
import type { Actor } from '../contract/administrators.ts'
import { actorCalled, actorOf, ownerNames } from './actors.ts'
import { noteAct } from './noteAct.ts'
import { may, refusalWords } from './permissions.ts'
import { inPlainWords, problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import type { Session } from './sessions.ts'

/** What a procedure is given: the service, and who calls. */
export interface Context {
  services: AdminServices
  token: string | undefined
  session: Session | undefined
  /** Filled by what proves who the caller is, which is not known before. */
  proven?: { administratorId?: string } | undefined
}

/** What a procedure for administrators is given. */
export interface ActorContext extends Context {
  actor: Actor
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

/** The one place where it is decided who may do what, and where it is written down who did. */
const permitted = t.middleware(async ({ ctx, path: action, type, next, getRawInput }) => {
  const { services, session } = ctx
  const actor = actorOf(services, session)
  const changes = type === 'mutation'
  if (!may(actor, action)) {
    if (!actor) throw locked(ctx)
    const input = await getRawInput().catch(() => undefined)
    if (changes) noteAct({ services, session, actor, action, input, refused: true })
    const owners = ownerNames(services)
    throw problem('FORBIDDEN', refusalWords(action, { changes, owners }))
  }
  const proven: NonNullable<Context['proven']> = {}
  const result = await next({ ctx: { actor, proven } })
  if (!changes || !result.ok) return result
  const doer = actorCalled(services, proven.administratorId) ?? actor
  const input = await getRawInput()
  if (doer) {
    const answer = result.data
    noteAct({ services, session, actor: doer, action, input, answer, refused: false })
  }
  return result
})

function locked({ services }: Context): TRPCError {
  return problem(
    'UNAUTHORIZED',
    services.vault.state === 'none'
      ? 'Keyrack has no vault yet, so there is nothing to administer. Create the vault first.'
      : 'Keyrack is locked for you: nothing was read or changed. Unlock it with the passphrase.',
  )
}

export const router = t.router
/** For what the table of permissions opens to somebody without the passphrase. */
export const anyone = t.procedure.use(plainWords).use(permitted)
/** For everything else; who that is, is told by the table of permissions. */
export const administrator = anyone.use(({ ctx, next }) => {
  const { actor } = ctx
  if (!actor) throw locked(ctx)
  return next({ ctx: { actor } })
})
