import type { Command } from 'commander'
import type { CallDetail } from '../contract/calls.ts'
import { amountWords } from '../contract/limitWords.ts'
import type { CallTrace, TraceStep } from '../contract/trace.ts'
import { adminOf } from './admin.ts'
import { placeOf } from './place.ts'
import { printOne } from './print.ts'
import { duration, moment, money } from './words.ts'

/** `keyrack calls show`. */
export function addDetail(calls: Command): void {
  calls
    .command('show <id>')
    .description('show all about one call: where its time went, what was decided, its headers')
    .action(async (id: string, _options: object, command: Command) => {
      const place = placeOf(command)
      printOne(place, await adminOf(place).calls.get.query({ id }), detailWords)
    })
}

function detailWords(call: CallDetail): string {
  const { trace } = call
  return [
    `${trace ? `${trace.method} ${trace.path}` : call.endpoint}  ${call.status ?? call.outcome}  ${duration(call.totalMs)}`,
    '',
    ...facts(call),
    '',
    ...(trace
      ? traceWords(trace)
      : [
          call.unlogged
            ? 'Kept without details, as the team, the member or the token has it.'
            : 'No details are kept of how it went (setting traceDetail, age).',
        ]),
    '',
    ...bodyWords(call),
  ].join('\n')
}

function facts(call: CallDetail): string[] {
  const lines: [string, string | null][] = [
    ['started', moment(call.startedAt)],
    ['outcome', call.reason ? `${call.outcome} (${call.reason})` : call.outcome],
    ['member', call.memberName],
    ['model', call.model],
    ['key', call.keyLabel],
    ['cost', call.priceState === null ? null : money(call.costNanoUsd)],
    ['address', call.address],
    ['client', call.client],
    ['TLS', call.trace ? (call.trace.tls ?? 'none') : null],
  ]
  return lines.map(([name, value]) => `${name.padEnd(14)}${value ?? '–'}`)
}

function traceWords(trace: CallTrace): string[] {
  const { phases, attempts, steps, names, requestHeaders, answerHeaders } = trace
  const headers = (title: string, of: CallTrace['requestHeaders']) =>
    of.length === 0
      ? []
      : ['', title, ...of.map(({ name, value }) => `  ${name}: ${value ?? '(not kept)'}`)]
  return [
    'Where its time went',
    ...phases
      .filter(({ ms }) => ms > 0)
      .map(({ phase, ms }) => `  ${phase.padEnd(12)}${ms.toFixed(1).padStart(9)} ms`),
    ...(attempts.length > 1
      ? attempts.map(
          ({ keyId, ms, status }, index) =>
            `  attempt ${index + 1}   ${ms.toFixed(1).padStart(9)} ms  ${names[keyId] ?? keyId}: ${status ?? 'no answer'}`,
        )
      : []),
    '',
    'What was decided',
    ...steps.map((step) => `  ${markOf(step)} ${stepWords(step, names)}`),
    ...headers('Headers of the request', requestHeaders),
    ...headers("Headers of the provider's answer", answerHeaders),
  ]
}

function markOf(step: TraceStep): string {
  if (step.step === 'stopped') return '✗'
  return step.step === 'limit' && !step.fits ? '!' : '✓'
}

function stepWords(step: TraceStep, names: CallTrace['names']): string {
  switch (step.step) {
    case 'gate':
      return 'network gate'
    case 'token':
      return 'token is valid'
    case 'place':
      return 'own list of addresses'
    case 'hours':
      return 'within the allowed hours'
    case 'caps':
      return 'within what one call may ask for'
    case 'group':
      return `kind of call: ${step.group}`
    case 'model':
      return `may use ${step.model}`
    case 'key':
      return `key ${names[step.keyId] ?? step.keyId} (${step.why}${step.among > 1 ? ` of ${step.among}` : ''})`
    case 'cap':
      return `cut down by a ${step.by}: ${JSON.stringify(step.changes)}`
    case 'parallel':
      return `${step.used} of ${step.size} calls in flight`
    case 'limit':
      return `${names[step.limitId] ?? step.limitId}: ${amountWords(step.metric, step.used)} of ${amountWords(step.metric, step.size)} used, could take ${amountWords(step.metric, step.amount)}`
    case 'limitsLeftOut':
      return `${step.count} more limits, with room left`
    case 'downgrade':
      return `sent to ${step.to} instead of ${step.from} by ${names[step.limitId] ?? step.limitId}`
    case 'masked':
      return `masking found in the ${step.in}: ${JSON.stringify(step.kinds)}`
    case 'stopped':
      return step.reason
  }
}

function bodyWords({ id, bodies }: CallDetail): string[] {
  if (bodies.bodies.length > 0)
    return bodies.bodies.map(
      ({ part, bytes, keptBytes }) =>
        `Kept ${part}: ${keptBytes} of ${bytes} bytes. See: keyrack calls body ${id} --part ${part}`,
    )
  return [
    bodies.isKeptNow
      ? "Nothing of its bodies is kept; the member's next calls have some."
      : 'Bodies are not kept for this member. See: keyrack member keep-bodies --help',
  ]
}
