import { Button, Group, Select, Table, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { PROVIDERS } from '../../../proxy/contract/providers.ts'
import type { RepricePreview } from '../../../proxy/contract/repricing.ts'
import { useClient } from '../../client.tsx'
import { money, wholeNumber } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { startOfDate } from '../limits/raiseTimes.ts'

/** Gives past calls the cost that the prices of now make it; looked at first, and the old figures are kept. */
export function Repricing() {
  const t = useWords('settings')
  const client = useClient()
  const queries = useQueryClient()
  const { timeZone } = useSettings()
  const [from, setFrom] = useState('')
  const [provider, setProvider] = useState<string | null>(null)
  const [model, setModel] = useState('')
  const since = startOfDate(from, timeZone)
  const filter = {
    since: since ?? 0,
    ...(provider !== null && { provider }),
    ...(model.trim() !== '' && { model: model.trim() }),
  }
  const looking = useMutation({ mutationFn: () => client.prices.repricePreview.query(filter) })
  const pricing = useMutation({
    mutationFn: () => client.prices.reprice.mutate(filter),
    onSuccess: ({ changed }) => {
      looking.reset()
      toast({ message: t('repriced', { count: changed, amount: wholeNumber(changed) }) })
      return queries.invalidateQueries()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (since !== undefined) looking.mutate()
  }
  return (
    <form onSubmit={submit} className="set-stack">
      <Text c="dimmed">{t('repriceText')}</Text>
      <Group align="flex-end">
        <TextInput
          type="date"
          label={t('repriceSince')}
          value={from}
          onChange={(event) => {
            setFrom(event.currentTarget.value)
            looking.reset()
          }}
          required
        />
        <Select
          label={t('provider')}
          placeholder={t('repriceAll')}
          data={PROVIDERS.map(({ name, label }) => ({ value: name as string, label }))}
          value={provider}
          onChange={(value) => {
            setProvider(value)
            looking.reset()
          }}
          clearable
        />
        <TextInput
          label={t('model')}
          placeholder={t('repriceAll')}
          value={model}
          onChange={(event) => {
            setModel(event.currentTarget.value)
            looking.reset()
          }}
          classNames={{ input: 'kr-mono' }}
          maxLength={256}
        />
        <Button
          type="submit"
          variant="default"
          loading={looking.isPending}
          disabled={since === undefined}
        >
          {t('repricePreview')}
        </Button>
      </Group>
      {looking.isError && <ErrorBanner error={looking.error} />}
      {pricing.isError && <ErrorBanner error={pricing.error} />}
      {looking.data && <Preview of={looking.data} />}
      {looking.data && looking.data.changed > 0 && (
        <Group>
          <Button loading={pricing.isPending} onClick={() => pricing.mutate()}>
            {t('repriceNow', {
              count: looking.data.changed,
              amount: wholeNumber(looking.data.changed),
            })}
          </Button>
        </Group>
      )}
    </form>
  )
}

function Preview({ of: preview }: { of: RepricePreview }) {
  const t = useWords('settings')
  if (preview.changed === 0) return <p role="status">{t('repriceNone')}</p>
  return (
    <Table aria-label={t('repricePreview')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('model')}</Table.Th>
          <Table.Th className="kr-number">{t('repriceCalls')}</Table.Th>
          <Table.Th className="kr-number">{t('repriceBefore')}</Table.Th>
          <Table.Th className="kr-number">{t('repriceAfter')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {preview.models.map(({ provider, model, changed, beforeNanoUsd, afterNanoUsd }) => (
          <Table.Tr key={`${provider} ${model}`}>
            <Table.Td>
              <span className="kr-mono">{model}</span>
            </Table.Td>
            <Table.Td className="kr-number">{wholeNumber(changed)}</Table.Td>
            <Table.Td className="kr-number">{money(beforeNanoUsd)}</Table.Td>
            <Table.Td className="kr-number">{money(afterNanoUsd)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
