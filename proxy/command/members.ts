import type { Command } from 'commander'
import type { MemberSummary } from '../contract/members.ts'
import type { OffBoarding } from '../contract/teams.ts'
import { adminOf } from './admin.ts'
import { addMemberBodies } from './bodies.ts'
import { addDetails } from './details.ts'
import { memberCalled, teamCalled, teamOrNone } from './find.ts'
import { addPersonal } from './personal.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { count, moment, money, plural } from './words.ts'

interface MemberFlags {
  name?: string
  email?: string
  note?: string
  team?: string
}

export function addMembers(program: Command): void {
  const member = program.command('member').summary('teammates').description('Teammates.')

  member
    .command('add <name>')
    .description('add a teammate; then make a token: keyrack token create')
    .option('--email <address>', 'e-mail address')
    .option('--note <text>', 'a note for administrators')
    .option('--team <team>', 'id or name of their team')
    .action(
      async (name: string, { email = '', note = '', team }: MemberFlags, command: Command) => {
        const place = placeOf(command)
        const admin = adminOf(place)
        const teamId = team === undefined ? undefined : (await teamCalled(admin, team)).id
        const { id } = await admin.members.add.mutate({
          ...{ name, email, note },
          ...(teamId !== undefined && { teamId }),
        })
        printOne(
          place,
          { id, name },
          () => `${id} added. Next: keyrack token create --member ${id}`,
        )
      },
    )

  member
    .command('list')
    .description('list the teammates')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const members = await adminOf(place).members.list.query()
      printList(place, members, COLUMNS, 'No members yet. Add one: keyrack member add NAME')
    })

  member
    .command('suspend <member>')
    .description('refuse the calls of a member until they are resumed')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, name } = await memberCalled(admin, text)
      await admin.members.suspend.mutate({ id })
      printOne(place, { id, state: 'suspended' }, () => `${name} is suspended.`)
    })

  member
    .command('resume <member>')
    .description('admit the calls of a suspended member again')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, name } = await memberCalled(admin, text)
      await admin.members.resume.mutate({ id })
      printOne(place, { id, state: 'active' }, () => `${name} is active again.`)
    })

  member
    .command('remove <member>')
    .description('remove a member and revoke their tokens; past calls keep their name')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, name } = await memberCalled(admin, text)
      const gone = await admin.members.remove.mutate({ id })
      printOne(
        place,
        { id, removed: true, ...gone },
        ({ revokedTokens, cutStreams }) =>
          `${name} is removed: ${plural(revokedTokens, 'token')} revoked, ${plural(cutStreams, 'open call')} ended.`,
      )
    })

  member
    .command('off-board <member>')
    .summary('end everything that a member who leaves could still do')
    .description(
      'Suspends a member, revokes their tokens, ends their open calls and declines what they asked for, in one act. What they called stays in the ledger.',
    )
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id } = await memberCalled(admin, text)
      printOne(place, await admin.members.offBoard.mutate({ id }), offBoardingWords)
    })

  addMemberBodies(member)
  addDetails(member, 'member')
  addPersonal(member)

  member
    .command('change <member>')
    .description('change what is known about a member')
    .option('--name <text>', 'new name')
    .option('--email <address>', 'e-mail address; empty for none')
    .option('--note <text>', 'a note for administrators')
    .option('--team <team>', 'id or name of their team; none for no team')
    .action(async (text: string, { name, email, note, team }: MemberFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const change = {
        ...(name !== undefined && { name }),
        ...(email !== undefined && { email }),
        ...(note !== undefined && { note }),
        ...(team !== undefined && { teamId: await teamOrNone(admin, team) }),
      }
      if (Object.keys(change).length === 0) throw new CommandProblem('Say what to change: --help')
      const { id } = await memberCalled(admin, text)
      await admin.members.change.mutate({ id, ...change })
      const changed = await memberCalled(admin, id)
      printOne(place, changed, (member) => `${member.name} is changed.`)
    })
}

function offBoardingWords({ name, revokedTokens, endedCalls, openRequests }: OffBoarding): string {
  const tokens = revokedTokens.map(({ hint, label }) => (label ? `${hint} (${label})` : hint))
  return [
    `${name} is off-boarded: ${plural(revokedTokens.length, 'token')} revoked, ${plural(endedCalls, 'open call')} ended, ${plural(openRequests, 'request')} declined.`,
    ...tokens.map((token) => `Revoked       ${token}`),
  ].join('\n')
}

const COLUMNS: Column<MemberSummary>[] = [
  { title: 'id', value: (member) => member.id },
  { title: 'name', value: (member) => member.name },
  { title: 'team', value: (member) => member.teamName ?? '' },
  { title: 'e-mail', value: (member) => member.email },
  { title: 'state', value: (member) => member.state },
  { title: 'tokens', value: (member) => String(member.liveTokens), right: true },
  { title: 'calls today', value: (member) => count(member.callsToday), right: true },
  {
    title: 'cost today',
    value: (member) =>
      money(member.costNanoUsdToday) + (member.costTodayComplete ? '' : ' + unpriced'),
    right: true,
  },
  { title: 'last call', value: (member) => moment(member.lastCallAt) },
]
