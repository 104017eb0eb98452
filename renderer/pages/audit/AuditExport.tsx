import type { AuditFilter } from '../../../proxy/contract/audit.ts'
import { useClient } from '../../client.tsx'
import { ExportMenu } from '../../ui/ExportMenu.tsx'
import { useWords } from '../../words/words.ts'

/** Writes what the filter shows into a signed file. */
export function AuditExport({ filter }: { filter: AuditFilter }) {
  const t = useWords('audit')
  const client = useClient()
  const choice = (label: string, format: 'csv' | 'jsonl') => ({
    label,
    format,
    start: (file: string) => client.audit.exportFile.mutate({ filter, format, file }),
  })
  return (
    <ExportMenu
      noun="audit"
      label={t('export')}
      command={t('exportCommand')}
      choices={[choice(t('exportJsonl'), 'jsonl'), choice(t('exportCsv'), 'csv')]}
      size="xs"
    />
  )
}
