import { isIP } from 'node:net'
import { type Needles, SHORTEST_NEEDLE } from '../../base/mentions.ts'
import type { Db } from '../../store/db.ts'
import { callsElsewhere, hasNamesake, sharesEmail } from '../../store/personal/namesakes.ts'
import type { Person } from '../../store/personal/person.ts'

/** A note that is shorter may be a word that anybody writes. */
const LONG_NOTE = 12
/** A single short name is part of other words on any disk. */
const LONG_NAME = 5

/** By which texts somebody is found in what others wrote. `addresses`: those that nobody else has. */
export function needlesOf(
  db: Db,
  { member, ids }: Person,
  addresses: readonly string[],
): Needles & { namesakes: boolean } {
  const namesakes = hasNamesake(db, member)
  const email = member.email === '' || sharesEmail(db, member) ? [] : [member.email]
  return {
    namesakes,
    words: namesakes ? [] : [member.name],
    exact: [...ids, ...email, ...addresses],
  }
}

/** What must stand in no file afterwards. The ids are not among it: the audit log keeps them. */
export function canariesOf(
  { words, exact }: Needles,
  { member, ids }: Person,
  others: readonly string[],
): string[] {
  const names = words.filter((name) => name.length >= LONG_NAME)
  const notes = member.note.length >= LONG_NOTE ? [member.note] : []
  const all = [...names, ...exact.filter((text) => !ids.includes(text)), ...notes, ...others]
  return [...new Set(all)].filter((text) => text.length > SHORTEST_NEEDLE)
}

/** Of what their calls said of themselves: addresses from which nobody else calls, once their calls are blanked. */
export function ownAddresses(db: Db, { member }: Person, said: readonly string[]): string[] {
  return said.filter((text) => isIP(text) !== 0 && !callsElsewhere(db, member.id, text))
}
