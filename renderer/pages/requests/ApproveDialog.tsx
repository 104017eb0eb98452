import { Select, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { AccessRequest } from '../../../proxy/contract/requests.ts'
import { useClient } from '../../client.tsx'
import { dayTime } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { Amount } from '../limits/LimitForm.tsx'
import { toUnits, unitSize } from '../limits/limitDraft.ts'
import { amountWords } from '../limits/limitWords.ts'
import { raiseTimes } from '../limits/raiseTimes.ts'

const SCOPES = ['today', 'friday', 'month', 'always'] as const
type Scope = (typeof SCOPES)[number]
const MONTH_MS = 30 * 86_400_000

/** Approves for a while or for good, and says beforehand what changes. */
export function ApproveDialog({
  of: request,
  onClose,
}: {
  of: AccessRequest
  onClose: () => void
}) {
  const t = useWords('requests')
  const limits = useWords('limits')
  const client = useClient()
  const queries = useQueryClient()
  const { timeZone } = useSettings()
  const metric = request.standing?.limit.metric
  const [scope, setScope] = useState<Scope>(request.kind === 'quota' ? 'friday' : 'always')
  const [answer, setAnswer] = useState('')
  const [amount, setAmount] = useState(() =>
    metric === undefined
      ? undefined
      : (request.size ?? (request.standing?.size ?? 0) * 2) / unitSize(metric),
  )
  const [opened] = useState(Date.now)
  const until = endOf(scope, opened, timeZone)
  const size = metric === undefined || amount === undefined ? undefined : toUnits(metric, amount)
  const name = request.memberName
  const untilWords = until === null ? t('forGood') : t('until', { when: dayTime(until, timeZone) })
  const approving = useMutation({
    mutationFn: () =>
      client.requests.approve.mutate({
        id: request.id,
        until,
        answer,
        ...(request.kind === 'quota' && size !== undefined && { size }),
      }),
    onSuccess: async () => {
      await Promise.all(
        ['requests', 'limits', 'access'].map((noun) =>
          queries.invalidateQueries({ queryKey: [noun] }),
        ),
      )
      toast({ message: t('approved') })
      onClose()
    },
  })
  const isReady = request.kind !== 'quota' || (size !== undefined && size > 0)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) approving.mutate()
  }
  return (
    <FormDialog title={t('approveTitle', { name })} isDirty={answer !== ''} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {metric !== undefined && request.kind === 'quota' && (
            <Amount
              label={t('amount')}
              isMoney={metric === 'money'}
              value={amount}
              onChange={setAmount}
            />
          )}
          <Select
            label={t('scope')}
            data={SCOPES.map((value) => ({ value, label: t(`scope_${value}`) }))}
            value={scope}
            onChange={(next) => next && setScope(next)}
            allowDeselect={false}
            data-autofocus
          />
          <Textarea
            label={t('answer', { name })}
            description={t('answerHint')}
            value={answer}
            onChange={(event) => setAnswer(event.currentTarget.value)}
            maxLength={2000}
            autosize
            minRows={2}
          />
          <Text size="sm" role="status">
            {request.kind === 'quota' && metric !== undefined
              ? t('effectQuota', {
                  name,
                  amount: amountWords(limits, metric, size ?? 0),
                  until: untilWords,
                })
              : t('effectModel', { name, model: request.subjectWords, until: untilWords })}
          </Text>
          <FormEnd
            of={approving}
            submit={t('approveNow')}
            isDisabled={!isReady}
            onClose={onClose}
          />
        </Stack>
      </form>
    </FormDialog>
  )
}

/** Null: for good. */
function endOf(scope: Scope, now: number, zone: string): number | null {
  if (scope === 'always') return null
  return scope === 'month' ? now + MONTH_MS : raiseTimes(now, zone)[scope]
}
