import type { Command } from 'commander'
import type { Act } from '../contract/administrators.ts'
import { adminOf } from './admin.ts'
import { placeOf } from './place.ts'
import { type Column, printList } from './print.ts'
import { readCount } from './values.ts'
import { moment } from './words.ts'

interface ListFlags {
  limit: number
  object?: string
}

/** Rows that one question to the service brings. */
const PAGE = 1000

export function addActs(program: Command): void {
  const acts = program
    .command('acts')
    .summary('who administered what')
    .description('Who administered what, and what was refused to whom.')

  acts
    .command('list')
    .description('list acts, newest first')
    .option('--object <id>', 'only what was done to this member, key, team and so on')
    .option('--limit <number>', 'at most so many', readCount, 100)
    .action(async ({ limit, object: objectId }: ListFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const found: Act[] = []
      for (let more = true; more && found.length < limit; ) {
        const page = await admin.acts.list.query({
          ...(objectId !== undefined && { objectId }),
          before: found.at(-1)?.id,
          limit: Math.min(PAGE, limit - found.length),
        })
        found.push(...page.acts)
        more = page.more
      }
      printList(place, found, COLUMNS, 'Nothing was done yet.')
    })
}

const COLUMNS: Column<Act>[] = [
  { title: 'at', value: (act) => moment(act.at) },
  { title: 'who', value: (act) => act.actorName },
  { title: 'role', value: (act) => act.role },
  { title: 'from', value: (act) => act.source },
  { title: 'act', value: (act) => (act.refused ? `${act.action} (refused)` : act.action) },
  { title: 'object', value: (act) => act.objectId ?? '' },
  { title: 'detail', value: (act) => act.detail ?? '' },
]
