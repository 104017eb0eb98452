import { Argument, type Command, Option } from 'commander'
import { type BodyPart, bodyKeeping, bodyPart } from '../contract/bodies.ts'
import { adminOf } from './admin.ts'
import { memberCalled, teamCalled } from './find.ts'
import { placeOf } from './place.ts'
import { line, note, printOne } from './print.ts'

/** `keyrack calls body`. */
export function addBody(calls: Command): void {
  calls
    .command('body <id>')
    .summary('show what was sent or answered, where that is kept')
    .description(
      'Shows what was sent or answered in one call, where that is kept. Each time is written into the audit log before anything is shown.',
    )
    .addOption(
      new Option('--part <which>', 'which of the two')
        .choices(bodyPart.options)
        .default('request' satisfies BodyPart),
    )
    .action(async (id: string, { part }: { part: BodyPart }, command: Command) => {
      const place = placeOf(command)
      const body = await adminOf(place).calls.body.query({ id, part })
      if (place.json) return line(JSON.stringify(body))
      if (body.text === null) process.stdout.write(Buffer.from(body.base64 ?? '', 'base64'))
      else line(body.text)
      if (body.keptBytes < body.bytes)
        note(`Only the first ${body.keptBytes} of ${body.bytes} bytes are kept.`)
    })
}

const HOLDS = 'It holds from the next call on; their connection card and every answer say so.'

/** `keyrack member keep-bodies`. */
export function addMemberBodies(member: Command): void {
  member
    .command('keep-bodies <member>')
    .description('say whether what a member sends and is answered is kept, sealed')
    .addArgument(new Argument('<keep>', 'inherit: as the team').choices(bodyKeeping.options))
    .action(
      async (
        text: string,
        keep: (typeof bodyKeeping.options)[number],
        _options: object,
        command: Command,
      ) => {
        const place = placeOf(command)
        const admin = adminOf(place)
        const { id, name } = await memberCalled(admin, text)
        await admin.bodies.keep.mutate({ memberId: id, keep })
        printOne(place, { id, keepBodies: keep }, () =>
          keep === 'inherit'
            ? `Bodies of ${name} are kept where their team's are. ${HOLDS}`
            : `Bodies of ${name} are ${keep === 'on' ? 'kept' : 'not kept'}. ${HOLDS}`,
        )
      },
    )
}

/** `keyrack team keep-bodies`. */
export function addTeamBodies(team: Command): void {
  team
    .command('keep-bodies <team>')
    .description("say whether what a team's members send and are answered is kept, sealed")
    .addArgument(new Argument('<keep>').choices(['off', 'on']))
    .action(async (text: string, keep: 'off' | 'on', _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id, name } = await teamCalled(admin, text)
      await admin.bodies.keep.mutate({ teamId: id, keep })
      printOne(
        place,
        { id, keepBodies: keep },
        () => `Bodies of ${name} are ${keep === 'on' ? 'kept' : 'not kept'}. ${HOLDS}`,
      )
    })
}
