import type { Attention, OverviewFigures, SpendByModel } from '../contract/status.ts'
import { type ListedKey, listKeys } from '../store/keys.ts'
import { readMark } from '../store/marks.ts'
import { listMembers } from '../store/members.ts'
import type { AdminServices } from './services.ts'
import { onlyTeam } from './subjects.ts'
import { administrator, router } from './trpc.ts'

const DAY_MS = 86_400_000

export const overviewRouter = router({
  figures: administrator.query(
    ({ ctx }): OverviewFigures => ctx.services.gateway.figures(onlyTeam(ctx.actor)),
  ),

  spendByModel: administrator.query(
    ({ ctx }): Promise<SpendByModel> =>
      ctx.services.reports.spendByModel({ now: ctx.services.now(), teamId: onlyTeam(ctx.actor) }),
  ),

  attention: administrator.query(({ ctx }) => attention(ctx.services)),
})

/** A paused key is left alone on purpose. */
function troubleOf({ id, label, health, paused }: ListedKey): Attention | false {
  if (paused === 1 || (health !== 'refused' && health !== 'failing')) return false
  const kind = health === 'refused' ? 'keyRefused' : 'keyFailing'
  return { kind, subject: label, count: 1, id }
}

/** What needs the administrator, the most pressing first. */
async function attention(services: AdminServices): Promise<Attention[]> {
  const { db, now, proxy, recovered, reports } = services
  const { plainOnNetwork, certificate } = proxy.status()
  const keys = listKeys(db)
  const daysLeft = certificate ? Math.floor((certificate.expiresAt - now()) / DAY_MS) : undefined
  const unpriced = await reports.unpricedModels(now() - 30 * DAY_MS)
  const found: (Attention | false)[] = [
    plainOnNetwork && { kind: 'plainHttp', subject: proxy.status().url ?? '', count: 1, id: null },
    ...keys.map(troubleOf),
    daysLeft !== undefined &&
      daysLeft < 14 && { kind: 'certificateExpiring', subject: '', count: daysLeft, id: null },
    !readMark(db, 'recoverySaved') && {
      ...{ kind: 'recoveryNotSaved', subject: '', count: 1, id: null },
    },
    recovered !== null &&
      recovered.interruptedCalls > 0 && {
        ...{ kind: 'interruptedCalls', subject: recovered.message, id: null },
        count: recovered.interruptedCalls,
      },
    keys.length === 0 && { kind: 'noKeys', subject: '', count: 0, id: null },
    listMembers(db).length === 0 && { kind: 'noMembers', subject: '', count: 0, id: null },
    unpriced.length > 0 && {
      ...{ kind: 'unpricedModels', count: unpriced.length, id: null },
      subject: unpriced
        .map(({ model }) => model)
        .join(', ')
        .slice(0, 200),
    },
  ]
  return found.filter((line) => line !== false)
}
