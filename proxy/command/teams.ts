import type { Command } from 'commander'
import type { TeamSummary } from '../contract/teams.ts'
import { adminOf } from './admin.ts'
import { addTeamBodies } from './bodies.ts'
import { addDetails } from './details.ts'
import { memberCalled, teamCalled, teamOrNone } from './find.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { count, money, plural } from './words.ts'

interface TeamFlags {
  name?: string
  note?: string
  moveTo?: string
}

export function addTeams(program: Command): void {
  const team = program.command('team').summary('teams of members').description('Teams of members.')

  team
    .command('add <name>')
    .description('add a team; then put members into it: keyrack team move')
    .option('--note <text>', 'a note for administrators')
    .action(async (name: string, { note = '' }: TeamFlags, command: Command) => {
      const place = placeOf(command)
      const { id } = await adminOf(place).teams.add.mutate({ name, note })
      printOne(place, { id, name }, () => `${id} added. Next: keyrack team move MEMBER ${id}`)
    })

  team
    .command('list')
    .description('list the teams')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const teams = await adminOf(place).teams.list.query()
      printList(place, teams, COLUMNS, 'No teams yet. Add one: keyrack team add NAME')
    })

  team
    .command('change <team>')
    .description('rename a team or change its note')
    .option('--name <text>', 'new name')
    .option('--note <text>', 'a note for administrators')
    .action(async (text: string, { name, note }: TeamFlags, command: Command) => {
      const place = placeOf(command)
      const change = {
        ...(name !== undefined && { name }),
        ...(note !== undefined && { note }),
      }
      if (Object.keys(change).length === 0) throw new CommandProblem('Say what to change: --help')
      const admin = adminOf(place)
      const { id } = await teamCalled(admin, text)
      await admin.teams.change.mutate({ id, ...change })
      printOne(place, await teamCalled(admin, id), (changed) => `${changed.name} is changed.`)
    })

  team
    .command('move <member> <team>')
    .description('put a member into a team, or into none; calls stay with the team of their time')
    .action(async (who: string, where: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id: memberId, name } = await memberCalled(admin, who)
      const teamId = await teamOrNone(admin, where)
      await admin.teams.moveMember.mutate({ memberId, teamId })
      printOne(
        place,
        { memberId, teamId },
        () => `${name} is in ${teamId ? where : 'no team'} now.`,
      )
    })

  addTeamBodies(team)
  addDetails(team, 'team')

  team
    .command('remove <team>')
    .description('remove a team; past calls keep its name')
    .option('--move-to <team>', 'where its members go: a team, or none')
    .action(async (text: string, { moveTo }: TeamFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, name } = await teamCalled(admin, text)
      const gone = await admin.teams.remove.mutate({
        id,
        ...(moveTo !== undefined && { moveTo: await teamOrNone(admin, moveTo) }),
      })
      printOne(
        place,
        { id, removed: true, ...gone },
        ({ movedMembers }) => `${name} is removed; ${plural(movedMembers, 'member')} moved.`,
      )
    })
}

const COLUMNS: Column<TeamSummary>[] = [
  { title: 'id', value: (team) => team.id },
  { title: 'name', value: (team) => team.name },
  { title: 'lead', value: (team) => team.leads.join(', ') },
  { title: 'members', value: (team) => String(team.members), right: true },
  { title: 'own keys', value: (team) => String(team.reservedKeys), right: true },
  { title: 'calls today', value: (team) => count(team.callsToday), right: true },
  {
    title: 'cost today',
    value: (team) => money(team.costNanoUsdToday) + (team.costTodayComplete ? '' : ' + unpriced'),
    right: true,
  },
]
