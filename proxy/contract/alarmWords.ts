import type { AlarmKind } from './alarmRules.ts'
import type { Alarm, AlarmEvidence, EvidenceUnit } from './alarms.ts'

/** What words are made of; a preview has no more than this. */
export type Told = Pick<Alarm, 'kind' | 'memberName' | 'tokenName' | 'keyLabel' | 'address'> & {
  evidence: AlarmEvidence
}

const NANO_PER_USD = 1_000_000_000
const GIB = 1024 ** 3

const UNITS: Record<
  Exclude<EvidenceUnit, 'nanoUsd' | 'percent' | 'bytes'>,
  [one: string, several: string]
> = {
  calls: ['call', 'calls'],
  tokens: ['token', 'tokens'],
  days: ['day', 'days'],
  addresses: ['address', 'addresses'],
  wrongTokens: ['wrong token', 'wrong tokens'],
  counters: ['counter', 'counters'],
}

/** An amount as it is said in passing: `412 calls`, `$12.40`, `64 %`. */
export function evidenceAmount(unit: EvidenceUnit, value: number): string {
  if (unit === 'nanoUsd') return `$${number(value / NANO_PER_USD, unit)}`
  if (unit === 'percent') return `${number(value, unit)} %`
  if (unit === 'bytes') return `${number(value / GIB, unit)} GiB`
  return `${number(value, unit)} ${UNITS[unit][value === 1 ? 0 : 1]}`
}

function number(value: number, unit: EvidenceUnit): string {
  const digits = unit === 'nanoUsd' ? 2 : unit === 'bytes' ? 1 : 0
  return value.toLocaleString('en', {
    minimumFractionDigits: unit === 'nanoUsd' ? 2 : 0,
    maximumFractionDigits: digits,
  })
}

/** `this hour`, `in 5 minutes`; nothing for a state. */
function stretch({ windowMs }: AlarmEvidence): string {
  if (windowMs === null) return ''
  if (windowMs === 3_600_000) return ' this hour'
  const minutes = Math.round(windowMs / 60_000)
  if (minutes >= 1) return minutes === 1 ? ' in a minute' : ` in ${minutes} minutes`
  return ` in ${Math.max(1, Math.round(windowMs / 1000))} seconds`
}

const amount = ({ evidence }: Told) => evidenceAmount(evidence.unit, evidence.value)
const first = ({ evidence }: Told) => evidence.seen[0] ?? ''

const TITLES: Record<AlarmKind, (alarm: Told, who: string) => string> = {
  requestSurge: (alarm, who) => `${who}: ${amount(alarm)}${stretch(alarm.evidence)}`,
  costSurge: (alarm, who) => `${who}: ${amount(alarm)}${stretch(alarm.evidence)}`,
  quotaSurge: (alarm, who) => `${who}: ${amount(alarm)} of a month’s quota within an hour`,
  newAddress: (alarm, who) => `${who} calls from a new address: ${first(alarm)}`,
  parallelUse: (alarm, who) => `${who}: one token at ${amount(alarm)} at the same time`,
  errorBurst: (alarm, who) => `${who}: ${amount(alarm)} failed${stretch(alarm.evidence)}`,
  tokenSpray: (alarm) =>
    `${amount(alarm)} from ${alarm.address}${stretch(alarm.evidence)}: somebody tries tokens`,
  offHours: (alarm, who) => `${who}: ${amount(alarm)} at an unusual time`,
  modelChange: (alarm, who) =>
    `${who}: ${first(alarm)}, never used before, makes ${amount(alarm)} of the cost${stretch(alarm.evidence)}`,
  inputJump: (alarm, who) => `${who}: a call of ${amount(alarm)}`,
  dormantToken: (alarm, who) =>
    `${who}: the token ${alarm.tokenName ?? ''} is used again after ${amount(alarm)}`,
  decoyToken: (alarm) =>
    `Somebody used the decoy token ${alarm.tokenName ?? ''} from ${alarm.address}`,
  runawayAgent: (_alarm, who) => `${who}: an agent seems to run in a loop`,
  budget: ({ evidence }) => evidence.note,
  keyRefused: ({ keyLabel }) => `The provider turns the key ${keyLabel ?? ''} down`,
  keyNoCredit: ({ keyLabel }) => `The account behind the key ${keyLabel ?? ''} is out of credit`,
  certificateExpiring: (alarm) => `The proxy’s certificate ends in ${amount(alarm)}`,
  tokenExpiring: (alarm, who) =>
    `${who}: the token ${alarm.tokenName ?? ''} ends in ${amount(alarm)}`,
  diskLow: (alarm) => `Only ${amount(alarm)} are left on the disk`,
  countersDiffer: (alarm) => `${amount(alarm)} of limits did not agree with the ledger`,
  outsideCalls: (alarm) =>
    `${amount(alarm)} with the key ${alarm.keyLabel ?? ''} did not go through Keyrack`,
  auditBroken: () => 'The audit log was bent',
}

/** One line that says what happened: `Ana: 412 calls this hour`. */
export function alarmTitle(alarm: Told): string {
  return TITLES[alarm.kind](alarm, alarm.memberName ?? 'Somebody').replaceAll(/ {2,}/g, ' ')
}

/** Why it fired, from its evidence: `Usual for weekday afternoons: 30–55 calls. Score 14; it fires above 6.` */
export function alarmReason({ kind, evidence }: Told): string {
  const { usual, unit, score, threshold, known, note } = evidence
  const sentences: string[] = []
  if (note !== '' && kind !== 'budget') sentences.push(/[.!?]$/.test(note) ? note : `${note}.`)
  if (usual) {
    const low = number(unit === 'nanoUsd' ? usual.low / NANO_PER_USD : usual.low, unit)
    sentences.push(
      `Usual${usual.when === '' ? '' : ` for ${usual.when}`}: ${unit === 'nanoUsd' ? '$' : ''}${low} to ${evidenceAmount(unit, usual.high)}.`,
    )
  }
  if (known.length > 0) sentences.push(`Known: ${known.slice(0, 5).join(', ')}${more(known, 5)}.`)
  if (score !== null && threshold !== null)
    sentences.push(
      kind === 'offHours'
        ? `By chance this happens with a probability of ${small(score)}; it fires below ${threshold}.`
        : `Score ${score.toFixed(score < 10 ? 1 : 0)}; it fires above ${threshold}.`,
    )
  return sentences.join(' ')
}

const more = (list: string[], shown: number) =>
  list.length > shown ? ` and ${list.length - shown} more` : ''

const small = (probability: number) =>
  probability < 0.000_001 ? 'less than 0.000001' : probability.toPrecision(2)
