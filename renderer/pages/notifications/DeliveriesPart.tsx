import { Button, Group, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Delivery } from '../../../proxy/contract/notify.ts'
import { useClient } from '../../client.tsx'
import { dayTime } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from '../settings/Part.tsx'
import { useNotifyChange } from './useNotifyChange.ts'

const TONES: Record<Delivery['state'], Tone> = { waiting: 'running', sent: 'ok', dead: 'bad' }
const MOST_SHOWN = 50

/** The latest messages; those that were given up stand first in words. */
export function DeliveriesPart() {
  const t = useWords('notify')
  const common = useWords('common')
  const client = useClient()
  const change = useNotifyChange()
  const { timeZone } = useSettings()
  const list = useQuery({
    queryKey: ['notify', 'deliveries'],
    queryFn: () => client.notify.deliveries.query({ limit: MOST_SHOWN }),
  })
  if (list.isPending) return <p role="status">{common('loading')}</p>
  if (list.isError) return <ErrorBanner error={list.error} retry={() => void list.refetch()} />
  const dead = list.data.filter(({ state }) => state === 'dead').length
  return (
    <Part title={t('messages')}>
      {dead > 0 && (
        <Banner
          tone="bad"
          boxed
          action={
            <Group gap="xs" wrap="nowrap">
              <Button
                size="xs"
                variant="default"
                onClick={() =>
                  change(() => client.notify.retry.mutate(), t('retried', { count: dead }))
                }
              >
                {t('retryAll')}
              </Button>
              <Button
                size="xs"
                variant="default"
                onClick={() => change(() => client.notify.dismiss.mutate(), t('dismissed'))}
              >
                {t('dismissAll')}
              </Button>
            </Group>
          }
        >
          {t('dead', { count: dead })}
        </Banner>
      )}
      {list.data.length === 0 ? (
        <p className="ntf-health">{t('messagesEmpty')}</p>
      ) : (
        <Messages of={list.data} zone={timeZone} />
      )}
    </Part>
  )
}

function Messages({ of: rows, zone }: { of: Delivery[]; zone: string }) {
  const t = useWords('notify')
  return (
    <Table aria-label={t('messages')} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={110}>{t('when')}</Table.Th>
          <Table.Th>{t('what')}</Table.Th>
          <Table.Th w={140}>{t('channel')}</Table.Th>
          <Table.Th w={140}>{t('state')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.id}>
            <Table.Td>{dayTime(row.createdAt, zone)}</Table.Td>
            <Table.Td>
              {row.title}
              {row.problem !== null && <p className="ntf-health">{problemOf(row)}</p>}
            </Table.Td>
            <Table.Td>{row.channelLabel}</Table.Td>
            <Table.Td>
              <StatusBadge tone={TONES[row.state]}>{t(`state_${row.state}`)}</StatusBadge>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )

  function problemOf({ problem, attempts, state, dueAt }: Delivery): string {
    const tries = t('tries', { count: attempts })
    const next = state === 'waiting' ? ` ${t('nextTry', { when: dayTime(dueAt, zone) })}` : ''
    return `${problem} ${tries}${next}`
  }
}
