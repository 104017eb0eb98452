import { workerData } from 'node:worker_threads'
import { answerOnThread } from '../../base/thread.ts'
import { openDbReadOnly } from '../../store/db.ts'
import { lookbackJobs } from './jobs.ts'
import type { LookbackName } from './looks.ts'

const { file } = workerData as { file: string }
const db = openDbReadOnly(file)
const jobs = lookbackJobs(db)

answerOnThread(
  // The asking side's types tie each name to its input.
  (name, input) => (jobs[name as LookbackName] as (input: unknown) => unknown)(input),
  () => db.close(),
)
