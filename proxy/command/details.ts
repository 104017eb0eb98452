import { Argument, type Command } from 'commander'
import type { UnloggedChange } from '../contract/unlogged.ts'
import { type Admin, adminOf } from './admin.ts'
import { memberCalled, teamCalled, tokenCalled } from './find.ts'
import { placeOf } from './place.ts'
import { printOne } from './print.ts'

type Noun = 'member' | 'team' | 'token'

/** Finds what the switch is about, and what it is called. */
const FIND: Record<Noun, (admin: Admin, text: string) => Promise<Subject>> = {
  async member(admin, text) {
    const { id, name } = await memberCalled(admin, text)
    return { name, change: (unlogged) => ({ memberId: id, unlogged }) }
  },
  async team(admin, text) {
    const { id, name } = await teamCalled(admin, text)
    return { name, change: (unlogged) => ({ teamId: id, unlogged }) }
  },
  async token(admin, text) {
    const { id, label, hint } = await tokenCalled(admin, text)
    return { name: label || hint, change: (unlogged) => ({ tokenId: id, unlogged }) }
  },
}

interface Subject {
  name: string
  change: (unlogged: boolean) => UnloggedChange
}

/** `keyrack member details`, and the same of a team and a token. */
export function addDetails(parent: Command, noun: Noun): void {
  parent
    .command(`details <${noun}>`)
    .summary('say whether more is kept of calls than what they used and cost')
    .description(
      `With "off", calls are kept without details: no address, no program, no headers, no raw usage, no bodies; only when, who, which model, how much and what it cost. One "off" of team, member or token is enough. It holds from the next call on, and those concerned are told.`,
    )
    .addArgument(new Argument('<keep>').choices(['off', 'on']))
    .action(async (text: string, keep: 'off' | 'on', _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { name, change } = await FIND[noun](admin, text)
      const changed = change(keep === 'off')
      await admin.personal.setUnlogged.mutate(changed)
      printOne(place, changed, () =>
        keep === 'off'
          ? `Calls of ${name} are kept without details from the next one on.`
          : `Details of calls of ${name} are kept from the next one on, unless team, member or token say otherwise.`,
      )
    })
}
