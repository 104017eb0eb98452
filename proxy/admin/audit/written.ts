import type { TRPCError } from '@trpc/server'
import type { Actor } from '../../contract/administrators.ts'
import type { AuditSource } from '../../contract/audit.ts'
import { UnlockDelayed } from '../../vault/problems.ts'
import { detailOf, inPlainWords, problem } from '../problems.ts'
import type { AdminServices } from '../services.ts'
import type { Session } from '../sessions.ts'
import { type Act, changesBetween } from './acts.ts'
import type { OpenAct } from './log.ts'
import { standingOf } from './states.ts'

/** Questions that let something out of Keyrack: written down like a change. */
const LETS_OUT: ReadonlySet<string> = new Set(['audit.export', 'calls.body'])
/** A change by its form only, or one that tells nothing of who did what. */
const UNTOLD: ReadonlySet<string> = new Set([
  ...['keys.guess', 'status.setupStep', 'audit.cancelCheck', 'audit.exportPart', 'masking.test'],
  'bills.put',
])

/** Attempts of somebody unknown that are taken in a minute: nobody fills the disk by guessing. */
const STRANGERS = 60
const MINUTE_MS = 60_000

/** Whether a procedure is written into the audit log. */
export function isTold(path: string, type: string): boolean {
  return type === 'mutation' ? !UNTOLD.has(path) : LETS_OUT.has(path)
}

interface Deed {
  services: AdminServices
  session: Session | undefined
  /** Undefined while nobody has proven who they are. */
  actor: Actor | undefined
  action: string
  input: unknown
}

/** A deed that is written down: begun now, and ended when it is known how it went. */
export interface Told {
  done(answer: unknown, doer: Actor | undefined): void
  failed(error: TRPCError): void
}

/** Writes a deed down before it is done; throws when that cannot be, and then it must not be done. */
export function tell(deed: Deed): Told {
  const { services, actor, action, input } = deed
  if (!actor) countStranger(services)
  const act = actOf(deed)
  const before = standingOf(services, action, input)
  act.object = before?.object
  const open = writtenOrRefused(services, act)
  const end = (outcome: Parameters<AdminServices['audit']['log']['end']>[2]) => {
    try {
      services.audit.log.end(open, act, outcome)
    } catch (error) {
      // The deed is done, and its answer (a token, a recovery key) may be shown only once: it must not be lost.
      // The log holds that it was begun, and the next start will tell that nobody knows how it ended.
      const message = `The outcome of ${action} could not be written into the audit log`
      services.log({ level: 'error', message, detail: detailOf(error) })
    }
  }
  return {
    done(answer, doer) {
      const after = standingOf(services, action, input, answer)
      end({
        ...{ result: 'done', actor: doer ?? actor },
        object: after?.object ?? before?.object,
        changes: changesBetween(before?.fields, after?.fields),
      })
    },
    failed(error) {
      const { message } = inPlainWords(error)
      end({ result: 'failed', actor, reason: message })
    },
  }
}

/** Writes down what was refused for lack of rights. What was typed was never checked, so it is left out. */
export function tellRefused(deed: Omit<Deed, 'input'>): void {
  writtenOrRefused(deed.services, actOf({ ...deed, input: undefined }), 'refused')
}

function actOf({ session, actor, action, input }: Deed): Act {
  const source: AuditSource = session?.kind === 'frame' ? 'window' : 'command'
  return { action, source, actor, ...(input !== undefined && { asked: input }) }
}

function writtenOrRefused(services: AdminServices, act: Act, result?: 'refused'): OpenAct {
  const { log } = services.audit
  try {
    if (result === undefined) return log.begin(act)
    log.note(act, { result })
    return { seq: undefined, pending: undefined }
  } catch (error) {
    services.log({
      ...{ level: 'error', message: `The act ${act.action} could not be written down` },
      detail: detailOf(error),
    })
    throw problem(
      'SERVICE_UNAVAILABLE',
      'This could not be written into the audit log, so nothing was done. Look whether the disk is full or the data folder may be written to, then try again.',
      error,
    )
  }
}

const strangers = new WeakMap<object, { since: number; count: number }>()

function countStranger({ now, audit }: AdminServices): void {
  const at = now()
  const counted = strangers.get(audit)
  const current = counted && at - counted.since < MINUTE_MS ? counted : { since: at, count: 0 }
  strangers.set(audit, current)
  current.count++
  if (current.count <= STRANGERS) return
  throw problem(
    'TOO_MANY_REQUESTS',
    'Too many attempts by somebody unknown within a minute, so this one was not made. Wait a minute.',
    new UnlockDelayed(current.since + MINUTE_MS, at),
  )
}
