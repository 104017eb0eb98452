import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Audit, openAudit } from '../../../proxy/admin/audit/audit.ts'
import { lookbackJobs } from '../../../proxy/admin/lookback/jobs.ts'
import type { Lookback } from '../../../proxy/admin/lookback/looks.ts'
import { type Db, openDb, openDbReadOnly } from '../../../proxy/store/db.ts'
import { auditPage } from '../../../proxy/store/reports/auditPage.ts'
import type { VaultHeader } from '../../../proxy/vault/header.ts'
import { Vault } from '../../../proxy/vault/vault.ts'

export const PASSPHRASE = 'violin tram lagoon seventeen'
const kdf = { memoryKiB: 64, passes: 1, lanes: 1 }

export type House = Awaited<ReturnType<typeof buildHouse>>

/** An audit log in files, whose service can end, start again, and be tampered with in between. */
export async function buildHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-audit-'))
  const database = join(folder, 'data', 'keyrack.db')
  const clock = { now: Date.UTC(2026, 10, 21, 12) }
  const bent: string[] = []
  let header: VaultHeader | undefined
  cpSync(mkdtempSync(join(folder, 'x')), join(folder, 'data'), { recursive: true })
  let running = await start()

  async function start(): Promise<{ db: Db; vault: Vault; audit: Audit }> {
    const db = openDb(database)
    const now = () => clock.now
    const save = (saved: VaultHeader) => {
      header = saved
    }
    const vault = new Vault({ save, now, kdf })
    if (header) vault.load(header)
    const audit = openAudit({
      ...{ db, vault, now, database, changed: () => {} },
      reports: { auditPage: async (page) => auditPage(db, page) },
      lookback: () => localLookback(database),
      heads: () => [
        { place: 'data', file: join(folder, 'data', 'audit-head.json') },
        { place: 'outside', file: join(folder, 'state', 'audit-head.json') },
      ],
      bent: (message) => void bent.push(message),
      failed: (error) => {
        throw error
      },
    })
    return { db, vault, audit }
  }

  const house = {
    ...{ folder, database, clock, bent },
    get db() {
      return running.db
    },
    get vault() {
      return running.vault
    },
    get audit() {
      return running.audit
    },
    async unlock() {
      await running.vault.unlock(PASSPHRASE)
      running.audit.log.chainWaiting()
    },
    /** So many acts, each begun and ended: two entries. */
    act(count: number, action = 'members.add') {
      for (let i = 0; i < count; i++) {
        clock.now += 1000
        const act = {
          ...{ action, source: 'command' as const, asked: { name: `Ana ${i}` } },
          actor: { id: 'adm_maya', name: 'Maya', role: 'owner' },
          object: { type: 'member', id: `mem_${i}`, name: `Ana ${i}` },
        }
        const open = running.audit.log.begin(act)
        running.audit.log.end(open, act, { result: 'done' })
      }
    },
    /** Ends in order. */
    async stop() {
      await running.audit.close()
      running.vault.lock()
      running.db.close()
    },
    /** Starts again, locked. */
    async start() {
      running = await start()
    },
    /** Ends, lets somebody write to the files, starts again and unlocks. */
    async bend(work: (raw: Database.Database) => void) {
      await house.stop()
      const raw = new Database(database)
      work(raw)
      raw.close()
      await house.start()
      await house.unlock()
    },
    /** What a whole check finds, as `kind seq`. */
    async found(): Promise<string | null> {
      const { broken } = await running.audit.checks.check('all')
      return broken && `${broken.kind} ${broken.seq}`
    },
    copyData: (to: string) => cpSync(join(folder, 'data'), join(folder, to), { recursive: true }),
    putBack(from: string, files: readonly string[]) {
      for (const file of ['keyrack.db-wal', 'keyrack.db-shm'])
        rmSync(join(folder, 'data', file), { force: true })
      for (const file of files) cpSync(join(folder, from, file), join(folder, 'data', file))
    },
    async close() {
      await house.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await running.vault.create(PASSPHRASE)
  running.audit.log.chainWaiting()
  return house
}

/** The looks without their thread, on a reading connection of their own. */
function localLookback(file: string): Lookback {
  const db = openDbReadOnly(file)
  const jobs = lookbackJobs(db)
  return {
    auditSlice: async (stretch: never) => jobs.auditSlice(stretch),
    close: async () => db.close(),
  } as unknown as Lookback
}
