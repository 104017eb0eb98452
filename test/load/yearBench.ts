import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataFiles } from '../../proxy/base/paths.ts'
import { openDb } from '../../proxy/store/db.ts'
import { startService } from '../support/service.ts'
import { foundCompany } from '../year/company.ts'
import { type WrittenYear, writeYear } from '../year/writeYear.ts'
import { install } from './installation.ts'
import { describeMachine } from './machine.ts'
import { printFigures } from './table.ts'
import { callsBesideYear } from './yearBeside.ts'
import { alarmQuestions, askPages, overviewQuestions, reportQuestions } from './yearQuestions.ts'

const DAYS = 365
const ZONE = 'Europe/Madrid'

export interface YearBenchOptions {
  calls: number
  /** Keep the year in this folder; where it holds one already, nothing is written. */
  data?: string | undefined
}

/** The administration of a workspace that has a year of calls behind it: how long each answer takes. */
export async function benchYear({ calls, data }: YearBenchOptions): Promise<void> {
  const installation = await install()
  const dataDir = data ?? (await mkdtemp(join(tmpdir(), 'keyrack-year-')))
  const options = { entry: installation.service, dataDir, settings: { timeZone: ZONE } }
  try {
    console.log(describeMachine(undefined))
    const isThere = existsSync(dataFiles(dataDir).database)
    // The service itself makes the workspace, and brings one of an earlier version up to date.
    await (await startService(options)).stop()
    if (!isThere) {
      const { year, bytes, seconds } = await write(dataFiles(dataDir).database, calls)
      console.log(
        `Wrote ${year.calls.toLocaleString('en')} calls of ${DAYS} days in ${Math.round(seconds)} s: ${(bytes / year.calls).toFixed(0)} bytes a call with their rollups.`,
      )
    }
    const service = await startService(options)
    try {
      const { admin } = service
      for (const ask of [overviewQuestions, askPages, reportQuestions])
        console.log(`\n${printFigures(await ask(admin))}`)
    } finally {
      await service.stop()
    }
    console.log(`\n${printFigures(await callsBesideYear(installation.service, dataDir))}`)
    const again = await startService(options)
    try {
      console.log(`\n${printFigures(await alarmQuestions(again.admin))}`)
    } finally {
      await again.stop()
    }
  } finally {
    if (data === undefined) await rm(dataDir, { recursive: true, force: true })
    await installation.remove()
  }
}

async function write(
  file: string,
  calls: number,
): Promise<{ year: WrittenYear; bytes: number; seconds: number }> {
  const db = openDb(file)
  const began = Date.now()
  let told = began
  try {
    const until = began - 60_000
    const company = db.transaction(() => foundCompany(db, until - (DAYS + 30) * 86_400_000))
    const year = writeYear(db, company, {
      ...{ until, days: DAYS, calls, zone: ZONE },
      onProgress(done) {
        if (Date.now() - told < 30_000) return
        told = Date.now()
        console.log(`  ${done.toLocaleString('en')} calls written …`)
      },
    })
    db.raw.pragma('wal_checkpoint(TRUNCATE)')
    return { year, bytes: (await stat(file)).size, seconds: (Date.now() - began) / 1000 }
  } finally {
    db.close()
  }
}
