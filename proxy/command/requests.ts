import { type Command, Option } from 'commander'
import { amountWords } from '../contract/limitWords.ts'
import type { AccessRequest, RequestState } from '../contract/requests.ts'
import { type Admin, adminOf } from './admin.ts'
import { readUnits } from './limitFlags.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { readUntil } from './until.ts'
import { count, moment, money } from './words.ts'

interface ApproveFlags {
  until?: string
  always?: boolean
  to?: string
  answer?: string
}

export function addRequests(program: Command): void {
  const request = program
    .command('request')
    .summary('what teammates ask for')
    .description('What teammates ask for: a model, more of a limit, a prompt.')

  request
    .command('list')
    .description('list the requests that wait, or those that were answered')
    .addOption(
      new Option('--state <state>', 'which ones')
        .choices(['open', 'approved', 'declined', 'all'])
        .default('open'),
    )
    .action(async ({ state }: { state: RequestState | 'all' }, command: Command) => {
      const place = placeOf(command)
      const which = state === 'all' ? {} : { state }
      const requests = await adminOf(place).requests.list.query(which)
      printList(place, requests, COLUMNS, 'Nothing is asked for.')
    })

  request
    .command('approve <id>')
    .description('grant what is asked for; the next call has it')
    .option('--until <time>', 'friday, tomorrow, 2026-12-01, 3d, 12h')
    .option('--always', 'for good')
    .option('--to <amount>', 'another size than asked, in the unit of the limit')
    .option('--answer <text>', 'a word to the teammate')
    .action(async (id: string, flags: ApproveFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      if ((flags.until === undefined) === (flags.always === undefined))
        throw new CommandProblem('Say how long: --until friday, or --always.')
      const { value: zone } = await admin.settings.get.query({ name: 'timeZone' })
      const until =
        flags.until === undefined ? null : readUntil(flags.until, Date.now(), String(zone))
      const size = flags.to === undefined ? undefined : await sizeOf(admin, id, flags.to)
      const answer = flags.answer ?? ''
      await admin.requests.approve.mutate({
        id,
        until,
        answer,
        ...(size !== undefined && { size }),
      })
      printOne(place, { id, state: 'approved', until }, () =>
        until === null
          ? `${id} is approved for good.`
          : `${id} is approved until ${moment(until)}.`,
      )
    })

  request
    .command('decline <id>')
    .description('say no, and why')
    .requiredOption('--reason <text>', 'what the teammate is told')
    .action(async (id: string, { reason }: { reason: string }, command: Command) => {
      const place = placeOf(command)
      await adminOf(place).requests.decline.mutate({ id, answer: reason })
      printOne(place, { id, state: 'declined' }, () => `${id} is declined.`)
    })
}

async function sizeOf(admin: Admin, id: string, text: string): Promise<number> {
  const request = (await admin.requests.list.query({ state: 'open' })).find((one) => one.id === id)
  if (request?.standing) return readUnits(request.standing.limit.metric, text)
  throw new CommandProblem('--to is for requests about a limit. See: keyrack request list')
}

const askedFor = ({ subjectWords, size, standing }: AccessRequest) =>
  size === null || !standing
    ? subjectWords
    : `${amountWords(standing.limit.metric, size)} instead of ${subjectWords}`

const COLUMNS: Column<AccessRequest>[] = [
  { title: 'id', value: ({ id }) => id },
  { title: 'when', value: ({ createdAt }) => moment(createdAt) },
  { title: 'member', value: ({ memberName }) => memberName },
  { title: 'asks for', value: (request) => `${request.kind}: ${askedFor(request)}` },
  { title: 'why', value: ({ reason }) => reason },
  { title: 'calls 30d', value: ({ calls30d }) => count(calls30d), right: true },
  { title: 'cost 30d', value: ({ costNanoUsd30d }) => money(costNanoUsd30d), right: true },
  { title: 'state', value: ({ state }) => state },
]
