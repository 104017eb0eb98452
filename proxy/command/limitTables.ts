import type {
  Limit,
  LimitExplanation,
  LimitPreview,
  LimitStanding,
  LimitSummary,
} from '../contract/limits.ts'
import { amountWords, limitWords, scopeWords } from '../contract/limitWords.ts'
import type { Column } from './print.ts'
import { moment, plural } from './words.ts'

/** Whom a limit is about: `everybody`, `team App`, `each of team App`. */
export function whoWords({
  level,
  each,
  subjectName,
}: Pick<Limit, 'level' | 'each'> & { subjectName: string }): string {
  if (level === 'workspace') return each ? 'each member' : 'everybody'
  return `${each ? 'each of ' : ''}${level} ${subjectName}`
}

function actionWords({ action }: Pick<Limit, 'action'>): string {
  return action.kind === 'downgrade' ? `goes to ${action.model}` : action.kind
}

export const LIMIT_COLUMNS: Column<LimitSummary>[] = [
  { title: 'id', value: (limit) => limit.id },
  { title: 'for', value: whoWords },
  { title: 'limit', value: limitWords },
  { title: 'of', value: ({ scope }) => scopeWords(scope) },
  { title: 'then', value: actionWords },
  {
    title: 'warns at',
    value: ({ warnAtPercent }) => (warnAtPercent === null ? '–' : `${warnAtPercent} %`),
    right: true,
  },
  { title: 'changed', value: changesOf },
  { title: 'note', value: (limit) => limit.note },
]

/** Raises that last and what was put into a pot. */
function changesOf({ raises, toppedUp, metric }: LimitSummary): string {
  return [
    ...(toppedUp > 0 ? [`+ ${amountWords(metric, toppedUp)}`] : []),
    ...raises.map(({ size, until }) => `${amountWords(metric, size)} until ${moment(until)}`),
  ].join(', ')
}

/** The counters of limits, members by name. */
export function standingColumns(names: ReadonlyMap<string, string>): Column<LimitStanding>[] {
  const amount = ({ limit }: LimitStanding, value: number) => amountWords(limit.metric, value)
  return [
    { title: 'id', value: ({ limit }) => limit.id },
    {
      title: 'for',
      value: ({ limit, subjectName, memberId }) =>
        memberId === null
          ? whoWords({ ...limit, subjectName })
          : `member ${names.get(memberId) ?? memberId}`,
    },
    { title: 'limit', value: ({ limit, size }) => limitWords({ ...limit, size }) },
    { title: 'of', value: ({ limit }) => scopeWords(limit.scope) },
    { title: 'used', value: (line) => amount(line, line.used), right: true },
    { title: 'held', value: (line) => amount(line, line.reserved), right: true },
    { title: 'left', value: (line) => amount(line, line.left), right: true },
    { title: 'resets', value: ({ resetsAt }) => moment(resetsAt) },
    { title: 'raised until', value: ({ raisedUntil }) => moment(raisedUntil) },
  ]
}

export function previewWords({ days, calls, refused, members }: LimitPreview): string {
  const told = `Of ${plural(calls, 'call')} that it counts in the last ${days} days it would have stopped ${refused}`
  const who = members.map((member) => `${member.name} ${member.refused}`).join(', ')
  return who === '' ? `${told}.` : `${told}: ${who}.`
}

export function explanationWords(told: LimitExplanation): string {
  const { standing, ledger, inFlight } = told
  const { metric } = standing.limit
  const amount = (value: number) => amountWords(metric, value)
  const held = inFlight.reduce((sum, call) => sum + call.amount, 0)
  return [
    `${limitWords({ ...standing.limit, size: standing.size })}, ${scopeWords(standing.limit.scope)}`,
    `used ${amount(standing.used)}, held ${amount(standing.reserved)}, left ${amount(standing.left)}`,
    `counted since ${moment(told.since)}, resets ${moment(standing.resetsAt)}`,
    `ledger: ${plural(ledger.calls, 'call')}, ${amount(ledger.amount)}; ${
      told.agrees ? 'the counter agrees' : 'THE COUNTER DOES NOT AGREE'
    }`,
    ...(inFlight.length > 0
      ? [`in flight: ${plural(inFlight.length, 'call')}, ${amount(held)}`]
      : []),
    ...told.raises.map(
      ({ id, size, until }) => `raise ${id}: ${amount(size)} until ${moment(until)}`,
    ),
    ...told.topUps.map(
      ({ amount: put, createdAt }) => `put in ${amount(put)}, ${moment(createdAt)}`,
    ),
    ...(told.clearedAt === null ? [] : [`cleared ${moment(told.clearedAt)}`]),
    ...told.prices.map(
      ({ model, priceId, calls, amount: sum }) =>
        `${model ?? '(no model)'}: ${plural(calls, 'call')}, ${amount(sum)}${priceId === null ? '' : ` by ${priceId}`}`,
    ),
    ...told.calls.map(
      (call) =>
        `  ${moment(call.startedAt)}  ${call.callId}  ${call.model ?? '–'}  ${amount(call.amount)}`,
    ),
  ].join('\n')
}
