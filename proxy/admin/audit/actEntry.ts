import type { UnchainedEntry } from '../../store/audit/entries.ts'
import { type Act, cleanText, type Outcome, withoutSecrets } from './acts.ts'

/** What the log keeps of an act and how it went, without its place in the chain. */
export function entryFor(
  act: Act,
  outcome: Outcome | { result: 'begun' },
  at: number,
): UnchainedEntry {
  const ended: Omit<Outcome, 'result'> & { result: string } = outcome
  const actor = ended.actor ?? act.actor
  const object = ended.object ?? act.object
  return {
    ...{ at, actor: actor?.id ?? null, role: actor?.role ?? null, source: act.source },
    ...{ action: act.action, objectType: object?.type ?? null, object: object?.id ?? null },
    ...{ result: outcome.result, of: null, ofPending: null, origin: 'live' },
    detail: {
      ...(actor && { actor: cleanText(actor.name) }),
      ...(object?.name != null && { object: cleanText(object.name) }),
      ...(act.address !== undefined && { address: cleanText(act.address) }),
      ...(act.asked !== undefined && { asked: withoutSecrets(act.asked) }),
      ...(ended.changes && ended.changes.length > 0 && { changes: ended.changes }),
      ...(ended.reason !== undefined && { reason: cleanText(ended.reason) }),
    },
  }
}
