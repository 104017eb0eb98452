import { Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Limit } from '../../../proxy/contract/limits.ts'
import { useClient } from '../../client.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { Amount } from './LimitForm.tsx'
import { toUnits } from './limitDraft.ts'
import { amountWords } from './limitWords.ts'

/** Adds to a prepaid pot. */
export function TopUpDialog({ of: limit, onClose }: { of: Limit; onClose: () => void }) {
  const t = useWords('limits')
  const client = useClient()
  const queries = useQueryClient()
  const [typed, setTyped] = useState<number>()
  const [note, setNote] = useState('')
  const amount = toUnits(limit.metric, typed ?? 0)
  const adding = useMutation({
    mutationFn: () => client.limits.topUp.mutate({ limitId: limit.id, amount, note }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['limits'] })
      toast({ message: t('toppedUp', { amount: amountWords(t, limit.metric, amount) }) })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (amount > 0) adding.mutate()
  }
  return (
    <FormDialog title={t('topUpTitle')} isDirty={typed !== undefined} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Amount
            label={t('topUpAmount')}
            isMoney={limit.metric === 'money'}
            value={typed}
            onChange={setTyped}
          />
          <TextInput
            label={t('note')}
            placeholder={t('optional')}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={200}
          />
          <FormEnd of={adding} submit={t('topUp')} isDisabled={amount <= 0} onClose={onClose} />
        </Stack>
      </form>
    </FormDialog>
  )
}
