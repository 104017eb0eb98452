import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { LimitStanding } from '../../../proxy/contract/limits.ts'
import { useClient } from '../../client.tsx'
import { dayTime } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { useErrorText } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { ClearDialog } from './ClearDialog.tsx'
import { amountWords, limitWords } from './limitWords.ts'
import { RaiseDialog } from './RaiseDialog.tsx'
import { raiseTimes } from './raiseTimes.ts'
import { TopUpDialog } from './TopUpDialog.tsx'

/** A spent limit in two clicks: twice its size for a while; or any other amount and date. */
export function RaiseMenu({ of: standing }: { of: LimitStanding }) {
  const t = useWords('limits')
  const client = useClient()
  const queries = useQueryClient()
  const { timeZone } = useSettings()
  const [dialog, setDialog] = useState<'raise' | 'topUp' | 'clear'>()
  const noAnswer = useErrorText(undefined)
  const { limit, memberId, size } = standing
  const doubled = size * 2
  const changing = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['limits'] }),
    onError: (error) =>
      toast({ tone: 'bad', message: 'data' in error && error.data ? error.message : noAnswer }),
  })
  const raise = (until: number) =>
    changing.mutate(async () => {
      const { id } = await client.limits.raise.mutate({
        limitId: limit.id,
        memberId,
        size: doubled,
        until,
      })
      toast({
        message: t('raised', {
          amount: amountWords(t, limit.metric, doubled),
          when: dayTime(until, timeZone),
        }),
        undo: () => changing.mutate(() => client.limits.endRaise.mutate({ id })),
      })
    })
  const times = raiseTimes(Date.now(), timeZone)
  const isPot = limit.window.kind === 'never' && limit.metric !== 'concurrent'
  return (
    <>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="default"
            rightSection={<IconChevronDown size={12} aria-hidden />}
            aria-label={t('raiseOf', { limit: limitWords(t, limit) })}
            loading={changing.isPending}
          >
            {t('raise')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('raiseTo', { amount: amountWords(t, limit.metric, doubled) })}</Menu.Label>
          <Menu.Item onClick={() => raise(times.today)}>{t('raiseToday')}</Menu.Item>
          <Menu.Item onClick={() => raise(times.friday)}>{t('raiseFriday')}</Menu.Item>
          <Menu.Item onClick={() => raise(times.week)}>{t('raiseWeek')}</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => setDialog('raise')}>{t('raiseOther')}</Menu.Item>
          {isPot && <Menu.Item onClick={() => setDialog('topUp')}>{t('topUp')}</Menu.Item>}
          {limit.metric !== 'concurrent' && (
            <Menu.Item onClick={() => setDialog('clear')}>{t('clear')}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'raise' && <RaiseDialog of={standing} onClose={() => setDialog(undefined)} />}
      {dialog === 'topUp' && <TopUpDialog of={limit} onClose={() => setDialog(undefined)} />}
      {dialog === 'clear' && <ClearDialog of={standing} onClose={() => setDialog(undefined)} />}
    </>
  )
}
