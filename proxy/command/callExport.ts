import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { type ExportFormat, exportFormat } from '../contract/callExport.ts'
import { type CallQuery, writeQuery } from '../contract/callQuery.ts'
import { type Admin, adminOf } from './admin.ts'
import { followJob } from './followJob.ts'
import { placeOf } from './place.ts'
import { printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { readFilter, readMoment } from './values.ts'
import { plural } from './words.ts'

interface ExportFlags {
  since?: number
  until?: number
  filter?: CallQuery
  format: ExportFormat
  out?: string
  preamble?: boolean
  force?: boolean
}

/** Unlike `calls list` it goes through the service, which writes down that calls were taken out. */
export function addCallExport(calls: Command): void {
  calls
    .command('export')
    .description('write calls into a CSV or JSONL file, or to stdout; the service notes who did')
    .option('--filter <words>', 'such as "status:429 -model:gemini cost:>0.10"', readFilter)
    .option('--since <time>', 'only from then on: 2026-11-21T14:00, 1h, 7d, epoch ms', readMoment)
    .option('--until <time>', 'only before then', readMoment)
    .addOption(
      new Option('--format <format>', 'of the file')
        .choices(exportFormat.options)
        .default('csv' satisfies ExportFormat),
    )
    .option('--out <file>', 'where to write; stdout when left out')
    .option('--preamble', 'lines before the table say what was exported (CSV)')
    .option('--force', 'replace a file that is there')
    .action(async ({ out, force, format, ...flags }: ExportFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      if (out === undefined) {
        await toStdout(format, (file) => exportTo(admin, { ...flags, format, file }))
        return
      }
      const file = resolve(out)
      if (existsSync(file) && !force) {
        throw new CommandProblem(`${out} is there already. Give another name, or --force.`)
      }
      const job = await exportTo(admin, { ...flags, format, file })
      printOne(place, job, ({ done }) => `${plural(done, 'call')} written into ${file}.`)
    })
}

type Order = Omit<ExportFlags, 'out' | 'force'> & { file: string }

async function exportTo(admin: Admin, { since, until, filter, preamble, ...order }: Order) {
  const job = await admin.calls.export.mutate({
    ...order,
    preamble: preamble ?? false,
    filter: {
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      ...(filter && { query: writeQuery(filter) }),
    },
  })
  return followJob(admin, job)
}

/** The service writes files; what is to go to stdout lies for a moment where only this user can read it. */
async function toStdout(
  format: ExportFormat,
  write: (file: string) => Promise<unknown>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-export-'))
  try {
    const file = join(folder, `calls.${format}`)
    await write(file)
    await pipeline(createReadStream(file), process.stdout, { end: false })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
