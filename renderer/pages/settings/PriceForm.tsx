import { Button, Checkbox, Group, NumberInput, Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { NewPrice } from '../../../proxy/contract/calls.ts'
import { PROVIDERS } from '../../../proxy/contract/providers.ts'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

const AMOUNTS = {
  input: 'inputPerMTok',
  cachedRead: 'cachedReadPerMTok',
  cacheWrite: 'cacheWritePerMTok',
  output: 'outputPerMTok',
  perRequest: 'perRequest',
} as const satisfies Record<string, keyof NewPrice>

type Amount = keyof typeof AMOUNTS
const NAMES = Object.keys(AMOUNTS) as Amount[]

/** An administrator's price, in the units price pages use; it goes before the list. */
export function PriceForm(props: { provider: string; model: string }) {
  const t = useWords('settings')
  const client = useClient()
  const queries = useQueryClient()
  const [provider, setProvider] = useState(props.provider)
  const [model, setModel] = useState(props.model)
  const [isFree, setFree] = useState(false)
  const [note, setNote] = useState('')
  const [amounts, setAmounts] = useState<Partial<Record<Amount, number>>>({})
  const [wasTried, setTried] = useState(false)
  const isPriced = isFree || Object.keys(amounts).length > 0
  const save = useMutation({
    mutationFn: () =>
      client.prices.set.mutate({
        provider,
        model,
        free: isFree,
        note,
        ...(isFree ? {} : renamed(amounts)),
      }),
    onSuccess: () => {
      toast({ message: t('priceSaved', { model }) })
      setModel('')
      setAmounts({})
      setNote('')
      setFree(false)
      setTried(false)
      return queries.invalidateQueries({ queryKey: ['prices'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (model.trim() !== '' && isPriced && !save.isPending) save.mutate()
  }
  const setAmount = (name: Amount, value: number | string) => {
    const { [name]: _, ...rest } = amounts
    setAmounts(value === '' ? rest : { ...rest, [name]: Number(value) })
  }
  return (
    <form className="set-price-form" onSubmit={submit}>
      <Select
        className="set-wide"
        label={t('provider')}
        data={PROVIDERS.map(({ name, label }) => ({ value: name as string, label }))}
        value={provider}
        onChange={(value) => value && setProvider(value)}
        allowDeselect={false}
      />
      <TextInput
        className="set-wide"
        label={t('model')}
        value={model}
        onChange={(event) => setModel(event.currentTarget.value)}
        classNames={{ input: 'kr-mono' }}
        error={wasTried && model.trim() === '' && t('modelMissing')}
        maxLength={256}
        autoFocus={props.model !== ''}
      />
      <Checkbox
        className="set-row"
        label={t('free')}
        checked={isFree}
        onChange={(event) => setFree(event.currentTarget.checked)}
      />
      {!isFree &&
        NAMES.map((name) => (
          <NumberInput
            key={name}
            label={t(name)}
            value={amounts[name] ?? ''}
            onChange={(value) => setAmount(name, value)}
            min={0}
            max={1_000_000}
            decimalScale={6}
            prefix="$"
            hideControls
          />
        ))}
      <TextInput
        className="set-wide"
        label={t('note')}
        placeholder={t('notePlaceholder')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={200}
      />
      {(save.isError || (wasTried && !isPriced)) && (
        <div className="set-row">
          {save.isError ? <ErrorBanner error={save.error} /> : t('priceMissing')}
        </div>
      )}
      <Group className="set-row">
        <Button type="submit" loading={save.isPending}>
          {t('savePrice')}
        </Button>
      </Group>
    </form>
  )
}

function renamed(amounts: Partial<Record<Amount, number>>) {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, value]) => [AMOUNTS[name as Amount], value]),
  )
}
