import { Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { StorageStatus } from '../../../proxy/contract/storage.ts'
import { useClient } from '../../client.tsx'
import { bytes, day, dayTime, UNKNOWN, wholeNumber } from '../../format.ts'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'

/** What lies in the database by kind, how it grows, and until when the disk lasts. */
export function OnDisk() {
  const t = useWords('storage')
  const client = useClient()
  const status = useQuery({
    queryKey: ['storage', 'status'],
    queryFn: () => client.storage.status.query({}),
  })
  if (status.isPending) return <p role="status">{t('measuring')}</p>
  if (status.isError)
    return <ErrorBanner error={status.error} retry={() => void status.refetch()} />
  const { lines, last, running } = status.data
  return (
    <>
      <Table aria-label={t('disk')} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('what')}</Table.Th>
            <Table.Th className="kr-number">{t('rows')}</Table.Th>
            <Table.Th className="kr-number">{t('size')}</Table.Th>
            <Table.Th className="kr-number">{t('perDay')}</Table.Th>
            <Table.Th>{t('since')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map(({ kind, rows, bytes: size, bytesPerDay, from }) => (
            <Table.Tr key={kind}>
              <Table.Td>{t(`kind_${kind}`)}</Table.Td>
              <Table.Td className="kr-number">
                {kind === 'other' ? UNKNOWN : wholeNumber(rows)}
              </Table.Td>
              <Table.Td className="kr-number">{bytes(size)}</Table.Td>
              <Table.Td className="kr-number">
                {kind === 'other' ? UNKNOWN : bytes(bytesPerDay)}
              </Table.Td>
              <Table.Td>{day(from)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Outlook of={status.data} />
      {running && <Text role="status">{t('running')}</Text>}
      {last && (
        <Text c="dimmed">
          {t('last', { time: dayTime(last.at), calls: wholeNumber(last.swept.calls) })}
        </Text>
      )}
    </>
  )
}

function Outlook({ of }: { of: StorageStatus }) {
  const t = useWords('storage')
  const { bytesPerDay, bytesInYear, fullAt } = of.forecast
  const free = bytes(of.diskFreeBytes)
  return (
    <div>
      <Text>
        {t('total', {
          ...{ bytes: bytes(of.bytes), file: bytes(of.fileBytes), free: bytes(of.freeBytes) },
        })}
      </Text>
      <Text>{t('grows', { day: bytes(bytesPerDay), year: bytes(bytesInYear) })}</Text>
      <Text>
        {fullAt === null ? t('enough', { free }) : t('lasts', { free, day: day(fullAt) })}
      </Text>
    </div>
  )
}
