import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallRecord } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { duration, money } from '../../format.ts'
import { useLiveCalls } from '../../live.tsx'
import { useErrorText } from '../../ui/ErrorBanner.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import './card.css'

interface Props {
  memberId: string
  memberName: string
  token: string
  onFirstCall?: ((call: CallRecord) => void) | undefined
}

/** Waits for the first call that is answered, and lets one be sent from here with the same token. */
export function FirstCall({ memberId, memberName, token, onFirstCall }: Props) {
  const t = useWords('card')
  const client = useClient()
  const [first, setFirst] = useState<CallRecord>()
  const testing = useMutation({ mutationFn: () => client.members.testCall.mutate({ token }) })
  const errorText = useErrorText(testing.error)

  useLiveCalls((calls) => {
    const seen = calls.find((call) => call.memberId === memberId && call.outcome !== 'open')
    // A failed call, or a look at the list of models, is shown, but the wait for a real answer goes on.
    if (!seen || (first?.outcome === 'ok' && first.model !== null)) return
    setFirst(seen)
    if (seen.outcome === 'ok') onFirstCall?.(seen)
  })

  return (
    <div className="kr-card-part">
      <div className="kr-first-call">
        <Button
          variant="default"
          loading={testing.isPending}
          title={t('testHint')}
          onClick={() => testing.mutate()}
        >
          {t('testCall')}
        </Button>
        <span role="status">
          {first ? (
            <StatusBadge tone={first.outcome === 'ok' ? 'ok' : 'bad'}>
              {t('firstCall', {
                model: first.model ?? t('modelList'),
                time: first.outcome === 'ok' ? duration(first.totalMs) : String(first.status),
                cost: money(first.costNanoUsd),
              })}
            </StatusBadge>
          ) : (
            <StatusBadge tone="running">{t('waiting', { name: memberName })}</StatusBadge>
          )}
        </span>
      </div>
      {(testing.isSuccess || testing.isError) && (
        <p role="status">
          {testing.data?.ok ? t('testOk') : t('testFailed')}{' '}
          {testing.isError ? errorText : testing.data?.message}
        </p>
      )}
    </div>
  )
}
