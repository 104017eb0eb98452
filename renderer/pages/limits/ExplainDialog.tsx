import { Modal, Stack, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { LimitExplanation, LimitStanding } from '../../../proxy/contract/limits.ts'
import { useClient } from '../../client.tsx'
import { day, dayTime, wholeNumber } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { pathTo } from '../../routes.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Facts } from '../../ui/Drawer.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { exactFigure, exactWords } from './limitWords.ts'

/** A counter taken apart: from its total down to the calls, what is held, and the prices behind it. */
export function ExplainDialog(props: { of: LimitStanding; onClose: () => void }) {
  const t = useWords('limits')
  const common = useWords('common')
  const client = useClient()
  const { limit, memberId, used } = props.of
  const explanation = useQuery({
    queryKey: ['limits', 'explain', limit.id, memberId],
    queryFn: () => client.limits.explain.query({ limitId: limit.id, memberId }),
    staleTime: 0,
  })
  return (
    <Modal
      opened
      size="lg"
      onClose={props.onClose}
      title={t('explainTitle', { amount: exactWords(t, limit.metric, used) })}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {explanation.isPending && <p role="status">{common('loading')}</p>}
      {explanation.isError && <ErrorBanner error={explanation.error} />}
      {explanation.data && <Explained of={explanation.data} />}
    </Modal>
  )
}

function Explained({ of: told }: { of: LimitExplanation }) {
  const t = useWords('limits')
  const { timeZone } = useSettings()
  const { metric } = told.standing.limit
  const amount = (value: number) => exactFigure(metric, value)
  const held = told.inFlight.reduce((sum, each) => sum + each.amount, 0)
  return (
    <Stack gap="md">
      <Banner tone={told.agrees ? 'info' : 'warn'} boxed>
        {told.agrees
          ? t('agrees')
          : t('disagrees', { amount: exactWords(t, metric, told.ledger.amount) })}
      </Banner>
      <Facts
        facts={[
          [t('countedSince'), told.since === null ? undefined : dayTime(told.since, timeZone)],
          [
            t('fromLedger'),
            t('callsCounted', {
              count: told.ledger.calls,
              amount: exactWords(t, metric, told.ledger.amount),
            }),
          ],
          [
            t('held'),
            told.inFlight.length === 0
              ? t('noneHeld')
              : t('callsCounted', {
                  count: told.inFlight.length,
                  amount: exactWords(t, metric, held),
                }),
          ],
          [
            t('raises'),
            listed(
              told.raises.map(({ size, until }) => `${amount(size)} → ${dayTime(until, timeZone)}`),
            ),
          ],
          [
            t('topUps'),
            listed(
              told.topUps.map(
                ({ amount: added, createdAt }) => `${amount(added)} · ${day(createdAt, timeZone)}`,
              ),
            ),
          ],
        ]}
      />
      {metric === 'money' && told.prices.length > 0 && (
        <Amounts
          title={t('byPrice')}
          rows={told.prices.map(({ priceId, model, calls, amount: sum }) => ({
            key: `${priceId} ${model}`,
            name: model ?? t('noPrice'),
            detail: wholeNumber(calls),
            amount: amount(sum),
          }))}
        />
      )}
      {told.calls.length === 0 ? (
        <p className="kr-muted">{t('noCalls')}</p>
      ) : (
        <Amounts
          title={t('newestCalls')}
          rows={told.calls.map(({ callId, startedAt, model, amount: share }) => ({
            key: callId,
            name: <a href={`#${pathTo('activity', { sel: callId })}`}>{model ?? callId}</a>,
            detail: dayTime(startedAt, timeZone),
            amount: amount(share),
          }))}
        />
      )}
    </Stack>
  )
}

function Amounts(props: {
  title: string
  rows: { key: string; name: ReactNode; detail: string; amount: string }[]
}) {
  return (
    <Table aria-label={props.title} withRowBorders captionSide="top">
      <Table.Caption className="lim-caption">{props.title}</Table.Caption>
      <Table.Tbody>
        {props.rows.map(({ key, name, detail, amount }) => (
          <Table.Tr key={key}>
            <Table.Td>{name}</Table.Td>
            <Table.Td className="kr-number kr-muted">{detail}</Table.Td>
            <Table.Td className="kr-number">{amount}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function listed(texts: string[]): string | undefined {
  return texts.length === 0 ? undefined : texts.join(', ')
}
