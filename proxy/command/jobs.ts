import type { Command } from 'commander'
import type { Job } from '../contract/jobs.ts'
import { adminOf } from './admin.ts'
import { progressOf } from './followJob.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { moment } from './words.ts'

export function addJobs(program: Command): void {
  const job = program
    .command('job')
    .summary('long work: exports and the like')
    .description('Long work that you started, here or in the window: exports and the like.')

  job
    .command('list')
    .description('list your work, newest first')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      printList(place, await adminOf(place).jobs.list.query(), COLUMNS, 'Nothing is going on.')
    })

  job
    .command('cancel <id>')
    .description('stop work that is going on; a file that is not whole is removed')
    .action(async (id: string, _options: object, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).jobs.cancel.mutate({ id })
      printOne(place, { id, cancelled: true }, () => `${id} is cancelled.`)
    })
}

const COLUMNS: Column<Job>[] = [
  { title: 'id', value: ({ id }) => id },
  { title: 'started', value: ({ startedAt }) => moment(startedAt) },
  { title: 'work', value: ({ kind }) => kind },
  { title: 'about', value: ({ subject }) => subject ?? '' },
  { title: 'state', value: ({ state }) => state },
  { title: 'done', value: progressOf, right: true },
  { title: 'result', value: ({ file, problem }) => problem ?? file ?? '' },
]
