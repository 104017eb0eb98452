import { looksLikeSecret } from '../../base/secretShape.ts'
import type { AuditChange, AuditResult, AuditSource } from '../../contract/audit.ts'

/** Something worth keeping for good, as any room tells it. Never a secret. */
export interface Act {
  /** Such as `limits.add`: a noun and what was done to it. */
  action: string
  source: AuditSource
  /** Left out for the service itself, and while nobody knows who it is. */
  actor?: { id: string; name: string; role: string } | undefined
  object?: ActObject | undefined
  address?: string | undefined
  /** What was asked for; secrets are left out of it here. */
  asked?: unknown
}

export interface ActObject {
  type: string
  id: string | null
  name?: string | null
}

/** How an act ended. */
export interface Outcome {
  result: Exclude<AuditResult, 'begun'>
  actor?: Act['actor']
  object?: ActObject | undefined
  changes?: AuditChange[] | undefined
  /** Why not; words that may be shown. */
  reason?: string | undefined
}

/** Fields that are left out of the log, whatever stands in them. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set([
  ...['passphrase', 'current', 'next', 'secret', 'code', 'recoveryKey', 'token', 'pasted'],
  ...['password', 'webhookUrl', 'terms', 'typedName'],
])

const LEFT_OUT = '(left out)'
const LONGEST_TEXT = 300
const LONGEST_DETAIL = 4000

/** A value as it may stand in the log: short, and without what is or looks like a secret. */
export function withoutSecrets(value: unknown): unknown {
  if (value === undefined || value === null) return null
  const text = JSON.stringify(value, (name, inner: unknown) => {
    if (SECRET_FIELDS.has(name) && !isFilter(name, inner)) return LEFT_OUT
    return typeof inner === 'string' ? cleanText(inner) : inner
  })
  return text.length > LONGEST_DETAIL ? { leftOut: 'too long' } : JSON.parse(text)
}

/** The words of a filter say what was exported; a dictionary's are the very thing that is to stay unknown. */
function isFilter(name: string, value: unknown): boolean {
  return name === 'terms' && Array.isArray(value) && value.every((one) => typeof one === 'object')
}

/** The same for one text. */
export function cleanText(text: string): string {
  if (looksLikeSecret(text)) return LEFT_OUT
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
}

/** Which fields differ; a field that is not there counts as null. */
export function changesBetween(before: Fields | undefined, after: Fields | undefined) {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  const changes: AuditChange[] = []
  for (const field of names) {
    const [was, is] = [before?.[field] ?? null, after?.[field] ?? null]
    if (JSON.stringify(was) === JSON.stringify(is)) continue
    changes.push({ field, before: withoutSecrets(was), after: withoutSecrets(is) })
  }
  return changes
}

export type Fields = Record<string, unknown>
