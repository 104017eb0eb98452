import { Button, Group, Modal, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { AppStatus } from '../../proxy/contract/status.ts'
import { useClient } from '../client.tsx'
import { useFigures } from '../live.tsx'
import { useErrorText } from '../ui/ErrorBanner.tsx'
import { toast } from '../ui/toast.tsx'
import { useWords } from '../words/words.ts'

export interface Pause {
  isPaused: boolean
  isBusy: boolean
  toggle: () => void
  /** To be put on the page: the question about streams in flight, and errors. */
  dialog: ReactNode
}

/** Pauses and resumes the proxy; asks first when answers are being streamed. */
export function usePause(status: AppStatus): Pause {
  const t = useWords('shell')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const streaming = useFigures().data?.streaming ?? 0
  const [isAsking, setAsking] = useState(false)
  const isPaused = status.proxy.state === 'paused'
  const change = useMutation({
    mutationFn: async (to: 'resume' | 'finish' | 'cut') => {
      if (to !== 'resume') return client.network.pause.mutate({ cut: to === 'cut' })
      await client.network.resume.mutate()
      return { cutCalls: 0 }
    },
    onSuccess: ({ cutCalls }, to) => {
      if (cutCalls > 0) toast({ message: t('pausedCut', { count: cutCalls }) })
      else toast({ message: t(to === 'resume' ? 'resumedNow' : 'pausedNow') })
    },
    onSettled: () => {
      setAsking(false)
      return queries.invalidateQueries({ queryKey: ['status'] })
    },
  })
  const errorText = useErrorText(change.error)

  return {
    isPaused,
    isBusy: change.isPending,
    toggle: () => {
      if (isPaused) change.mutate('resume')
      else if (streaming > 0) setAsking(true)
      else change.mutate('finish')
    },
    dialog: (
      <>
        <Modal
          opened={isAsking}
          onClose={() => setAsking(false)}
          title={t('pauseTitle')}
          closeButtonProps={{ 'aria-label': common('close') }}
        >
          <Text mb="lg">{t('pauseText', { count: streaming })}</Text>
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
              {common('cancel')}
            </Button>
            <Button
              color="red"
              loading={change.isPending && change.variables === 'cut'}
              onClick={() => change.mutate('cut')}
            >
              {t('pauseCut')}
            </Button>
            <Button
              loading={change.isPending && change.variables === 'finish'}
              onClick={() => change.mutate('finish')}
            >
              {t('pauseFinish', { count: streaming })}
            </Button>
          </Group>
        </Modal>
        <Modal
          opened={change.isError}
          onClose={change.reset}
          title={t('pauseFailed')}
          closeButtonProps={{ 'aria-label': common('close') }}
        >
          {errorText}
        </Modal>
      </>
    ),
  }
}
