import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { CallRecord } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { writeWord } from '../../filterWords.ts'
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

/** Clocks of page and service are the same, but the page was drawn a moment after the token was made. */
const SLACK_MS = 5000

/** The call to show: an answer of a model before a look at the list of models, and that before a failure. */
function firstOf(calls: readonly CallRecord[]): CallRecord | undefined {
  const over = calls.filter(({ outcome }) => outcome !== 'open')
  const answered = over.filter(({ outcome }) => outcome === 'ok')
  return answered.find(({ model }) => model !== null) ?? answered[0] ?? over[0]
}

/** Waits for the first call that is answered, and lets one be sent from here with the same token. */
export function FirstCall({ memberId, memberName, token, onFirstCall }: Props) {
  const t = useWords('card')
  const client = useClient()
  const [since] = useState(() => Date.now() - SLACK_MS)
  const [pushed, setPushed] = useState<CallRecord[]>([])
  const filter = { query: writeWord('member', memberId), since }
  // What was pushed while the stream was being opened is asked for, so that no call is waited for in vain.
  const known = useQuery({
    queryKey: ['calls', 'first', filter],
    queryFn: () => client.calls.page.query({ filter, limit: 10 }),
  })
  const testing = useMutation({
    mutationFn: () => client.members.testCall.mutate({ token }),
    onSettled: () => known.refetch(),
  })
  const errorText = useErrorText(testing.error)
  useLiveCalls((calls) => {
    const ours = calls.filter((call) => call.memberId === memberId)
    if (ours.length > 0) setPushed((before) => [...before, ...ours].slice(-10))
  })
  const first = firstOf([...pushed, ...(known.data?.calls ?? [])])
  const isAnswered = first?.outcome === 'ok'
  const told = useRef(false)
  useEffect(() => {
    if (!first || !isAnswered || told.current) return
    told.current = true
    onFirstCall?.(first)
  }, [first, isAnswered, onFirstCall])

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
