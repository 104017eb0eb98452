import { initTRPC, type TRPCError } from '@trpc/server'
import type { Actor } from '../contract/administrators.ts'
import { actorCalled, actorOf, ownerNames } from './actors.ts'
import { isTold, tell, tellRefused } from './audit/written.ts'
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

/** The one place where it is decided who may do what. */
const permitted = t.middleware(async ({ ctx, path: action, type, next }) => {
  const { services, session } = ctx
  const actor = actorOf(services, session)
  if (!may(actor, action)) {
    if (!actor) throw locked(ctx)
    if (isTold(action, type)) tellRefused({ services, session, actor, action })
    const owners = ownerNames(services)
    throw problem('FORBIDDEN', refusalWords(action, { changes: type === 'mutation', owners }))
  }
  const proven: NonNullable<Context['proven']> = {}
  return next({ ctx: { actor, proven } })
})

/** The one place where it is written down who does what: once the input was understood, before it is done. */
const written = t.middleware(async ({ ctx, path: action, type, input, next }) => {
  if (!isTold(action, type)) return next()
  const { services, session, proven } = ctx
  const { actor } = ctx as Partial<ActorContext>
  const told = tell({ services, session, actor, action, input })
  const result = await next()
  if (result.ok) told.done(result.data, actorCalled(services, proven?.administratorId))
  else told.failed(result.error)
  return result
})

/** The builder with `written` as the last step before the procedure itself, after its input was parsed. */
function audited<Builder extends AnyBuilder>(builder: Builder): Builder {
  return {
    ...builder,
    input: (schema: never) => audited(builder.input(schema) as AnyBuilder),
    use: (step: never) => audited(builder.use(step) as AnyBuilder),
    query: (resolve: never) => last(builder).query(resolve),
    mutation: (resolve: never) => last(builder).mutation(resolve),
  }
}

const last = (builder: AnyBuilder) => builder.use(written as never) as AnyBuilder

interface AnyBuilder {
  input(schema: never): unknown
  use(step: never): unknown
  query(resolve: never): unknown
  mutation(resolve: never): unknown
}

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
export const anyone = audited(t.procedure.use(plainWords).use(permitted))
/** For everything else; who that is, is told by the table of permissions. */
export const administrator = anyone.use(({ ctx, next }) => {
  const { actor } = ctx
  if (!actor) throw locked(ctx)
  return next({ ctx: { actor } })
})
