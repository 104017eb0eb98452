import { Checkbox, Select, TextInput } from '@mantine/core'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { type ImportRow, needsAddress, needsConsent, withOption } from './importRows.ts'
import { providerOptions } from './providers.ts'
import './keys.css'

interface Props {
  rows: ImportRow[]
  /** Labels of the keys that are here already. */
  takenLabels: readonly string[]
  onChange: (rows: ImportRow[]) => void
}

/** What was found: which variable, where, whose key, and whether it is here already. */
export function ImportTable({ rows, takenLabels, onChange }: Props) {
  const t = useWords('keys')
  const change = (row: ImportRow, part: Partial<ImportRow>) =>
    onChange(rows.map((each) => (each === row ? { ...each, ...part } : each)))
  return (
    <table className="kr-import" aria-label={t('found')}>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('variable')}</th>
          <th scope="col">{t('key')}</th>
          <th scope="col">{t('provider')}</th>
          <th scope="col">{t('label')}</th>
          <th scope="col">{t('state')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.found.ref}>
            <td>
              <Checkbox
                aria-label={t('pick', { name: row.found.variable })}
                checked={row.isTicked}
                onChange={(event) => change(row, { isTicked: event.currentTarget.checked })}
              />
            </td>
            <td>
              <span className="kr-mono">{row.found.variable}</span>
              <Source of={row.found.source} />
            </td>
            <td className="kr-mono">{row.found.hint}</td>
            <td>
              <Select
                aria-label={t('providerOf', { name: row.found.variable })}
                data={providerOptions()}
                value={row.option}
                onChange={(option) =>
                  option && onChange(withOption(rows, row, option, takenLabels))
                }
                allowDeselect={false}
                size="xs"
                w={150}
              />
              {(needsAddress(row) || row.found.baseUrl !== null) && (
                <TextInput
                  aria-label={t('addressOf', { name: row.found.variable })}
                  placeholder={t('address')}
                  value={row.baseUrl}
                  onChange={(event) => change(row, { baseUrl: event.currentTarget.value })}
                  size="xs"
                  w={150}
                  mt={4}
                  spellCheck={false}
                />
              )}
              {needsConsent(row) && (
                <Checkbox
                  label={t('allowLocal')}
                  checked={row.allowLocal}
                  onChange={(event) => change(row, { allowLocal: event.currentTarget.checked })}
                  mt={4}
                  maw={180}
                />
              )}
            </td>
            <td>
              <TextInput
                aria-label={t('labelOf', { name: row.found.variable })}
                value={row.label}
                maxLength={80}
                onChange={(event) => change(row, { label: event.currentTarget.value })}
                size="xs"
                miw={110}
              />
            </td>
            <td>
              {row.found.duplicateOf ? (
                <StatusBadge tone="warn">
                  {t('duplicate', { of: row.found.duplicateOf })}
                </StatusBadge>
              ) : (
                <StatusBadge tone="info">{t('isNew')}</StatusBadge>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Source({ of: source }: { of: string }) {
  const t = useWords('keys')
  const words =
    source === 'environment' ? t('fromEnvironment') : source === 'pasted' ? t('fromPasted') : source
  return <span className="kr-import-source">{words}</span>
}
