import { Stack, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { AccessRequest } from '../../../proxy/contract/requests.ts'
import { useClient } from '../../client.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** Declines with a reason that the member reads. */
export function DeclineDialog({
  of: request,
  onClose,
}: {
  of: AccessRequest
  onClose: () => void
}) {
  const t = useWords('requests')
  const client = useClient()
  const queries = useQueryClient()
  const [answer, setAnswer] = useState('')
  const [isTried, setTried] = useState(false)
  const name = request.memberName
  const declining = useMutation({
    mutationFn: () => client.requests.decline.mutate({ id: request.id, answer }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['requests'] })
      toast({ message: t('declined') })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (answer.trim() !== '') declining.mutate()
  }
  return (
    <FormDialog title={t('declineTitle', { name })} isDirty={answer !== ''} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Textarea
            label={t('answer', { name })}
            description={t('declineHint')}
            value={answer}
            onChange={(event) => setAnswer(event.currentTarget.value)}
            maxLength={2000}
            autosize
            minRows={2}
            required
            data-autofocus
            error={isTried && answer.trim() === '' && t('answerMissing')}
          />
          <FormEnd of={declining} submit={t('declineNow')} onClose={onClose} />
        </Stack>
      </form>
    </FormDialog>
  )
}
