import { z } from 'zod'
import type { CallRecord } from '../contract/calls.ts'
import type { AppStatus, LiveEvent, SetupStep } from '../contract/status.ts'
import { readMark, writeMark } from '../store/marks.ts'
import { activeAdministrators, actorOf } from './actors.ts'
import { type FeedEvent, type Hearing, heardOf } from './live.ts'
import { Outbox } from './outbox.ts'
import { may } from './permissions.ts'
import type { AdminServices } from './services.ts'
import type { Session } from './sessions.ts'
import { onlyTeam } from './subjects.ts'
import { administrator, anyone, router } from './trpc.ts'

const setupStep = z.enum(['vault', 'keys', 'network', 'member', 'done'] satisfies SetupStep[])

export const statusRouter = router({
  get: anyone.query(({ ctx }): AppStatus => appStatus(ctx.services, ctx.session)),

  /** Starts with a snapshot, then tells what changes. A locked session hears of the status only. */
  live: anyone.subscription(async function* ({ ctx, signal }): AsyncGenerator<LiveEvent> {
    const { services, session } = ctx
    const outbox = new Outbox()
    // Asked each time: a role may change, and a session end, while a window listens.
    const hearing = () => hearingOf(services, session)
    const stop = services.live.listen({ hear: (event) => outbox.put(event), hearing })
    try {
      yield { type: 'status', status: appStatus(services, session) }
      const now = hearing()
      if (now?.figures) yield { type: 'figures', figures: services.gateway.figures(now.teamId) }
      if (now?.calls) yield { type: 'calls', calls: openCalls(services, now) }
      for await (const event of outbox.events(signal ?? new AbortController().signal)) {
        const heard = heardOf(event, hearing())
        if (heard) yield toLiveEvent(heard, services, session)
      }
    } finally {
      stop()
    }
  }),

  /** Remembers where the first-run wizard stands, so that it goes on there after a restart. */
  setupStep: administrator.input(z.strictObject({ step: setupStep })).mutation(({ ctx, input }) => {
    writeMark(ctx.services.db, 'setup', input.step)
    ctx.services.live.statusChanged()
  }),
})

export function appStatus(services: AdminServices, session: Session | undefined): AppStatus {
  const { db, vault, keyStore } = services
  const actor = actorOf(services, session) ?? null
  const mayEnter = actor === null ? activeAdministrators(services) : []
  return {
    version: services.version,
    dataDir: services.dataDir,
    vault: vault.state,
    session: actor !== null,
    actor,
    administrators: mayEnter.map(({ id, name }) => ({ id, name })),
    proxy: services.proxy.status(),
    keyStore: { name: keyStore.name, enabled: vault.keyStoreEnabled, reason: keyStore.reason },
    recoverySaved: readMark(db, 'recoverySaved') ?? false,
    recovered: services.recovered,
    setup: vault.state === 'none' ? 'vault' : (readMark(db, 'setup') ?? 'done'),
  }
}

/** What somebody may hear of, by the table of permissions. */
function hearingOf(services: AdminServices, session: Session | undefined): Hearing | undefined {
  const actor = actorOf(services, session)
  return (
    actor && {
      calls: may(actor, 'calls.page'),
      figures: may(actor, 'overview.figures'),
      nouns: (noun) => may(actor, `${noun}.list`),
      teamId: onlyTeam(actor),
    }
  )
}

function openCalls({ gateway }: AdminServices, { teamId }: Hearing): CallRecord[] {
  const calls = gateway.openCalls()
  return teamId === undefined ? calls : calls.filter((call) => call.teamId === teamId)
}

function toLiveEvent(
  event: FeedEvent,
  services: AdminServices,
  session: Session | undefined,
): LiveEvent {
  return event.type === 'status' ? { type: 'status', status: appStatus(services, session) } : event
}
