import { z } from 'zod'
import { newId } from '../../base/ids.ts'
import { mentionPattern } from '../../base/mentions.ts'
import type { Job } from '../../contract/jobs.ts'
import {
  type Certificate,
  type ErasurePreview,
  erasureOrder,
  type FormerMember,
  personalExport,
} from '../../contract/personal.ts'
import { unloggedChange } from '../../contract/unlogged.ts'
import { updateMember } from '../../store/members.ts'
import { findErasure, listErasures } from '../../store/personal/erasures.ts'
import { findMentions } from '../../store/personal/mentions.ts'
import { formerMembers, type Person } from '../../store/personal/person.ts'
import { bodiesOf } from '../../store/personal/records.ts'
import { updateTeam } from '../../store/teams.ts'
import { liveTokensOf, setTokenUnlogged } from '../../store/tokens.ts'
import { membersChanged } from '../members.ts'
import { problem } from '../problems.ts'
import type { AdminServices } from '../services.ts'
import { memberOrProblem, teamOrProblem, tokenOrProblem } from '../subjects.ts'
import { type ActorContext, administrator, router } from '../trpc.ts'
import { databaseCopies } from './eraser.ts'
import { startPersonalExport } from './export.ts'
import { personOrProblem } from './subject.ts'
import { needlesOf } from './traces.ts'

const byMember = z.strictObject({ memberId: z.string() })

export const personalRouter = router({
  /** Those who were taken off the list and whose data is still here. */
  former: administrator.query(({ ctx }): FormerMember[] => formerMembers(ctx.services.db)),

  /** Everything that is kept of one person, as a zip. It is written down before anything is read. */
  export: administrator
    .input(personalExport)
    .mutation(({ ctx, input }): Job => startPersonalExport(ctx, input)),

  preview: administrator
    .input(byMember)
    .query(({ ctx, input }): Promise<ErasurePreview> => preview(ctx.services, input.memberId)),

  erase: administrator
    .input(erasureOrder)
    .mutation(({ ctx, input }): { job: Job; certificateId: string } => {
      const person = personOrProblem(ctx.services, input.memberId)
      checkTyped(person, input.typedName)
      checkObstacle(ctx.services, person)
      return startErasure(ctx, person)
    }),

  /** From the next call on: only what they used and cost is kept. Those concerned are told. */
  setUnlogged: administrator.input(unloggedChange).mutation(({ ctx, input }) => {
    const { db, live } = ctx.services
    const unlogged = input.unlogged ? 1 : 0
    if ('memberId' in input) updateMember(db, memberOrProblem(ctx, input.memberId).id, { unlogged })
    else if ('teamId' in input) updateTeam(db, teamOrProblem(ctx, input.teamId).id, { unlogged })
    else setTokenUnlogged(db, tokenOrProblem(ctx, input.tokenId).id, input.unlogged)
    membersChanged(ctx.services)
    live.changed('tokens')
  }),

  /** What was erased, the newest first; they hold nothing that tells who it was. */
  certificates: administrator.query(({ ctx }): Certificate[] =>
    listErasures(ctx.services.db).map(({ certificate }) => certificate),
  ),

  certificate: administrator
    .input(z.strictObject({ id: z.string() }))
    .query(({ ctx, input }): Certificate => {
      const found = findErasure(ctx.services.db, input.id)
      if (found) return found.certificate
      throw problem('NOT_FOUND', 'There is no such certificate.')
    }),
})

function startErasure({ services, actor }: ActorContext, person: Person) {
  const certificateId = newId('ers')
  const { id, name, role } = actor
  const about = { kind: 'erasure', subject: null, unit: 'calls' } as const
  const job = services.jobs.start(id, about, async (running) => {
    await services.eraser.erase(person, { id: certificateId, by: { id, name, role } }, running)
    return { file: null }
  })
  return { job, certificateId }
}

function checkTyped({ member }: Person, typed: string): void {
  if (typed.trim() === member.name.trim()) return
  throw problem(
    'BAD_REQUEST',
    'The name that was typed is another one. Nothing was erased. Type the name exactly as it stands on the list.',
  )
}

const OBSTACLES: Record<NonNullable<ErasurePreview['obstacle']>, string> = {
  activeTokens:
    'This member still has tokens that work, so new calls could come at any moment. Off-board the member first, then erase.',
  openCalls:
    'A call of this member is still going on. Wait until it is over, or off-board the member.',
  running: 'Somebody is being erased at this moment. Wait until that is done.',
}

function checkObstacle(services: AdminServices, person: Person): void {
  const obstacle = obstacleOf(services, person)
  if (obstacle !== null) throw problem('CONFLICT', OBSTACLES[obstacle])
}

function obstacleOf(
  { db, now, gateway, eraser }: AdminServices,
  { member }: Person,
): ErasurePreview['obstacle'] {
  if (eraser.running) return 'running'
  if (liveTokensOf(db, member.id, now()).length > 0) return 'activeTokens'
  const isOpen = gateway.openCalls().some(({ memberId }) => memberId === member.id)
  return isOpen ? 'openCalls' : null
}

async function preview(services: AdminServices, memberId: string): Promise<ErasurePreview> {
  const { db, now, reports, dataDir } = services
  const person = personOrProblem(services, memberId)
  const { member, code, limitIds } = person
  const sums = await reports.sumsFor({ column: 'memberId', since: 0 })
  const needles = needlesOf(db, person, [])
  // Ids of the person's own stand only where they go with the person.
  const pattern = mentionPattern({
    words: needles.words,
    exact: needles.exact.filter((text) => !person.ids.includes(text)),
  })
  const count = (table: 'accessRequests' | 'alarms') => {
    const query = db.sql.selectFrom(table).where('memberId', '=', memberId)
    return db.get(query.select(({ fn }) => fn.countAll<number>().as('count')))?.count ?? 0
  }
  return {
    ...{ memberId, name: member.name, obstacle: obstacleOf(services, person) },
    liveTokens: liveTokensOf(db, memberId, now()).length,
    calls: sums.find(({ id }) => id === memberId)?.calls ?? 0,
    bodies: code === undefined ? 0 : bodiesOf(db, code).length,
    ...{ requests: count('accessRequests'), alarms: count('alarms'), limits: limitIds.length },
    namesakes: needles.namesakes,
    mentions: pattern ? findMentions(db, pattern, person.ids) : [],
    copies: databaseCopies(dataDir).length,
  }
}
