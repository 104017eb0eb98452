import { z } from 'zod'
import { newId } from '../base/ids.ts'
import { limitWords, scopeWords } from '../contract/limitWords.ts'
import { type AccessRequest, requestApproval, requestDecline } from '../contract/requests.ts'
import { insertGrant } from '../store/access.ts'
import { findLimit, insertRaise, updateLimit } from '../store/limits.ts'
import {
  type Decision,
  decideRequest,
  findRequest,
  type ListedRequest,
  listRequests,
} from '../store/requests.ts'
import type { AccessRequestRow } from '../store/schema/limits.ts'
import type { MemberRow } from '../store/schema/team.ts'
import { accessChanged } from './access.ts'
import { accessOf, entriesOf, subjectsAbove } from './effectiveAccess.ts'
import { limitOrProblem } from './limitReach.ts'
import { limitsChanged } from './limits.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { memberOrProblem, onlyTeam, type Reach } from './subjects.ts'
import { type ActorContext, administrator, router } from './trpc.ts'

const MONTH_MS = 30 * 86_400_000

const which = z.strictObject({
  state: z.enum(['open', 'approved', 'declined']).optional(),
  limit: z.int().min(1).max(1000).default(200),
})

type Approval = z.infer<typeof requestApproval>

export const requestsRouter = router({
  /** With what each one has used beside what they ask for. */
  list: administrator
    .input(which.prefault({}))
    .query(({ ctx, input }): Promise<AccessRequest[]> => listed(ctx, input)),

  /** Obeyed by the next call. */
  approve: administrator.input(requestApproval).mutation(({ ctx, input }) => {
    const { db, now } = ctx.services
    const { request, member } = openOrProblem(ctx, input.id)
    if (input.until !== null && input.until <= now())
      throw problem('BAD_REQUEST', 'This moment is over. Give one that is still to come.')
    db.transaction(() => {
      decide(ctx, request.id, 'approved', input)
      if (request.kind === 'model') grantModel(ctx, request, member, input.until)
      if (request.kind === 'quota') giveMore(ctx, request, input)
    })
    if (request.kind === 'model') accessChanged(ctx.services)
    if (request.kind === 'quota') limitsChanged(ctx.services)
    ctx.services.live.changed('requests')
  }),

  decline: administrator.input(requestDecline).mutation(({ ctx, input }) => {
    const { request } = openOrProblem(ctx, input.id)
    decide(ctx, request.id, 'declined', { answer: input.answer, until: null })
    ctx.services.live.changed('requests')
  }),
})

async function listed(ctx: ActorContext, filter: z.infer<typeof which>): Promise<AccessRequest[]> {
  const { db, reports, now } = ctx.services
  const teamId = onlyTeam(ctx.actor)
  const rows = listRequests(db, { ...withoutGaps(filter), ...(teamId !== undefined && { teamId }) })
  const sums = await reports.sumsFor({ column: 'memberId', since: now() - MONTH_MS })
  const used = new Map(sums.map((sum) => [sum.id, sum]))
  return rows.map((row) => {
    const sum = used.get(row.memberId)
    return {
      ...shown(ctx.services, row),
      ...{ costNanoUsd30d: sum?.costNanoUsd ?? 0, calls30d: sum?.calls ?? 0 },
    }
  })
}

const withoutGaps = ({ state, limit }: z.infer<typeof which>) =>
  state === undefined ? { limit } : { state, limit }

function shown(
  { db, limits }: AdminServices,
  row: ListedRequest,
): Omit<AccessRequest, 'costNanoUsd30d' | 'calls30d'> {
  const { tokenId, decidedById: _, ...request } = row
  if (row.kind !== 'quota') return { ...request, subjectWords: row.subject, standing: null }
  const limit = findLimit(db, row.subject)?.limit
  const { memberId } = row
  const standing = limits
    .standings({ memberId, tokenId })
    .find((one) => one.limit.id === row.subject && (one.memberId ?? memberId) === memberId)
  const subjectWords = limit ? `${limitWords(limit)}, ${scopeWords(limit.scope)}` : row.subject
  return { ...request, subjectWords, standing: standing ?? null }
}

/** A request that waits for an answer, from somebody whom the administrator reaches. */
function openOrProblem(ctx: Reach, id: string): { request: AccessRequestRow; member: MemberRow } {
  const request = findRequest(ctx.services.db, id)
  if (!request) throw gone()
  const member = memberOrProblem(ctx, request.memberId)
  if (request.state !== 'open') throw decided()
  return { request, member }
}

const gone = () => problem('NOT_FOUND', 'This request is no longer there. Look at the list again.')
const decided = () =>
  problem('CONFLICT', 'This request has been answered already, so nothing was changed.')

function decide(
  { services: { db, now }, actor }: ActorContext,
  id: string,
  state: 'approved' | 'declined',
  { answer, until }: Pick<Decision, 'answer' | 'until'>,
): void {
  const decision = { state, decidedAt: now(), decidedById: actor.id, answer, until }
  if (!decideRequest(db, id, decision)) throw decided()
}

/** A grant stands in for a missing place on a list; against a denial it would be an empty promise. */
function grantModel(
  { services, actor }: ActorContext,
  { subject: model, memberId, tokenId }: AccessRequestRow,
  member: MemberRow,
  until: number | null,
): void {
  const { db, now } = services
  const entries = entriesOf(services, subjectsAbove(member, tokenId))
  const denying = entries.find(
    (entry) => accessOf([entry], []).modelStanding(model, now()) === 'denied',
  )
  if (denying)
    throw problem(
      'CONFLICT',
      `${model} is denied ${denying.level === 'workspace' ? 'to everybody' : `to ${denying.subjectName}`}, and a denial wins. Change that rule first, or decline.`,
    )
  const above = entries.filter(({ level }) => level === 'workspace' || level === 'team')
  if (onlyTeam(actor) !== undefined && !accessOf(above, []).mayUseModel(model, now()))
    throw problem(
      'FORBIDDEN',
      `${model} is not on the list of your team. Ask an owner or admin to approve this.`,
    )
  insertGrant(db, { id: newId('grt'), memberId, model, until, createdAt: now() })
}

/**
 * Until a moment it is a raise. For good it is the limit's own size, for all who share it. Where each member has a
 * counter of their own, "for good" for one of them would need a rule that stands instead of the one above, and every
 * limit above is obeyed: so it is refused, with the two ways there are.
 */
function giveMore(
  ctx: ActorContext,
  { subject: limitId, memberId, size: asked }: AccessRequestRow,
  { id: requestId, until, size: granted }: Approval,
): void {
  const { db, now } = ctx.services
  const limit = limitOrProblem(ctx, limitId)
  const size = granted ?? asked
  if (size === null)
    throw problem('BAD_REQUEST', 'The request names no amount. Say how much is granted.')
  if (size <= limit.size)
    throw problem(
      'BAD_REQUEST',
      `The limit is ${limitWords(limit)} already. Grant more than that, or decline.`,
    )
  if (until !== null) {
    const owner = limit.each ? memberId : null
    const note = `Request ${requestId}`
    insertRaise(db, {
      ...{ id: newId('rai'), limitId, memberId: owner, size, until, note, createdAt: now() },
    })
    return
  }
  if (limit.each)
    throw problem(
      'CONFLICT',
      'This limit is the same for each member, so one of them cannot have more of it for good. Approve until a date, or change the limit itself.',
    )
  updateLimit(db, { id: limit.id, size })
}
