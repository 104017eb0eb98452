import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { teamFileNames } from '../../contract/fileNames.ts'
import {
  addUsageSums,
  noUsageSums,
  type UsageRow,
  type UsageSums,
  usageFoot,
  usageHead,
  usageLine,
} from '../../contract/usageExport.ts'
import { stepsOf } from '../../contract/usageRange.ts'
import type { Db } from '../../store/db.ts'
import { UsageRows } from '../../store/reports/usage/rows.ts'
import type { UsageOrder } from './order.ts'
import { Sheets } from './sheets.ts'

/** How far a report is. */
export interface UsageProgress {
  done: number
  total: number
}

interface CsvFile {
  path: string
  sums: UsageSums
}

/**
 * Writes a report day by day, so that a cancel is soon heard: CSV as it is read, PDF when all sums are known. The
 * files are for this user only.
 */
export class UsageWriting {
  readonly #order: UsageOrder
  readonly #rows: UsageRows
  readonly #days: number[]
  readonly #sheets = new Sheets()
  readonly #files = new Map<string | null, CsvFile>()
  readonly #nameOf = teamFileNames()
  #done = 0

  constructor(db: Db, order: UsageOrder) {
    const { from, to, timeZone, path, eachTeam } = order
    this.#order = order
    this.#rows = new UsageRows(db)
    this.#days = stepsOf({ from, to }, 'day', timeZone)
    if (eachTeam) mkdirSync(path, { mode: 0o700 })
    else writeFileSync(path, '', { flag: 'wx', mode: 0o600 })
  }

  get progress(): UsageProgress {
    return { done: this.#done, total: this.#days.length }
  }

  /** Reads the next day, and says how far that is. */
  next(): UsageProgress {
    const { format, to, timeZone, filter, teamId } = this.#order
    const from = this.#days[this.#done]
    if (from !== undefined) {
      const until = this.#days[this.#done + 1] ?? to
      const rows = this.#rows.of({ from, to: until, filter, teamId, timeZone })
      if (format === 'csv') this.#append(from, rows)
      else this.#sheets.add(from, rows)
      this.#done++
    }
    return this.progress
  }

  /** Writes what comes last; answers how many files there are. */
  async finish(): Promise<number> {
    const { format, before, filter, teamId, timeZone } = this.#order
    if (format === 'csv') return this.#finishCsv()
    const { from, to } = before
    this.#sheets.addBefore(this.#rows.of({ from, to, filter, teamId, timeZone }))
    return this.#finishPdf()
  }

  #append(day: number, rows: readonly UsageRow[]): void {
    const { eachTeam, timeZone } = this.#order
    const date = dateOf(day, timeZone)
    const teams = eachTeam
      ? Map.groupBy(rows, ({ teamId }) => teamId)
      : new Map([[null, rows as UsageRow[]]])
    for (const [teamId, own] of teams) {
      const file = this.#fileOf(teamId, own[0]?.team ?? '')
      for (const row of own) addUsageSums(file.sums, row)
      appendFileSync(file.path, own.map((row) => usageLine(date, row)).join(''))
    }
  }

  #fileOf(teamId: string | null, team: string): CsvFile {
    const known = this.#files.get(teamId)
    if (known) return known
    const { about, preamble, eachTeam, path } = this.#order
    const subject = eachTeam ? team : about.subject
    const file = { path: eachTeam ? this.#placeOf(team, teamId) : path, sums: noUsageSums() }
    const head = usageHead({ ...about, subject }, preamble)
    writeFileSync(file.path, head, { flag: eachTeam ? 'wx' : 'w', mode: 0o600 })
    this.#files.set(teamId, file)
    return file
  }

  #placeOf(team: string, teamId: string | null): string {
    const { path, name, format } = this.#order
    return join(path, `${name}-${this.#nameOf(team, teamId)}.${format}`)
  }

  #finishCsv(): number {
    // Without any call the file says so all the same.
    if (!this.#order.eachTeam) this.#fileOf(null, '')
    for (const { path, sums } of this.#files.values())
      appendFileSync(path, usageFoot(sums), { flush: true })
    return this.#files.size
  }

  async #finishPdf(): Promise<number> {
    // Loaded by whoever needs it: the other long looks do without.
    const { usagePdf } = await import('./pdf/usagePdf.ts')
    const { eachTeam, path } = this.#order
    const teams = this.#sheets.inOrder()
    if (!eachTeam) {
      writeFileSync(path, usagePdf(this.#order, this.#sheets.whole, teams), { flush: true })
      return 1
    }
    for (const team of teams) {
      const file = this.#placeOf(team.name, team.id)
      const bytes = usagePdf(this.#order, undefined, [team])
      writeFileSync(file, bytes, { flag: 'wx', mode: 0o600, flush: true })
    }
    return teams.length
  }
}

function dateOf(day: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(day)
}
