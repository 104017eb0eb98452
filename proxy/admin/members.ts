import { z } from 'zod'
import { startOfDay } from '../base/days.ts'
import { newId } from '../base/ids.ts'
import { type MemberSummary, memberChange, newMember } from '../contract/members.ts'
import type { OffBoarding } from '../contract/teams.ts'
import { hashToken } from '../identity/memberToken.ts'
import { insertMember, listMembers, updateMember } from '../store/members.ts'
import { offBoardMember } from '../store/offBoarding.ts'
import { listTeams } from '../store/teams.ts'
import { findTokenByMac, listTokens, revokeTokensOf, tokenStateAt } from '../store/tokens.ts'
import { cardFor } from './card.ts'
import { problem } from './problems.ts'
import type { AdminServices, TestCallResult } from './services.ts'
import {
  memberOrProblem,
  onlyTeam,
  type Reach,
  reaches,
  teamOrProblem,
  tokenOrProblem,
} from './subjects.ts'
import { type ActorContext, administrator, router } from './trpc.ts'

const byId = z.strictObject({ id: z.string() })

export const membersRouter = router({
  list: administrator.query(({ ctx }) => summaries(ctx)),

  add: administrator.input(newMember).mutation(({ ctx, input }): { id: string } => {
    const id = newId('mem')
    // A lead's new member is one of the own team.
    const { teamId = onlyTeam(ctx.actor) ?? null, ...member } = input
    if (teamId !== null) teamOrProblem(ctx, teamId)
    insertMember(ctx.services.db, { id, ...member, teamId, createdAt: ctx.services.now() })
    membersChanged(ctx.services)
    return { id }
  }),

  change: administrator.input(memberChange).mutation(({ ctx, input }) => {
    memberOrProblem(ctx, input.id)
    const { id, name, email, note, teamId } = input
    if (teamId !== undefined) checkTeam(ctx, teamId)
    updateMember(ctx.services.db, id, {
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      ...(note !== undefined && { note }),
      ...(teamId !== undefined && { teamId }),
    })
    membersChanged(ctx.services)
  }),

  /** Their tokens are refused from now on, and calls in flight are cut. */
  suspend: administrator.input(byId).mutation(({ ctx, input }) => {
    const { db, gateway, now } = ctx.services
    const { id, suspendedAt } = memberOrProblem(ctx, input.id)
    updateMember(db, id, { suspendedAt: suspendedAt ?? now() })
    membersChanged(ctx.services)
    gateway.endCalls({ memberId: id })
  }),

  resume: administrator.input(byId).mutation(({ ctx, input }) => {
    const { id } = memberOrProblem(ctx, input.id)
    updateMember(ctx.services.db, id, { suspendedAt: null })
    membersChanged(ctx.services)
  }),

  /** Revokes every token and takes the member off the list; the calls they made keep their name. */
  remove: administrator
    .input(byId)
    .mutation(({ ctx, input }): { revokedTokens: number; cutStreams: number } => {
      const { db, gateway, now, live } = ctx.services
      const { id } = memberOrProblem(ctx, input.id)
      const revokedTokens = db.transaction(() => {
        updateMember(db, id, { removedAt: now() })
        return revokeTokensOf(db, id, now())
      })
      membersChanged(ctx.services)
      live.changed('tokens')
      return { revokedTokens, cutStreams: gateway.endCalls({ memberId: id }) }
    }),

  /** Ends everything that somebody who leaves could still do, in one act; what they did stays to be seen. */
  offBoard: administrator.input(byId).mutation(({ ctx, input }): OffBoarding => {
    const { db, gateway, live, now } = ctx.services
    const { id, name, suspendedAt } = memberOrProblem(ctx, input.id)
    const ended = offBoardMember(db, id, { now: now(), suspendedAt, by: ctx.actor.id })
    membersChanged(ctx.services)
    live.changed('tokens')
    live.changed('requests')
    return { memberId: id, name, ...ended, endedCalls: gateway.endCalls({ memberId: id }) }
  }),

  card: administrator.input(z.strictObject({ memberId: z.string() })).query(({ ctx, input }) => {
    return cardFor(ctx.services, memberOrProblem(ctx, input.memberId))
  }),

  /** Tries a token as a teammate would; the token was made a moment ago and is stored nowhere. */
  testCall: administrator
    .input(z.strictObject({ token: z.string().trim().min(1).max(200) }))
    .mutation(({ ctx, input }): Promise<TestCallResult> => {
      if (onlyTeam(ctx.actor) !== undefined) checkOwnToken(ctx, input.token)
      return ctx.services.testCall(input.token)
    }),
})

async function summaries({ services, actor }: ActorContext): Promise<MemberSummary[]> {
  const { db, reports, settings, now } = services
  const since = startOfDay(now(), settings.get('timeZone'))
  const sums = await reports.sumsFor({ column: 'memberId', since })
  const today = new Map(sums.map((line) => [line.id, line]))
  const teams = new Map(listTeams(db).map(({ id, name }) => [id, name]))
  const tokens = Map.groupBy(listTokens(db), ({ memberId }) => memberId)
  const reached = listMembers(db).filter(({ teamId }) => reaches(actor, teamId))
  return reached.map((member) => {
    const own = tokens.get(member.id) ?? []
    const lastUsed = own
      .filter(({ lastUsedAt }) => lastUsedAt !== null)
      .sort((a, b) => (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0))[0]
    const spent = today.get(member.id)
    return {
      ...{ id: member.id, name: member.name, email: member.email, note: member.note },
      teamId: member.teamId,
      teamName: teams.get(member.teamId ?? '') ?? null,
      state: member.suspendedAt === null ? 'active' : 'suspended',
      keepBodies: member.keepBodies,
      unlogged: member.unlogged === 1,
      createdAt: member.createdAt,
      liveTokens: own.filter(
        (token) => token.decoy === 0 && ['active', 'replaced'].includes(tokenStateAt(token, now())),
      ).length,
      lastCallAt: lastUsed?.lastUsedAt ?? null,
      lastAddress: lastUsed?.lastAddress ?? null,
      callsToday: spent?.calls ?? 0,
      costNanoUsdToday: spent?.costNanoUsd ?? 0,
      costTodayComplete: (spent?.unpriced ?? 0) === 0,
    }
  })
}

/** A lead tries tokens of the own team; any other is as if it were unknown. */
function checkOwnToken(ctx: ActorContext, token: string): void {
  const { db, vault } = ctx.services
  const found = findTokenByMac(db, hashToken(vault.subkey('token-pepper'), token))
  tokenOrProblem(ctx, found?.id ?? '')
}

/** The team must be there, and a lead may send nobody away. */
function checkTeam(reach: Reach, teamId: string | null): void {
  if (teamId !== null) teamOrProblem(reach, teamId)
  else if (onlyTeam(reach.actor) !== undefined) {
    throw problem('FORBIDDEN', 'Only owners and admins move members out of a team.')
  }
}

/** Members stand in the gateway's token directory with their team and whether they are suspended. */
export function membersChanged({ gateway, live }: Pick<AdminServices, 'gateway' | 'live'>): void {
  gateway.tokensChanged()
  live.changed('members')
  // Teams say how many members they have.
  live.changed('teams')
}
