import { existsSync, statSync } from 'node:fs'
import { setPriority } from 'node:os'
import { workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { answerOnThread } from '../base/thread.ts'
import { openDbReadOnly } from './db.ts'
import { answerReport, type ReportRequest } from './reports/index.ts'

/** A thread that reads for reports; the first one also writes the WAL back into the database. Both off the event loop. */
const CHECKPOINT_MS = 1000
/** Ticks without a new write after which the WAL is cut to nothing. */
const IDLE_TICKS = 5

/** How much calls come before long reports where both want the same core (nice). */
const BEHIND_CALLS = 10

const { file, isForLong } = workerData as { file: string; isForLong: boolean }

const reader = openDbReadOnly(file)
const checkpointer = isForLong ? undefined : openCheckpointer(file)
const timer = checkpointer && setInterval(() => checkpoint(checkpointer), CHECKPOINT_MS)
if (isForLong) standBack()
let lastWrite = ''
let idleTicks = 0

answerOnThread(
  (name, input) => answerReport(reader, { name, input } as ReportRequest),
  function close() {
    clearInterval(timer)
    reader.close()
    checkpointer?.close()
  },
)

/** Only on Linux do threads have a place of their own in the queue; elsewhere this would be the whole service's. */
function standBack(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(BEHIND_CALLS)
  } catch {
    // A container may forbid it: reports run all the same.
  }
}

function openCheckpointer(path: string): Database.Database {
  const raw = new Database(path, { fileMustExist: true })
  // Never waits and never makes the writer wait: a busy tick is simply left out.
  raw.pragma('busy_timeout = 0')
  raw.pragma('trusted_schema = OFF')
  // The fsync of the checkpoint is what a power cut cannot take back; synchronous=OFF would skip it.
  raw.pragma('synchronous = NORMAL')
  if (process.platform === 'darwin') raw.pragma('checkpoint_fullfsync = ON')
  return raw
}

function checkpoint(connection: Database.Database): void {
  try {
    const write = walState()
    idleTicks = write === lastWrite ? idleTicks + 1 : 0
    lastWrite = write
    if (idleTicks === 0) connection.pragma('wal_checkpoint(PASSIVE)')
    else if (idleTicks === IDLE_TICKS) {
      connection.pragma('wal_checkpoint(TRUNCATE)')
      lastWrite = walState()
    }
  } catch (error) {
    // Busy, or the disk is full: the next tick tries again, and reports go on.
    if (!(error instanceof Database.SqliteError)) throw error
  }
}

function walState(): string {
  const wal = `${file}-wal`
  if (!existsSync(wal)) return ''
  const { size, mtimeMs } = statSync(wal)
  return `${size} ${mtimeMs}`
}
