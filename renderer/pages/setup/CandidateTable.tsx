import { Checkbox, Select, Table, Text, TextInput } from '@mantine/core'
import { useWords } from '../../words/words.ts'
import { choiceOf, defaultAddress, providerOptions } from '../keys/providers.ts'
import { needsConsent, type Row } from './candidates.ts'

/** What was found, each with its provider to correct; the secret itself is never here. */
export function CandidateTable(props: {
  rows: readonly Row[]
  onChange: (change: (rows: Row[]) => Row[]) => void
}) {
  const t = useWords('setup')
  const keys = useWords('keys')
  const change = (ref: string, part: Partial<Row>) =>
    props.onChange((rows) =>
      rows.map((row) => (row.candidate.ref === ref ? { ...row, ...part } : row)),
    )
  const source = (name: string) => {
    if (name === 'environment') return t('sourceEnvironment')
    return name === 'pasted' ? t('sourcePasted') : name
  }
  return (
    <Table verticalSpacing={4} aria-label={t('found')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('columnVariable')}</Table.Th>
          <Table.Th w={190}>{t('columnProvider')}</Table.Th>
          <Table.Th>{t('columnKey')}</Table.Th>
          <Table.Th>{t('columnSource')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {props.rows.map((row) => {
          const { candidate, isChosen, option, baseUrl } = row
          const { ref, variable, hint, duplicateOf } = candidate
          // One that was found beside the key is shown: it says where the key will be sent.
          const hasAddress =
            candidate.baseUrl !== null || defaultAddress(choiceOf(option)) === undefined
          return (
            <Table.Tr key={ref}>
              <Table.Td>
                <Checkbox
                  label={<span className="kr-mono">{variable}</span>}
                  aria-label={t('use', { variable })}
                  checked={isChosen}
                  onChange={(event) => change(ref, { isChosen: event.currentTarget.checked })}
                />
              </Table.Td>
              <Table.Td>
                <Select
                  aria-label={t('providerOf', { variable })}
                  data={providerOptions()}
                  value={option}
                  onChange={(chosen) => chosen && change(ref, { option: chosen })}
                  allowDeselect={false}
                />
                {hasAddress && (
                  <TextInput
                    mt={4}
                    aria-label={t('addressOf', { variable })}
                    placeholder="https://"
                    value={baseUrl}
                    onChange={(event) => change(ref, { baseUrl: event.currentTarget.value })}
                  />
                )}
                {needsConsent(row) && (
                  <Checkbox
                    mt={4}
                    label={keys('allowLocal')}
                    checked={row.allowLocal}
                    onChange={(event) => change(ref, { allowLocal: event.currentTarget.checked })}
                  />
                )}
              </Table.Td>
              <Table.Td className="kr-mono">{hint}</Table.Td>
              <Table.Td>
                <Text c="dimmed">
                  {duplicateOf
                    ? t('duplicateOf', { other: duplicateOf })
                    : source(candidate.source)}
                </Text>
              </Table.Td>
            </Table.Tr>
          )
        })}
      </Table.Tbody>
    </Table>
  )
}
