import { Button, Progress } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AuditFilter, AuditState } from '../../../proxy/contract/audit.ts'
import { useClient } from '../../client.tsx'
import { useCommands } from '../../commands.ts'
import { ago, day, wholeNumber } from '../../format.ts'
import { useStatus } from '../../live.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { StatusShape } from '../../ui/StatusBadge.tsx'
import { toast } from '../../ui/toast.tsx'
import { useNow } from '../../ui/useNow.ts'
import { useWords } from '../../words/words.ts'
import { AcknowledgeDialog } from './AcknowledgeDialog.tsx'
import { AuditExport } from './AuditExport.tsx'

/** Whether the log is whole: the last check, a new one with its progress, and what was found. */
export function AuditProof({ filter }: { filter: AuditFilter }) {
  const t = useWords('audit')
  const client = useClient()
  const queries = useQueryClient()
  const isOwner = useStatus().data?.actor?.role === 'owner'
  const [isAcknowledging, setAcknowledging] = useState(false)
  const now = useNow(30_000)
  const state = useQuery({
    queryKey: ['audit', 'state'],
    queryFn: () => client.audit.state.query(),
  })
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['audit'] }),
      queries.invalidateQueries({ queryKey: ['jobs'] }),
    ])
  const verify = useMutation({
    mutationFn: () => client.audit.startCheck.mutate(),
    onError: (error) => toast({ tone: 'bad', message: error.message }),
    onSettled: refresh,
  })
  const cancel = useMutation({
    mutationFn: () => client.audit.cancelCheck.mutate(),
    onSettled: refresh,
  })
  useCommands([
    { id: 'audit.verify', title: t('verify'), section: 'do', run: () => verify.mutate() },
  ])
  if (!state.data) return null
  const { running, broken, entries, waiting, fingerprint } = state.data
  return (
    <section aria-label={t('proof')}>
      {broken && (
        <Banner
          tone="bad"
          boxed
          action={
            isOwner && (
              <Button size="xs" variant="default" onClick={() => setAcknowledging(true)}>
                {t('acknowledge')}
              </Button>
            )
          }
        >
          {broken.message}
        </Banner>
      )}
      <div className="kr-proof">
        <StatusShape tone={broken ? 'bad' : running ? 'running' : 'ok'} size={14} />
        <p role="status">
          <strong>{t('entries', { count: entries, entries: wholeNumber(entries) })}</strong>{' '}
          <span className="kr-muted">
            {running ? progressWords(running) : checkWords(state.data)}
            {waiting > 0 && ` ${t('waiting', { count: waiting })}`}
          </span>
          {fingerprint !== null && (
            <span className="kr-muted kr-small kr-fingerprint">
              {t('key')} <code className="kr-mono">{fingerprint}</code>
            </span>
          )}
        </p>
        {running ? (
          <>
            <Progress
              className="kr-proof-bar"
              aria-label={t('proof')}
              value={running.total === 0 ? 100 : (running.checked / running.total) * 100}
            />
            <Button size="xs" variant="default" onClick={() => cancel.mutate()}>
              {t('cancelCheck')}
            </Button>
          </>
        ) : (
          <Button
            size="xs"
            variant="default"
            loading={verify.isPending}
            onClick={() => verify.mutate()}
          >
            {t('verify')}
          </Button>
        )}
        <AuditExport filter={filter} />
      </div>
      {isAcknowledging && broken && (
        <AcknowledgeDialog of={broken} onClose={() => setAcknowledging(false)} />
      )}
    </section>
  )

  function progressWords({ checked, total }: NonNullable<AuditState['running']>): string {
    return t('checking', { checked: wholeNumber(checked), total: wholeNumber(total) })
  }

  function checkWords({ lastCheck, beginning }: AuditState): string {
    if (!lastCheck && beginning) {
      const begins = t('begins', { number: wholeNumber(beginning.seq), day: day(beginning.at) })
      return `${begins} ${t('neverChecked')}`
    }
    if (!lastCheck) return t('neverChecked')
    const when = ago(lastCheck.at, now)
    if (lastCheck.broken) return t('lastCheckBroken', { when })
    return t('lastCheck', { message: lastCheck.message, when })
  }
}
