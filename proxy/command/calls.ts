import { type Command, Option } from 'commander'
import type { CallQuery, Term } from '../contract/callQuery.ts'
import { type CallRecord, type SummaryBy, type SummaryLine, summaryBy } from '../contract/calls.ts'
import { addBody } from './bodies.ts'
import { addDetail } from './callDetail.ts'
import { addCallExport } from './callExport.ts'
import { placeOf } from './place.ts'
import { type Column, line, note, printList, table } from './print.ts'
import { readCount, readFilter, readMoment } from './values.ts'
import { count, duration, moment, money, moneyOf } from './words.ts'

interface ListFlags {
  since?: number
  until?: number
  filter?: CallQuery
  member?: string
  team?: string
  limit?: number
}

/** Rows of a table on a terminal when no limit is given: what a person looks through. */
const ROWS_SHOWN = 100

/**
 * Both commands read the ledger's file, which needs no passphrase and no running service; what a service
 * writes meanwhile is seen as it commits it.
 */
export function addCalls(program: Command): void {
  const calls = program
    .command('calls')
    .summary('what was called, and what it cost')
    .description('What was called, and what it cost. Works while the service is stopped, too.')

  calls
    .command('list')
    .summary('list calls, newest first')
    .description(
      `Lists calls, newest first: a table on a terminal (the last ${ROWS_SHOWN}), one JSON object a line elsewhere or with --json (all of them).`,
    )
    .option('--since <time>', 'only from then on: 2026-11-21T14:00, 1h, 7d, epoch ms', readMoment)
    .option('--until <time>', 'only before then', readMoment)
    .option(
      '--filter <words>',
      'such as "status:429 -model:gemini cost:>0.10 ms:1000..5000"',
      readFilter,
    )
    .option('--member <id>', 'id or name of a member')
    .option('--team <id>', 'id or name of the team they were made in')
    .option('--limit <number>', 'at most so many', readCount)
    .action(
      async ({ since, until, filter: asked, member, team, limit }: ListFlags, command: Command) => {
        const place = placeOf(command)
        const { openLedger } = await import('./ledger.ts')
        const ledger = openLedger(place)
        try {
          const terms: Term[] = [...(asked?.terms ?? [])]
          if (member !== undefined) terms.push(only('member', ledger.memberId(member)))
          if (team !== undefined) terms.push(only('team', ledger.teamId(team)))
          const filter = { since, until, query: { terms } }
          if (place.json || !process.stdout.isTTY) {
            for (const call of ledger.calls(filter, limit)) line(JSON.stringify(toLine(call)))
            return
          }
          const rows = [...ledger.calls(filter, limit ?? ROWS_SHOWN)]
          if (rows.length === 0) note(terms.length > 0 ? 'No calls match.' : 'No calls yet.')
          else for (const text of table(rows, CALL_COLUMNS)) line(text)
        } finally {
          ledger.close()
        }
      },
    )

  addCallExport(calls)
  addDetail(calls)
  addBody(calls)

  calls
    .command('summary')
    .description('add up calls by member, team, model, key or day')
    .addOption(
      new Option('--by <what>', 'what to add up by')
        .choices(summaryBy.options)
        .makeOptionMandatory(),
    )
    .option('--since <time>', 'only from then on: 2026-11-21T14:00, 1h, 7d, epoch ms', readMoment)
    .option('--until <time>', 'only before then', readMoment)
    .action(async ({ by, since, until }: ListFlags & { by: SummaryBy }, command: Command) => {
      const place = placeOf(command)
      const { openLedger } = await import('./ledger.ts')
      const ledger = openLedger(place)
      try {
        const columns = [{ title: by, value: (row: SummaryLine) => row.label }, ...SUMS]
        printList(place, ledger.summary({ by, since, until }), columns, 'No calls yet.')
      } finally {
        ledger.close()
      }
    })
}

function only(field: 'member' | 'team', id: string): Term {
  return { field, negated: false, names: [{ text: id, quoted: true }] }
}

/** A call as scripts read it: every usage bucket by its own name as well as together. */
function toLine(call: CallRecord) {
  return { ...call, ...call.usage }
}

const CALL_COLUMNS: Column<CallRecord>[] = [
  { title: 'started', value: (call) => moment(call.startedAt) },
  { title: 'member', value: (call) => call.memberName ?? '–' },
  { title: 'endpoint', value: (call) => call.endpoint },
  { title: 'model', value: (call) => call.model ?? '–' },
  { title: 'status', value: (call) => String(call.status ?? '–'), right: true },
  {
    title: 'outcome',
    value: (call) => (call.reason ? `${call.outcome} (${call.reason})` : call.outcome),
  },
  { title: 'input', value: (call) => count(inputOf(call)), right: true },
  {
    title: 'output',
    value: (call) => count(call.usage.output + call.usage.reasoning),
    right: true,
  },
  {
    title: 'cost',
    value: (call) => (call.priceState === null ? '–' : money(call.costNanoUsd)),
    right: true,
  },
  { title: 'time', value: (call) => duration(call.totalMs), right: true },
]

function inputOf({ usage }: CallRecord): number {
  return usage.input + usage.cachedRead + usage.cacheWrite5m + usage.cacheWrite1h
}

const SUMS: Column<SummaryLine>[] = [
  { title: 'calls', value: (row) => count(row.calls), right: true },
  { title: 'failed', value: (row) => count(row.failed), right: true },
  { title: 'input tokens', value: (row) => count(row.inputTokens), right: true },
  { title: 'output tokens', value: (row) => count(row.outputTokens), right: true },
  { title: 'cost', value: moneyOf, right: true },
]
