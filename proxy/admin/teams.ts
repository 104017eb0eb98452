import { startOfDay } from '../base/days.ts'
import { newId } from '../base/ids.ts'
import {
  memberMove,
  newTeam,
  type TeamSummary,
  teamChange,
  teamRemoval,
} from '../contract/teams.ts'
import { listKeys, updateKey } from '../store/keys.ts'
import { listMembers, updateMember } from '../store/members.ts'
import type { TeamRow } from '../store/schema/team.ts'
import {
  countTeamMembers,
  insertTeam,
  leadsOf,
  listTeams,
  moveTeamMembers,
  updateTeam,
} from '../store/teams.ts'
import { membersChanged } from './members.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { memberOrProblem, reaches, teamOrProblem } from './subjects.ts'
import { type ActorContext, administrator, router } from './trpc.ts'

export const teamsRouter = router({
  list: administrator.query(({ ctx }): Promise<TeamSummary[]> => summaries(ctx)),

  add: administrator.input(newTeam).mutation(({ ctx, input }): { id: string } => {
    checkName(ctx.services, input.name)
    const id = newId('tea')
    insertTeam(ctx.services.db, { id, ...input, createdAt: ctx.services.now() })
    ctx.services.live.changed('teams')
    return { id }
  }),

  change: administrator.input(teamChange).mutation(({ ctx, input }) => {
    const { id } = teamOrProblem(ctx, input.id)
    const { name, note } = input
    if (name !== undefined) checkName(ctx.services, name, id)
    updateTeam(ctx.services.db, id, {
      ...(name !== undefined && { name }),
      ...(note !== undefined && { note }),
    })
    membersChanged(ctx.services)
  }),

  /** What was called while it was there stays in its name. */
  remove: administrator.input(teamRemoval).mutation(({ ctx, input }): { movedMembers: number } => {
    const { db, now } = ctx.services
    const team = teamOrProblem(ctx, input.id)
    const movedMembers = checkMembers(ctx, team, input.moveTo)
    checkLeads(ctx.services, team)
    const reservations = withoutTeam(ctx.services, team)
    db.transaction(() => {
      moveTeamMembers(db, team.id, input.moveTo ?? null)
      for (const { keyId, teams } of reservations) updateKey(db, keyId, { teams })
      updateTeam(db, team.id, { removedAt: now() })
    })
    membersChanged(ctx.services)
    if (reservations.length > 0) keysChanged(ctx.services)
    return { movedMembers }
  }),

  moveMember: administrator.input(memberMove).mutation(({ ctx, input }) => {
    const { id } = memberOrProblem(ctx, input.memberId)
    if (input.teamId !== null) teamOrProblem(ctx, input.teamId)
    updateMember(ctx.services.db, id, { teamId: input.teamId })
    membersChanged(ctx.services)
  }),
})

function keysChanged({ gateway, live }: AdminServices): void {
  gateway.keysChanged()
  live.changed('keys')
}

/** Two teams of one name would be mixed up by whoever reads a bill. */
function checkName({ db }: AdminServices, name: string, ownId?: string): void {
  const taken = listTeams(db).some(
    (team) => team.id !== ownId && team.name.toLowerCase() === name.toLowerCase(),
  )
  if (taken) throw problem('CONFLICT', `There is a team ${name} already. Choose another name.`)
}

/** How many members move; refuses when nobody said where to. */
function checkMembers(ctx: ActorContext, team: TeamRow, moveTo: string | null | undefined): number {
  const members = countTeamMembers(ctx.services.db, team.id)
  if (members > 0 && moveTo === undefined) {
    const who = members === 1 ? '1 member' : `${members} members`
    throw problem(
      'CONFLICT',
      `${team.name} has ${who}, so it was not removed. Move them to another team first, or say where they go.`,
    )
  }
  if (moveTo === team.id) {
    throw problem('BAD_REQUEST', 'Members cannot move to the team that is being removed.')
  }
  if (typeof moveTo === 'string') teamOrProblem(ctx, moveTo)
  return members
}

function checkLeads({ db }: AdminServices, { id, name }: TeamRow): void {
  const leads = leadsOf(db, id).map((lead) => lead.name)
  if (leads.length === 0) return
  throw problem(
    'CONFLICT',
    `${leads.join(' and ')} ${leads.length === 1 ? 'leads' : 'lead'} ${name}, so it was not removed. Give them another team or role first.`,
  )
}

/** The reservations as they stand without the team; one that would fall open to everybody is refused. */
function withoutTeam({ db }: AdminServices, team: TeamRow): { keyId: string; teams: string }[] {
  return listKeys(db).flatMap((key) => {
    const teams = reservedTo(key.teams)
    if (!teams.includes(team.id)) return []
    const others = teams.filter((id) => id !== team.id)
    if (others.length === 0) {
      throw problem(
        'CONFLICT',
        `The provider key ${key.label} is reserved to ${team.name} alone, so the team was not removed. Open the key to others first.`,
      )
    }
    return [{ keyId: key.id, teams: JSON.stringify(others) }]
  })
}

async function summaries({ services, actor }: ActorContext): Promise<TeamSummary[]> {
  const { db, reports, settings, now } = services
  const since = startOfDay(now(), settings.get('timeZone'))
  const sums = await reports.sumsFor({ column: 'teamId', since })
  const today = new Map(sums.map((line) => [line.id, line]))
  const members = Map.groupBy(listMembers(db), ({ teamId }) => teamId)
  const leads = Map.groupBy(leadsOf(db), ({ teamId }) => teamId)
  const reserved = listKeys(db).map(({ teams }) => reservedTo(teams))
  const reached = listTeams(db).filter(({ id }) => reaches(actor, id))
  return reached.map(({ id, name, note, keepBodies, unlogged, createdAt }) => {
    const spent = today.get(id)
    return {
      ...{ id, name, note, keepBodies, createdAt, unlogged: unlogged === 1 },
      members: members.get(id)?.length ?? 0,
      leads: (leads.get(id) ?? []).map((lead) => lead.name),
      reservedKeys: reserved.filter((teams) => teams.includes(id)).length,
      callsToday: spent?.calls ?? 0,
      costNanoUsdToday: spent?.costNanoUsd ?? 0,
      costTodayComplete: (spent?.unpriced ?? 0) === 0,
    }
  })
}

function reservedTo(teams: string | null): string[] {
  return teams === null ? [] : (JSON.parse(teams) as string[])
}
