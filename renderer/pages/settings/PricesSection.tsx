import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useClient } from '../../client.tsx'
import { wholeNumber } from '../../format.ts'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from './Part.tsx'
import { PriceForm } from './PriceForm.tsx'
import { PriceTable } from './PriceTable.tsx'
import { Repricing } from './Repricing.tsx'
import { UnknownPrices } from './UnknownPrices.tsx'

/** What calls cost: models nobody knows a price for, own prices, and the list. */
export function PricesSection() {
  const t = useWords('settings')
  const common = useWords('common')
  const client = useClient()
  const [wanted, setWanted] = useState({ provider: 'openai', model: '' })
  const prices = useQuery({ queryKey: ['prices'], queryFn: () => client.prices.list.query() })
  const unpriced = useQuery({
    queryKey: ['prices', 'unpriced'],
    queryFn: () => client.prices.unpriced.query(),
  })
  return (
    <>
      <Text c="dimmed">{t('pricesText')}</Text>
      {unpriced.data && unpriced.data.length > 0 && (
        <Part title={t('unpricedTitle')}>
          {unpriced.data.map(({ provider, model, calls }) => (
            <Group key={`${provider} ${model}`}>
              <StatusBadge tone="warn">{model}</StatusBadge>
              <Text c="dimmed">
                {provider} · {t('unpricedCalls', { count: calls, formatted: wholeNumber(calls) })}
              </Text>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t('setPriceOf', { model })}
                onClick={() => setWanted({ provider, model })}
              >
                {t('setPrice')}
              </Button>
            </Group>
          ))}
        </Part>
      )}
      <Part title={t('ownPrice')}>
        <PriceForm
          key={`${wanted.provider} ${wanted.model}`}
          provider={wanted.provider}
          model={wanted.model}
        />
      </Part>
      <Part title={t('prices')}>
        {prices.isPending && <p role="status">{common('loading')}</p>}
        {prices.isError && <ErrorBanner error={prices.error} retry={() => void prices.refetch()} />}
        {prices.data && <PriceTable prices={prices.data} />}
      </Part>
      <Part title={t('repriceTitle')}>
        <Repricing />
      </Part>
      <Part title={t('unknownTitle')}>
        <UnknownPrices />
      </Part>
    </>
  )
}
