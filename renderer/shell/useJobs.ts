import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Job } from '../../proxy/contract/jobs.ts'
import { useClient } from '../client.tsx'
import { toast } from '../ui/toast.tsx'
import { useWords } from '../words/words.ts'
import { countedWords, jobName } from './jobWords.ts'

/** One's own long work; the end of each is said once, also to those who look elsewhere. */
export function useJobs(): Job[] {
  const t = useWords('jobs')
  const client = useClient()
  const { data } = useQuery({ queryKey: ['jobs'], queryFn: () => client.jobs.list.query() })
  // What ended before anybody looked is told by the list alone.
  const [since] = useState(() => Date.now())
  const said = useRef(new Set<string>())
  useEffect(() => {
    for (const job of data ?? []) {
      if (job.endedAt === null || job.endedAt < since || said.current.has(job.id)) continue
      said.current.add(job.id)
      sayEnd(job)
    }
    function sayEnd(job: Job): void {
      const what = jobName(t, job)
      if (job.state === 'done') {
        toast({ message: t('finished', { what, counted: countedWords(t, job) }) })
      }
      if (job.state === 'failed') {
        toast({ tone: 'bad', message: t('failed', { what, problem: job.problem ?? '' }) })
      }
    }
  }, [data, since, t])
  return data ?? []
}
