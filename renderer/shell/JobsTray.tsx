import { Button, Popover, Progress } from '@mantine/core'
import { IconChecklist, IconLoader } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import type { Job } from '../../proxy/contract/jobs.ts'
import { desktop } from '../bridge.ts'
import { useClient } from '../client.tsx'
import { StatusBadge, type Tone } from '../ui/StatusBadge.tsx'
import { toast } from '../ui/toast.tsx'
import { useNow } from '../ui/useNow.ts'
import { useWords } from '../words/words.ts'
import { jobName, percentOf, stateWords } from './jobWords.ts'
import './jobs.css'
import { useJobs } from './useJobs.ts'

const TICK_MS = 1000
const TONES: Record<Job['state'], Tone> = {
  ...{ running: 'running', done: 'ok', failed: 'bad', cancelled: 'off' },
}

/** Long work in the footer: how far it is, and what came of it. Nothing is shown while there is none. */
export function JobsTray() {
  const t = useWords('jobs')
  const jobs = useJobs()
  if (jobs.length === 0) return null
  const summary = summaryWords(t, jobs)
  const Icon = jobs.some(({ state }) => state === 'running') ? IconLoader : IconChecklist
  return (
    <Popover
      position="top-end"
      width={380}
      shadow="md"
      // The word that one of them is done comes up in the same corner.
      zIndex={500}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className="kr-plain kr-foot-button"
          aria-label={`${summary}: ${t('open')}`}
        >
          <Icon size={14} stroke={1.75} aria-hidden="true" />
          {summary}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('title')} className="kr-jobs">
        {jobs.map((job) => (
          <JobItem key={job.id} of={job} />
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}

function summaryWords(t: TFunction<'jobs'>, jobs: Job[]): string {
  const running = jobs.filter(({ state }) => state === 'running')
  const [first] = running
  if (!first) return t(jobs[0]?.state === 'failed' ? 'overFailed' : 'over')
  const percent = percentOf(first)
  if (running.length > 1 || percent === undefined) return t('running', { count: running.length })
  return t('percent', { percent: Math.floor(percent) })
}

function JobItem({ of: job }: { of: Job }) {
  const t = useWords('jobs')
  const client = useClient()
  const queries = useQueryClient()
  const now = useNow(TICK_MS)
  const refresh = () => queries.invalidateQueries({ queryKey: ['jobs'] })
  const end = useMutation({
    mutationFn: () =>
      job.state === 'running'
        ? client.jobs.cancel.mutate({ id: job.id })
        : client.jobs.dismiss.mutate({ id: job.id }),
    onError: () => toast({ tone: 'bad', message: t('cancelFailed') }),
    onSettled: refresh,
  })
  const { file } = job
  const percent = percentOf(job)
  return (
    <section className="kr-job" aria-label={jobName(t, job)}>
      <div className="kr-job-head">
        <StatusBadge tone={TONES[job.state]}>{jobName(t, job)}</StatusBadge>
      </div>
      {job.state === 'running' && (
        <Progress
          value={percent ?? 100}
          animated={percent === undefined}
          aria-label={t('progress')}
          size="sm"
        />
      )}
      <p className="kr-small kr-muted">{stateWords(t, job, now)}</p>
      <div className="kr-actions">
        {file !== null && desktop() && (
          <Button size="xs" variant="default" onClick={() => void desktop()?.showFile(file)}>
            {t('showFile')}
          </Button>
        )}
        <Button size="xs" variant="default" loading={end.isPending} onClick={() => end.mutate()}>
          {t(job.state === 'running' ? 'cancel' : 'dismiss')}
        </Button>
      </div>
    </section>
  )
}
