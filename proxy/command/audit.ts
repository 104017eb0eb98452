import type { Command } from 'commander'
import type { AuditAct } from '../contract/audit.ts'
import { adminOf } from './admin.ts'
import { auditFilterFrom, type FilterFlags } from './auditFilter.ts'
import { placeOf } from './place.ts'
import { type Column, printList } from './print.ts'
import { readCount, readMoment } from './values.ts'
import { moment } from './words.ts'

interface ListFlags extends FilterFlags {
  limit: number
}

/** Rows that one question to the service brings. */
const PAGE = 1000

export function addAudit(program: Command): void {
  const audit = program
    .command('audit')
    .summary('who administered what; proof that the log is whole')
    .description('Who administered what, what was refused to whom, and proof that nobody bent it.')

  withFilter(audit.command('list').description('list acts, newest first'))
    .option('--limit <number>', 'at most so many', readCount, 100)
    .action(async ({ limit, ...flags }: ListFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const filter = auditFilterFrom(flags)
      const found: AuditAct[] = []
      for (let more = true; more && found.length < limit; ) {
        const page = await admin.audit.list.query({
          filter,
          before: found.at(-1)?.seq,
          limit: Math.min(PAGE, limit - found.length),
        })
        found.push(...page.acts)
        more = page.more
      }
      printList(place, found, COLUMNS, 'Nothing was done yet.')
    })
}

/** The flags by which acts are chosen; those that take words can be given several times. */
export function withFilter(command: Command): Command {
  const several = (value: string, before: string[] = []) => [...before, value]
  return command
    .option('--since <time>', 'only from then on: 2026-11-21T14:00, 1h, 7d, epoch ms', readMoment)
    .option('--until <time>', 'only before then', readMoment)
    .option('--who <name>', 'only by somebody', several)
    .option('--action <words>', 'only such acts: limits, members.remove', several)
    .option('--object <id or name>', 'only what was done to this member, key, team', several)
    .option('--result <result>', 'done, failed, refused, interrupted or begun', several)
    .option('--source <source>', 'window, command, service, portal or rule', several)
    .option('--text <words>', 'only where these words stand in the detail', several)
}

const COLUMNS: Column<AuditAct>[] = [
  { title: 'entry', value: (act) => String(act.seq), right: true },
  { title: 'at', value: (act) => moment(act.at) },
  { title: 'who', value: (act) => act.actorName ?? act.actorId ?? '–' },
  { title: 'role', value: (act) => act.role ?? '–' },
  { title: 'from', value: (act) => act.source },
  {
    title: 'act',
    value: (act) => (act.result === 'done' ? act.action : `${act.action} (${act.result})`),
  },
  { title: 'object', value: (act) => act.objectName ?? act.objectId ?? '' },
  { title: 'change', value: changeWords },
]

function changeWords({ changes, reason, asked }: AuditAct): string {
  if (reason !== null) return reason
  if (changes.length === 0) return asked == null ? '' : JSON.stringify(asked)
  return changes
    .map(
      ({ field, before, after }) =>
        `${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
    )
    .join('; ')
}
