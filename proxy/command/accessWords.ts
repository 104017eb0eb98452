import type { AccessEntry, AccessRules, CallCaps, EffectiveAccess } from '../contract/access.ts'
import { moment } from './words.ts'

export const nameOf = ({ level, subjectName }: AccessEntry) =>
  level === 'workspace' ? 'everybody' : `${level} ${subjectName}`

export function entryWords(entry: AccessEntry): string {
  const lines = ruleLines(entry.rules)
  return [`${nameOf(entry)}:`, ...(lines.length > 0 ? lines : ['no rules'])].join('\n  ')
}

export function ruleLines({ hours, caps, ...lists }: AccessRules): string[] {
  const line = (name: string, entries: readonly string[]) =>
    entries.length > 0 ? [`${name}: ${entries.join(', ')}`] : []
  return [
    ...line('only models', lists.allowModels),
    ...line('never models', lists.denyModels),
    ...line('only endpoints', lists.allowEndpoints),
    ...line('never endpoints', lists.denyEndpoints),
    ...line('only from', lists.addresses),
    ...line('only at', hours.map(hoursWords)),
    ...line('at most', capWords(caps)),
  ]
}

const CAP_WORDS = {
  maxOutputTokens: 'output tokens',
  maxInputTokens: 'input tokens',
  maxChoices: 'answers at once',
  maxImages: 'pictures',
  maxImagePixels: 'pixels a picture',
} as const

function capWords(caps: CallCaps): string[] {
  const names = Object.keys(CAP_WORDS) as (keyof typeof CAP_WORDS)[]
  const words = names.flatMap((name) =>
    caps[name] === null ? [] : `${caps[name]} ${CAP_WORDS[name]}`,
  )
  const beyond = caps.tooMuch === 'clamp' ? 'cut down beyond' : 'refused beyond'
  return words.length === 0 ? [] : [...words, beyond]
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const clock = (minute: number) =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')
const hoursWords = ({ days, from, to }: AccessRules['hours'][number]) =>
  `${days.map((day) => DAYS[day - 1]).join(',')} ${clock(from)}-${clock(to)}`

export function effectiveWords({
  models,
  deniedEndpoints,
  grants,
  entries,
}: EffectiveAccess): string {
  return [
    `models: ${models.join(', ') || 'none'}`,
    ...(deniedEndpoints.length > 0 ? [`closed: ${deniedEndpoints.join(', ')}`] : []),
    ...grants.map(
      ({ model, until }) =>
        `granted: ${model} ${until === null ? 'for good' : `until ${moment(until)}`}`,
    ),
    ...(entries.length > 0 ? entries.map(entryWords) : ['no rules on any level']),
  ].join('\n')
}
