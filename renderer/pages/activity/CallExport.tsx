import type { CallFilter } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { ExportMenu } from '../../ui/ExportMenu.tsx'
import { useWords } from '../../words/words.ts'

/** Writes the calls of the filter into a file. */
export function CallExport({ filter }: { filter: CallFilter }) {
  const t = useWords('activity')
  const client = useClient()
  const choice = (label: string, format: 'csv' | 'jsonl', preamble: boolean) => ({
    label,
    format,
    start: (file: string) => client.calls.export.mutate({ filter, format, preamble, file }),
  })
  return (
    <ExportMenu
      noun="calls"
      label={t('export')}
      command={t('exportCommand')}
      choices={[
        choice(t('exportCsv'), 'csv', false),
        choice(t('exportCsvPreamble'), 'csv', true),
        choice(t('exportJsonl'), 'jsonl', false),
      ]}
    />
  )
}
