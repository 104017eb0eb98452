import { z } from 'zod'
import type { AppStatus, LiveEvent, SetupStep } from '../contract/status.ts'
import { readMark, writeMark } from '../store/marks.ts'
import type { FeedEvent } from './live.ts'
import { Outbox } from './outbox.ts'
import type { AdminServices } from './services.ts'
import type { Session } from './sessions.ts'
import { administrator, anyone, router } from './trpc.ts'

const setupStep = z.enum(['vault', 'keys', 'network', 'member', 'done'] satisfies SetupStep[])

export const statusRouter = router({
  get: anyone.query(({ ctx }): AppStatus => appStatus(ctx.services, ctx.session)),

  /** Starts with a snapshot, then tells what changes. A locked session hears of the status only. */
  live: anyone.subscription(async function* ({ ctx, signal }): AsyncGenerator<LiveEvent> {
    const { services, session } = ctx
    const outbox = new Outbox()
    const mayHearAll = () => session?.unlocked ?? false
    const stop = services.live.listen({ hear: (event) => outbox.put(event), mayHearAll })
    try {
      yield { type: 'status', status: appStatus(services, session) }
      if (mayHearAll()) {
        yield { type: 'figures', figures: services.gateway.figures() }
        yield { type: 'calls', calls: services.gateway.openCalls() }
      }
      for await (const event of outbox.events(signal ?? new AbortController().signal)) {
        if (event.type === 'status' || mayHearAll()) yield toLiveEvent(event, services, session)
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
  return {
    version: services.version,
    dataDir: services.dataDir,
    vault: vault.state,
    session: session?.unlocked ?? false,
    proxy: services.proxy.status(),
    keyStore: { name: keyStore.name, enabled: vault.keyStoreEnabled, reason: keyStore.reason },
    recoverySaved: readMark(db, 'recoverySaved') ?? false,
    recovered: services.recovered,
    setup: vault.state === 'none' ? 'vault' : (readMark(db, 'setup') ?? 'done'),
  }
}

function toLiveEvent(
  event: FeedEvent,
  services: AdminServices,
  session: Session | undefined,
): LiveEvent {
  return event.type === 'status' ? { type: 'status', status: appStatus(services, session) } : event
}
