import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ServiceState } from '../../electron/bridge.ts'
import { desktop } from '../bridge.ts'
import { useStatus } from '../live.tsx'
import { Banner } from '../ui/Banner.tsx'
import { useWords } from '../words/words.ts'

/** Appears when the service is silent or has ended, with the way to start it again. */
export function ServiceBanner() {
  const t = useWords('shell')
  const status = useStatus()
  const queries = useQueryClient()
  const [service, setService] = useState<ServiceState>({ phase: 'running' })
  const [isRestarting, setRestarting] = useState(false)

  useEffect(
    () =>
      desktop()?.onServiceState((state) => {
        // What ended unexpectedly is said until it runs again, however fast its next start begins.
        setService((before) =>
          state.phase === 'starting' && before.phase === 'restarting' ? before : state,
        )
        if (state.phase === 'running') void queries.invalidateQueries()
      }),
    [queries],
  )

  const isHealthy = service.phase === 'running' || service.phase === 'starting'
  if (isHealthy && !status.isError) return null

  const restart = async () => {
    setRestarting(true)
    try {
      await desktop()?.restartService()
    } finally {
      await status.refetch()
      setRestarting(false)
    }
  }
  return (
    <Banner
      tone="bad"
      action={
        desktop() && (
          <Button size="xs" variant="default" loading={isRestarting} onClick={restart}>
            {t('restart')}
          </Button>
        )
      }
    >
      {service.phase === 'failed'
        ? t('failedBanner', { message: service.message, code: service.code })
        : t(WORDS[service.phase])}
      {!desktop() && ` ${t('restartByHand')}`}
    </Banner>
  )
}

const WORDS = {
  starting: 'notAnswering',
  running: 'notAnswering',
  restarting: 'restartingBanner',
  stopped: 'stoppedBanner',
} as const
