import type { Actor } from '../contract/administrators.ts'
import { insertAct } from '../store/acts.ts'
import { actDetail, actObject } from './actDetail.ts'
import { detailOf } from './problems.ts'
import type { AdminServices } from './services.ts'
import type { Session } from './sessions.ts'

interface Deed {
  services: AdminServices
  session: Session | undefined
  actor: Actor
  /** Path of the procedure. */
  action: string
  input: unknown
  answer?: unknown
  /** They lacked the right to it, and nothing happened. */
  refused: boolean
}

/** Writes down who did what to what, or tried to. */
export function noteAct({ services, session, actor, action, input, answer, refused }: Deed): void {
  try {
    insertAct(services.db, {
      at: services.now(),
      ...{ actorId: actor.id, actorName: actor.name, role: actor.role, action },
      source: session?.kind === 'frame' ? 'window' : 'command',
      objectId: actObject(input, answer),
      // What was refused was never checked, so it may be anything, also a secret in a wrong place.
      detail: refused ? null : actDetail(input),
      refused: refused ? 1 : 0,
    })
  } catch (error) {
    // The deed is done, and its answer (a token, a recovery key) may be shown only once: it must not be lost.
    const message = `The act ${action} of ${actor.id} could not be written down`
    services.log({ level: 'error', message, detail: detailOf(error) })
  }
}
