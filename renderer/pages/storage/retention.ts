import { SETTINGS } from '../../../proxy/contract/settings.ts'
import {
  RETENTION_SETTINGS,
  type Retention,
  type RetentionSetting,
} from '../../../proxy/contract/storage.ts'

/** As it is typed: a field may be empty for a while. */
export type RetentionDraft = Record<RetentionSetting, number | string>

export function retentionOf(settings: Retention): Retention {
  return Object.fromEntries(RETENTION_SETTINGS.map((name) => [name, settings[name]])) as Retention
}

/** What was typed and differs from what is saved; undefined while a field holds nothing the service takes. */
export function changesIn(draft: RetentionDraft, saved: Retention): Partial<Retention> | undefined {
  const changes: Partial<Retention> = {}
  for (const name of RETENTION_SETTINGS) {
    const parsed = SETTINGS[name].schema.safeParse(draft[name])
    if (!parsed.success) return undefined
    if (parsed.data !== saved[name]) changes[name] = parsed.data
  }
  return changes
}
