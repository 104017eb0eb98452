import type { AuditField, AuditFilter } from '../contract/audit.ts'

/** How acts are chosen on the command line. */
export interface FilterFlags {
  since?: number
  until?: number
  who?: string[]
  action?: string[]
  object?: string[]
  result?: string[]
  source?: string[]
  text?: string[]
}

const FIELDS = [
  'who',
  'action',
  'object',
  'result',
  'source',
  'text',
] as const satisfies AuditField[]

export function auditFilterFrom(flags: FilterFlags): AuditFilter {
  const terms = FIELDS.flatMap((field) => {
    const values = flags[field]
    return values ? [{ field, values, negated: false }] : []
  })
  return {
    terms,
    ...(flags.since !== undefined && { since: flags.since }),
    ...(flags.until !== undefined && { until: flags.until }),
  }
}
