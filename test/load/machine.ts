import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import Database from 'better-sqlite3'
import undici from 'undici/package.json' with { type: 'json' }
import { canPin, LOAD_CORE, MEASURED_CORE } from './cpu.ts'

/** What a reader must know to judge the figures. */
export function describeMachine(nginxVersion: string | undefined): string {
  const sqlite = new Database(':memory:')
  const sqliteVersion = sqlite.prepare('SELECT sqlite_version()').pluck().get()
  sqlite.close()
  const [cpu] = cpus()
  return [
    `Machine   ${cpu?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, load before: ${loadavg()[0]?.toFixed(1)}`,
    `Versions  Node ${process.versions.node}, undici ${undici.version}, SQLite ${sqliteVersion}, nginx ${nginxVersion ?? 'not there: no figures against it'}`,
    canPin
      ? `Cores     Keyrack and nginx on core ${MEASURED_CORE}; load and provider on core ${LOAD_CORE}`
      : 'Cores     nothing is pinned: one core, or no taskset',
  ].join('\n')
}
