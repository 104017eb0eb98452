import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { desktop } from '../bridge.ts'
import { useStatus } from '../live.tsx'
import { Banner } from '../ui/Banner.tsx'
import { useWords } from '../words/words.ts'
import { useServiceState } from './useServiceState.ts'

/** Appears when the service is silent or has ended, with the way to start it again. */
export function ServiceBanner() {
  const t = useWords('shell')
  const status = useStatus()
  const queries = useQueryClient()
  const service = useServiceState()
  const [isRestarting, setRestarting] = useState(false)

  const { phase } = service
  useEffect(() => {
    if (phase === 'running') void queries.invalidateQueries()
  }, [phase, queries])

  const isHealthy = phase === 'running' || phase === 'starting'
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
