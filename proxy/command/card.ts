import type { Command } from 'commander'
import { adminOf } from './admin.ts'
import { memberCalled } from './find.ts'
import { placeOf } from './place.ts'
import { printOne } from './print.ts'
import { CommandProblem } from './problem.ts'

export function addCard(program: Command): void {
  program
    .command('card')
    .summary('what a teammate needs to connect')
    .description('What a teammate needs to connect.')
    .command('show <member>')
    .description("show a member's connection card, without a token")
    .option('--ca', "only the certificate of Keyrack's own authority, as PEM")
    .action(async (text: string, { ca }: { ca?: boolean }, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id: memberId } = await memberCalled(admin, text)
      const card = await admin.members.card.query({ memberId })
      if (!ca) return printOne(place, card, ({ message }) => message)
      if (!card.ca) {
        throw new CommandProblem(
          'The proxy is reached by plain http here, so there is no certificate.',
        )
      }
      printOne(place, card.ca, ({ pem }) => pem.trimEnd())
    })
}
