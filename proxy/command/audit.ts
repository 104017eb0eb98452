import { existsSync } from 'node:fs'
import { type Command, Option } from 'commander'
import type { AuditAct, AuditState } from '../contract/audit.ts'
import { adminOf } from './admin.ts'
import { exportTo } from './auditExport.ts'
import type { FileCheck } from './auditFile.ts'
import { auditFilterFrom, type FilterFlags } from './auditFilter.ts'
import { type Place, placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { readCount, readMoment } from './values.ts'
import { moment, plural } from './words.ts'

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

  audit
    .command('verify [file]')
    .summary('prove that the log, or an export of it, is whole')
    .description(
      'Proves every entry of the running Keyrack’s log against its chain. With a file: proves an export, without Keyrack and without its vault.',
    )
    .option('--fingerprint <key>', 'the key an export must be signed with, as Keyrack shows it')
    .action(async (file: string | undefined, flags: { fingerprint?: string }, command: Command) => {
      const place = placeOf(command)
      if (file !== undefined) return verifyFile(place, file, flags.fingerprint)
      const check = await adminOf(place).audit.check.mutate()
      printOne(place, check, ({ message }) => message)
      if (check.broken) throw new CommandProblem('The audit log is not whole.')
    })

  audit
    .command('state')
    .description('how many entries there are, what the last check found, and the key that signs')
    .action(async (_flags: object, command: Command) => {
      const place = placeOf(command)
      printOne(place, await adminOf(place).audit.state.query(), stateWords)
    })

  audit
    .command('acknowledge <break>')
    .description('says that an owner has looked into a break; both stay in the log for good')
    .requiredOption('--note <words>', 'what it was')
    .action(async (name: string, { note: words }: { note: string }, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).audit.acknowledge.mutate({ name, note: words })
      printOne(place, { acknowledged: name }, () => `Acknowledged ${name}.`)
    })

  withFilter(audit.command('export <file>'))
    .summary('write the log, signed, into a file')
    .description(
      'Writes the log into a file: JSONL, which proves itself anywhere (keyrack audit verify FILE), or a CSV table with its signature in FILE.sig.',
    )
    .addOption(new Option('--format <format>', 'what to write').choices(['jsonl', 'csv']))
    .action(
      async (file: string, { format, ...flags }: ExportFlags, command: Command): Promise<void> => {
        const place = placeOf(command)
        const wanted = format ?? (file.endsWith('.csv') ? 'csv' : 'jsonl')
        const filter = auditFilterFrom(flags)
        const written = await exportTo(adminOf(place), file, { format: wanted, filter })
        printOne(place, written, ({ files }) => `Wrote ${files.join(' and ')}.`)
      },
    )
}

interface ExportFlags extends FilterFlags {
  format?: 'jsonl' | 'csv'
}

async function verifyFile(place: Place, file: string, wanted: string | undefined): Promise<void> {
  if (!existsSync(file)) throw new CommandProblem(`There is no file ${file}.`)
  const { checkAuditFile } = await import('./auditFile.ts')
  const found = await checkAuditFile(file)
  const bare = (text: string) => text.replaceAll(/\s/g, '').toLowerCase()
  const isOther = wanted !== undefined && bare(wanted) !== bare(found.fingerprint ?? '')
  const check = found.ok && isOther ? { ...found, ok: false, problem: OTHER_KEY } : found
  printOne(place, check, fileWords)
  if (!check.ok) throw new CommandProblem(`The file ${file} is not as Keyrack wrote it.`)
}

const OTHER_KEY = 'It is signed with another key than the one you named.'

function fileWords(check: FileCheck): string {
  const { ok, problem, line: at, format, entries, leftOut, erased, checkpoints, begins } = check
  if (!ok) return format === 'csv' ? `${problem}` : `Line ${at}: ${problem}`
  const key = `Signed with the key ${check.fingerprint}. Compare it with what Keyrack shows: keyrack audit state`
  if (format === 'csv') {
    return `${plural(entries, 'act')}, every byte as Keyrack wrote it. A table holds no chain: that nothing was left out, only a JSONL export proves.\n${key}`
  }
  const others = [
    ...(leftOut > 0 ? [`${leftOut} left out by the filter, their places proved`] : []),
    ...(begins ? [`${begins.seq} older ones taken off because of their age`] : []),
    ...(erased > 0 ? [`the details of ${erased} erased on request`] : []),
  ]
  return `${[plural(entries, 'entry', 'entries'), ...others].join(', ')}: none changed, removed, added or moved, from ${moment(check.since)} to ${moment(check.until)} (${plural(checkpoints, 'signed checkpoint')}).\nWhether Keyrack’s log has gone on since, and whether the vault’s own key agrees, only Keyrack can tell: keyrack audit verify\n${key}`
}

function stateWords(state: AuditState): string {
  const { entries, waiting, since, lastCheck, broken, fingerprint, beginning } = state
  return [
    `${plural(entries, 'entry', 'entries')} since ${moment(since)}`,
    ...(beginning
      ? [
          `${plural(beginning.seq, 'older one')} taken off, most recently on ${moment(beginning.at)}`,
        ]
      : []),
    ...(waiting > 0 ? [`${waiting} wait for the vault to be unlocked`] : []),
    lastCheck ? `last check ${moment(lastCheck.at)}: ${lastCheck.message}` : 'not checked yet',
    ...(broken ? [`NOT WHOLE (${broken.kind}:${broken.seq}): ${broken.message}`] : []),
    ...(fingerprint ? [`exports are signed with the key ${fingerprint}`] : []),
  ].join('\n')
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
