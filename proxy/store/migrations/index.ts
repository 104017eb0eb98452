import { first } from './0001-first.ts'
import { limits } from './0002-limits.ts'
import { alarms } from './0003-alarms.ts'
import { notify } from './0004-notify.ts'
import { narrowCalls } from './0005-narrow-calls.ts'
import { audit } from './0006-audit.ts'
import { masking } from './0007-masking.ts'
import { rollups } from './0008-rollups.ts'
import { savedViews } from './0009-saved-views.ts'
import { callParts } from './0010-call-parts.ts'
import { billChecks } from './0011-bill-checks.ts'
import { retention } from './0012-retention.ts'
import { personal } from './0013-personal.ts'
import { auditBeginning } from './0014-audit-beginning.ts'
import { packedUsage } from './0015-packed-usage.ts'
import { unlogged } from './0016-unlogged.ts'

/** Every change of the schema in order; the number of a change is its place, kept in `user_version`. */
export const MIGRATIONS: readonly { name: string; sql: string }[] = [
  { name: '0001-first', sql: first },
  { name: '0002-limits', sql: limits },
  { name: '0003-alarms', sql: alarms },
  { name: '0004-notify', sql: notify },
  { name: '0005-narrow-calls', sql: narrowCalls },
  { name: '0006-audit', sql: audit },
  { name: '0007-masking', sql: masking },
  { name: '0008-rollups', sql: rollups },
  { name: '0009-saved-views', sql: savedViews },
  { name: '0010-call-parts', sql: callParts },
  { name: '0011-bill-checks', sql: billChecks },
  { name: '0012-retention', sql: retention },
  { name: '0013-personal', sql: personal },
  { name: '0014-audit-beginning', sql: auditBeginning },
  { name: '0015-packed-usage', sql: packedUsage },
  { name: '0016-unlogged', sql: unlogged },
]
