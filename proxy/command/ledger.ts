import { existsSync } from 'node:fs'
import type { CallRecord, SummaryLine } from '../contract/calls.ts'
import type { UsageReport } from '../contract/usage.ts'
import { openDbReadOnly } from '../store/db.ts'
import { type CallConditions, callsPage } from '../store/reports/calls.ts'
import { type SummaryRequest, summaryBy } from '../store/reports/summary.ts'
import { type UsageQuestion, usageReport } from '../store/reports/usage/usage.ts'
import { SettingsStore } from '../store/settings.ts'
import { theOne } from './find.ts'
import type { Place } from './place.ts'
import { CommandProblem } from './problem.ts'

const PAGE = 1000

export interface Ledger {
  /** Newest first, read page by page. */
  calls(filter: CallConditions, limit?: number): Generator<CallRecord>
  summary(request: Omit<SummaryRequest, 'timeZone'>): SummaryLine[]
  usage(request: Pick<UsageQuestion, 'from' | 'to' | 'step' | 'by' | 'filter'>): UsageReport
  /** The workspace's. */
  readonly timeZone: string
  /** Of a member by id or name; one who was removed has calls all the same. */
  memberId(text: string): string
  /** Of a team by id or name; one that was removed has calls all the same. */
  teamId(text: string): string
  close(): void
}

/** The ledger for reading only, whether a service writes it or not. */
export function openLedger({ dataDir, files }: Place): Ledger {
  if (!existsSync(files.database)) {
    throw new CommandProblem(`There is no ledger in ${dataDir} yet. Run: keyrack init`)
  }
  const db = openDbReadOnly(files.database)
  const timeZone = new SettingsStore(db).get('timeZone')
  return {
    *calls(filter, limit = Number.POSITIVE_INFINITY) {
      let before: string | undefined
      for (let left = limit; left > 0; ) {
        const page = callsPage(db, { filter, before, limit: Math.min(PAGE, left) })
        yield* page.calls
        left -= page.calls.length
        if (page.next === null) return
        before = page.next
      }
    },
    summary: (request) => summaryBy(db, { ...request, timeZone }),
    usage: (request) => usageReport(db, { ...request, timeZone, latency: true, now: Date.now() }),
    timeZone,
    memberId(text) {
      const members = db.all(db.sql.selectFrom('members').select(['id', 'name', 'email']))
      return theOne('member', text, members, ({ id, name, email }) => [id, name, email]).id
    },
    teamId(text) {
      const teams = db.all(db.sql.selectFrom('teams').select(['id', 'name']))
      return theOne('team', text, teams, ({ id, name }) => [id, name]).id
    },
    close: () => db.close(),
  }
}
