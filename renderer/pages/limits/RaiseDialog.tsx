import { Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { LimitStanding } from '../../../proxy/contract/limits.ts'
import { useClient } from '../../client.tsx'
import { dayTime } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { Amount } from './LimitForm.tsx'
import { toUnits, unitSize } from './limitDraft.ts'
import { amountWords } from './limitWords.ts'
import { endOfDate } from './raiseTimes.ts'

/** Another size until the end of a day. */
export function RaiseDialog(props: { of: LimitStanding; onClose: () => void }) {
  const t = useWords('limits')
  const client = useClient()
  const queries = useQueryClient()
  const { timeZone } = useSettings()
  const { limit, memberId, size } = props.of
  const [amount, setAmount] = useState<number | undefined>((size * 2) / unitSize(limit.metric))
  const [date, setDate] = useState('')
  const until = endOfDate(date, timeZone)
  const isReady = amount !== undefined && until !== undefined && until > Date.now()
  const raising = useMutation({
    mutationFn: async () => {
      if (amount === undefined || until === undefined) return
      const raised = toUnits(limit.metric, amount)
      await client.limits.raise.mutate({ limitId: limit.id, memberId, size: raised, until })
      await queries.invalidateQueries({ queryKey: ['limits'] })
      toast({
        message: t('raised', {
          amount: amountWords(t, limit.metric, raised),
          when: dayTime(until, timeZone),
        }),
      })
    },
    onSuccess: props.onClose,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) raising.mutate()
  }
  return (
    <FormDialog title={t('raiseTitle')} isDirty={date !== ''} onClose={props.onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Amount
            label={t('raiseAmount')}
            isMoney={limit.metric === 'money'}
            value={amount}
            onChange={setAmount}
          />
          <TextInput
            type="date"
            label={t('raiseUntil')}
            value={date}
            onChange={(event) => setDate(event.currentTarget.value)}
            required
            data-autofocus
          />
          <FormEnd of={raising} submit={t('raise')} isDisabled={!isReady} onClose={props.onClose} />
        </Stack>
      </form>
    </FormDialog>
  )
}
