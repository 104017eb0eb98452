import type { TFunction } from 'i18next'
import {
  AUDIT_FIELDS,
  type AuditAct,
  type AuditChange,
  type AuditField,
  type AuditFilter,
  type AuditResult,
} from '../../../proxy/contract/audit.ts'
import { readFilter } from '../../filterWords.ts'
import { dayTime, UNKNOWN } from '../../format.ts'
import type { Tone } from '../../ui/StatusBadge.tsx'
import { auditActs } from '../../words/en/audit.ts'

export const RESULT_TONES: Record<AuditResult, Tone> = {
  ...{ begun: 'running', done: 'ok', failed: 'warn', refused: 'bad', interrupted: 'unusual' },
}

/** What was done, in words; a command that has none is its own name. */
export function actWords(action: string): string {
  return auditActs[action] ?? action.replace('.', ': ')
}

export function whoWords(t: TFunction<'audit'>, { actorId, actorName, source, erased }: AuditAct) {
  if (actorName !== null) return actorName
  if (erased && actorId !== null) return t('erasedName')
  if (actorId !== null) return actorId
  return source === 'service' || source === 'rule' ? t('nobody') : t('stranger')
}

export function roleWords(t: TFunction<'audit'>, role: string | null): string {
  return role !== null && isRole(role) ? t(`role_${role}`) : (role ?? UNKNOWN)
}

const ROLES = ['owner', 'admin', 'teamLead', 'auditor', 'viewer', 'member'] as const
const isRole = (role: string): role is (typeof ROLES)[number] =>
  (ROLES as readonly string[]).includes(role)

/** What it was done to, by the name it had then; a setting is written as its changes are. */
export function objectWords({ objectType, objectName, objectId }: AuditAct): string {
  if (objectType === 'setting' && objectId !== null) return fieldWords(objectId)
  return objectName ?? objectId ?? ''
}

/** The first of what was changed, for a list. */
export function changeWords({ changes, reason }: AuditAct): string {
  if (reason !== null) return reason
  const [first] = changes
  if (!first) return ''
  const more = changes.length > 1 ? ` +${changes.length - 1}` : ''
  return `${fieldWords(first.field)}: ${valueWords(first, 'before')} → ${valueWords(first, 'after')}${more}`
}

/** `warnAtPercent` as people write it: `warn at percent`. */
export function fieldWords(field: string): string {
  return field.replaceAll('.', ' ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

const IS_MOMENT = /(At|[uU]ntil|effectiveFrom)$/

export function valueWords(change: AuditChange, side: 'before' | 'after'): string {
  const value = change[side]
  if (value === null || value === undefined || value === '') return UNKNOWN
  if (typeof value === 'number' && IS_MOMENT.test(change.field)) return dayTime(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The filter text as the service takes it, and the fields that nobody knows. */
export function auditFilterOf(text: string): { filter: AuditFilter; unknown: string[] } {
  const unknown: string[] = []
  const terms = readFilter(text).flatMap(({ field, values, negated }) => {
    const name = field ?? 'text'
    if (!isField(name)) {
      unknown.push(name)
      return []
    }
    return [{ field: name, negated, values: values.map((value) => value.text) }]
  })
  return { filter: { terms }, unknown }
}

const isField = (name: string): name is AuditField =>
  (AUDIT_FIELDS as readonly string[]).includes(name)
