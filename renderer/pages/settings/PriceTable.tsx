import { ActionIcon, Table, Text, TextInput, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PriceRow, UnitPrices } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { day, perMillion, UNKNOWN } from '../../format.ts'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** The list holds thousands of models; nobody reads more than this without typing. */
const SHOWN = 50

/** Prices in force, own ones first; own ones can be removed. */
export function PriceTable({ prices }: { prices: readonly PriceRow[] }) {
  const t = useWords('settings')
  const [wanted, setWanted] = useState('')
  const found = prices
    .filter(({ model, provider }) =>
      `${provider} ${model}`.toLowerCase().includes(wanted.trim().toLowerCase()),
    )
    .sort((a, b) => a.source.localeCompare(b.source) || a.model.localeCompare(b.model))
  const shown = found.slice(0, SHOWN)
  if (prices.length === 0) return <Text c="dimmed">{t('pricesEmpty')}</Text>
  return (
    <>
      <TextInput
        label={t('find')}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        w={320}
      />
      {found.length === 0 && <Text c="dimmed">{t('pricesNone')}</Text>}
      {found.length > 0 && (
        <Table aria-label={t('prices')} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('model')}</Table.Th>
              <Table.Th className="kr-number">{t('input')}</Table.Th>
              <Table.Th className="kr-number">{t('cachedRead')}</Table.Th>
              <Table.Th className="kr-number">{t('output')}</Table.Th>
              <Table.Th pl={24}>{t('source')}</Table.Th>
              <Table.Td w={40} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((price) => (
              <Price key={price.id} price={price} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      {found.length > SHOWN && (
        <Text c="dimmed">{t('pricesShown', { shown: SHOWN, all: found.length })}</Text>
      )}
    </>
  )
}

function Price({ price }: { price: PriceRow }) {
  const t = useWords('settings')
  const client = useClient()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => client.prices.remove.mutate({ id: price.id }),
    onSuccess: () => {
      toast({ message: t('priceRemoved') })
      return queries.invalidateQueries({ queryKey: ['prices'] })
    },
  })
  const amount = (bucket: keyof UnitPrices) => {
    if (price.free) return t('freeWord')
    const pico = price.prices[bucket]
    return pico === undefined ? UNKNOWN : perMillion(pico)
  }
  const label = t('removePrice', { model: price.model })
  return (
    <Table.Tr>
      <Table.Td>
        <span className="kr-mono">{price.model}</span>
        <Text c="dimmed" size="xs">
          {price.provider}
          {price.tiers.length > 0 && ` · ${t('tiers')}`}
        </Text>
        {remove.isError && <ErrorBanner error={remove.error} />}
      </Table.Td>
      <Table.Td className="kr-number">{amount('input')}</Table.Td>
      <Table.Td className="kr-number">{amount('cachedRead')}</Table.Td>
      <Table.Td className="kr-number">{amount('output')}</Table.Td>
      <Table.Td pl={24}>
        {price.source === 'admin' ? t('source_admin') : t('source_list', { note: price.note })}
        <Text c="dimmed" size="xs">
          {t('since')} {day(price.effectiveFrom)}
          {price.source === 'admin' && price.note && ` · ${price.note}`}
        </Text>
      </Table.Td>
      <Table.Td pl={24}>
        {price.source === 'admin' && (
          <Tooltip label={label}>
            <ActionIcon
              aria-label={label}
              loading={remove.isPending}
              onClick={() => remove.mutate()}
            >
              <IconTrash size={16} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
