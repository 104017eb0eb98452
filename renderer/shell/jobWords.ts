import type { TFunction } from 'i18next'
import type { Job } from '../../proxy/contract/jobs.ts'
import { duration, wholeNumber } from '../format.ts'

/** Before so much time has passed, how long the rest takes is a guess. */
const GUESS_MS = 5000

export function jobName(t: TFunction<'jobs'>, { kind, subject }: Job): string {
  return subject === null ? t(kind) : t(`${kind}Of`, { subject })
}

/** `1,200 of 3,000 calls`. */
export function countedWords(t: TFunction<'jobs'>, { done, total, unit, state }: Job): string {
  const words = { done: wholeNumber(done), unit: t(`unit_${unit}`) }
  if (total === null || state === 'done') return t('counted', words)
  return t('countedOf', { ...words, total: wholeNumber(total) })
}

/** How much of it is done, in percent; undefined when nobody knows how much there is. */
export function percentOf({ done, total }: Job): number | undefined {
  return total === null || total === 0 ? undefined : Math.min(100, (done / total) * 100)
}

/** How it stands, in a line. */
export function stateWords(t: TFunction<'jobs'>, job: Job, now: number): string {
  const counted = countedWords(t, job)
  switch (job.state) {
    case 'done':
      return t('done', { counted, time: duration((job.endedAt ?? now) - job.startedAt) })
    case 'failed':
      return job.problem ?? ''
    case 'cancelled':
      if (job.kind === 'erasure') return t('cancelledErasure')
      return t(job.kind === 'retention' ? 'cancelledDeletion' : 'cancelled')
    case 'running': {
      const left = timeLeft(job, now)
      return left === undefined ? counted : `${counted} · ${t('left', { time: duration(left) })}`
    }
  }
}

/** Milliseconds until the end, as far as what was done so far tells. */
export function timeLeft({ startedAt, done, total }: Job, now: number): number | undefined {
  const passed = now - startedAt
  if (total === null || done === 0 || passed < GUESS_MS) return undefined
  const left = ((total - done) / done) * passed
  return Math.max(1000, Math.round(left / 1000) * 1000)
}
