import type { Command } from 'commander'
import type { CreatedToken, TokenSummary } from '../contract/members.ts'
import { adminOf } from './admin.ts'
import { addDetails } from './details.ts'
import { memberCalled } from './find.ts'
import { type Place, placeOf } from './place.ts'
import { type Column, note, printList, printOne } from './print.ts'
import { readAmount, readDays } from './values.ts'
import { moment, plural } from './words.ts'

interface CreateFlags {
  member: string
  label?: string
  expires?: number | 'never'
  decoy?: boolean
}

export function addTokens(program: Command): void {
  const token = program.command('token').summary("members' tokens").description("Members' tokens.")

  token
    .command('create')
    .description('make a token for a member; it is shown once')
    .requiredOption('--member <id>', 'id or name of the member')
    .option('--label <text>', 'what it is for')
    .option('--expires <days>', '1d to 365d, or never (default: the setting tokenDays)', readDays)
    .option('--decoy', 'never works: whoever uses it found it where nobody should look')
    .action(async ({ member, label, expires, decoy }: CreateFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id: memberId } = await memberCalled(admin, member)
      const created = await admin.tokens.create.mutate({
        ...{ memberId, label: label ?? '' },
        ...(decoy && { decoy }),
        ...(expires !== undefined && { expiresInDays: expires === 'never' ? null : expires }),
      })
      printToken(place, created)
    })

  token
    .command('list')
    .description('list tokens, those that ended too')
    .option('--member <id>', 'only those of one member')
    .action(async ({ member }: Partial<CreateFlags>, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const filter =
        member === undefined ? {} : { memberId: (await memberCalled(admin, member)).id }
      const tokens = await admin.tokens.list.query(filter)
      printList(place, tokens, COLUMNS, 'No tokens yet. Make one: keyrack token create --help')
    })

  addDetails(token, 'token')

  token
    .command('rotate <id>')
    .description('make a new token in the place of an old one, which is still accepted for a while')
    .option('--grace <hours>', 'how long the old one is accepted; 0 ends it at once', readAmount)
    .action(async (id: string, { grace }: { grace?: number }, command: Command) => {
      const place = placeOf(command)
      const rotation = { id, ...(grace !== undefined && { graceHours: grace }) }
      printToken(place, await adminOf(place).tokens.rotate.mutate(rotation))
    })

  token
    .command('pause <id>')
    .description('refuse a token until it is resumed, with its open calls')
    .action(async (id: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const { cutStreams } = await adminOf(place).tokens.pause.mutate({ id })
      printOne(
        place,
        { id, paused: true, cutStreams },
        () => `${id} is paused; ${plural(cutStreams, 'open call')} ended.`,
      )
    })

  token
    .command('resume <id>')
    .description('let a paused token work again')
    .option('--ignore <hours>', 'let its agent alone for so long', readAmount, 0)
    .action(async (id: string, { ignore }: { ignore: number }, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).tokens.resume.mutate({ id, ignoreHours: ignore })
      printOne(place, { id, paused: false }, () => `${id} works again.`)
    })

  token
    .command('revoke <id>')
    .description('end a token at once, with its open calls')
    .action(async (id: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const { cutStreams } = await adminOf(place).tokens.revoke.mutate({ id })
      printOne(
        place,
        { id, revoked: true, cutStreams },
        () => `${id} is revoked; ${plural(cutStreams, 'open call')} ended.`,
      )
    })
}

/** The token alone on stdout, so that a script can take it. */
function printToken(place: Place, created: CreatedToken): void {
  const { id, expiresAt } = created
  const until = expiresAt === null ? 'never expires' : `expires ${moment(expiresAt)}`
  if (!place.json) note(`${id}, ${until}. The token is shown only now:`)
  printOne(place, created, ({ token }) => token)
}

const COLUMNS: Column<TokenSummary>[] = [
  { title: 'id', value: (token) => token.id },
  { title: 'member', value: (token) => token.memberName },
  { title: 'label', value: (token) => token.label },
  { title: 'token', value: (token) => token.hint },
  { title: 'state', value: (token) => (token.decoy ? `decoy, ${token.state}` : token.state) },
  {
    title: 'expires',
    value: (token) => (token.expiresAt === null ? 'never' : moment(token.expiresAt)),
  },
  { title: 'last used', value: (token) => moment(token.lastUsedAt) },
  { title: 'from', value: (token) => token.lastAddress ?? '' },
]
