import { type Command, Option } from 'commander'
import {
  type AdministratorRole,
  type AdministratorSummary,
  administratorRole,
} from '../contract/administrators.ts'
import { type Admin, adminOf, strangerTo } from './admin.ts'
import { teamCalled, theOne } from './find.ts'
import { placeOf } from './place.ts'
import { type Column, note, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { askSecrets } from './secrets.ts'
import { keepSession } from './session.ts'
import { moment } from './words.ts'

const INVITABLE = administratorRole.exclude(['owner'])

interface AdministratorFlags {
  name?: string
  role?: AdministratorRole
  team?: string
}

export function addAdministrators(program: Command): void {
  const admin = program
    .command('admin')
    .summary('who administers Keyrack, each with a passphrase of their own')
    .description('Who administers Keyrack, each with a passphrase of their own.')

  admin
    .command('list')
    .description('list the administrators and open invitations')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const all = await adminOf(place).administrators.list.query()
      printList(place, all, COLUMNS, 'No administrators yet.')
    })

  admin
    .command('invite <name>')
    .summary('invite somebody; prints a code that is shown once')
    .description(
      'Invites somebody and prints a code, which is shown once and lasts seven days: they run keyrack admin accept with it.',
    )
    .addOption(
      new Option('--role <role>', 'what they may do')
        .choices(INVITABLE.options)
        .makeOptionMandatory(),
    )
    .option('--team <team>', 'the team that a team lead leads')
    .action(async (name: string, { role, team }: AdministratorFlags, command: Command) => {
      const place = placeOf(command)
      const client = adminOf(place)
      const teamId = team === undefined ? null : (await teamCalled(client, team)).id
      const invitation = await client.administrators.invite.mutate({
        ...{ name, teamId },
        role: INVITABLE.parse(role),
      })
      if (!place.json) {
        note(
          `Give this code to ${name}. It is shown only now, and ends ${moment(invitation.validUntil)}:`,
        )
      }
      printOne(place, invitation, ({ code }) => code)
    })

  admin
    .command('accept')
    .summary('take an invitation up with a passphrase of your own')
    .description(
      'Takes an invitation up. The code comes from KEYRACK_INVITATION, the passphrase of your own from KEYRACK_NEW_PASSPHRASE, else each from a line on stdin.',
    )
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      const [code = '', passphrase = ''] = await askSecrets([
        { prompt: 'Code of the invitation', variable: 'KEYRACK_INVITATION' },
        { prompt: 'New passphrase', variable: 'KEYRACK_NEW_PASSPHRASE', twice: true },
      ])
      const stranger = strangerTo(place)
      const { session } = await stranger.administrators.accept.mutate({ code, passphrase })
      keepSession(place.files.session, session)
      const { actor } = await strangerTo(place, session).status.get.query()
      printOne(place, actor, (who) => `Welcome, ${who?.name}. You are ${who?.role} here.`)
    })

  admin
    .command('change <administrator>')
    .description('change the name, role or team of an administrator')
    .option('--name <text>', 'new name')
    .addOption(new Option('--role <role>', 'what they may do').choices(administratorRole.options))
    .option('--team <team>', 'the team that a team lead leads')
    .action(async (text: string, { name, role, team }: AdministratorFlags, command: Command) => {
      const place = placeOf(command)
      const client = adminOf(place)
      const change = {
        ...(name !== undefined && { name }),
        ...(role !== undefined && { role }),
        ...(team !== undefined && { teamId: (await teamCalled(client, team)).id }),
      }
      if (Object.keys(change).length === 0) throw new CommandProblem('Say what to change: --help')
      const { id } = await administratorCalled(client, text)
      await client.administrators.change.mutate({ id, ...change })
      printOne(place, await administratorCalled(client, id), (who) => `${who.name} is changed.`)
    })

  admin
    .command('remove <administrator>')
    .summary('end the access of an administrator, or withdraw an invitation')
    .description(
      'Ends the access of an administrator at once, or withdraws an invitation. What they wrote down of the provider keys or the recovery key stays known to them: replace those where it matters.',
    )
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const client = adminOf(place)
      const { id, name } = await administratorCalled(client, text)
      await client.administrators.remove.mutate({ id })
      printOne(place, { id, removed: true }, () => `${name} is removed.`)
    })
}

async function administratorCalled(client: Admin, text: string): Promise<AdministratorSummary> {
  const all = await client.administrators.list.query()
  return theOne('admin', text, all, ({ id, name }) => [id, name])
}

const COLUMNS: Column<AdministratorSummary>[] = [
  { title: 'id', value: (who) => who.id },
  { title: 'name', value: (who) => who.name },
  { title: 'role', value: (who) => who.role },
  { title: 'team', value: (who) => who.teamName ?? '' },
  {
    title: 'state',
    value: (who) =>
      who.state === 'invited' ? `invited until ${moment(who.invitedUntil)}` : who.state,
  },
  { title: 'last seen', value: (who) => moment(who.lastSeenAt) },
]
