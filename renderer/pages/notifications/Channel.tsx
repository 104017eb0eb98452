import { Box, Button, Switch } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ChannelHealth } from '../../../proxy/contract/notify.ts'
import { useClient } from '../../client.tsx'
import { ago } from '../../format.ts'
import { Banner } from '../../ui/Banner.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useNow } from '../../ui/useNow.ts'
import { useWords } from '../../words/words.ts'

interface Props {
  id: string
  label: string
  on: boolean
  onSwitch: (on: boolean) => void
  health?: ChannelHealth
  /** Buttons beside the test. */
  actions?: ReactNode
  children?: ReactNode
}

/** One way to reach people: on or off, how it does, and a test that says what came of it. */
export function Channel({ id, label, on, onSwitch, health, actions, children }: Props) {
  const t = useWords('notify')
  const client = useClient()
  const testing = useMutation({ mutationFn: () => client.notify.test.mutate({ id }) })
  return (
    <Box className="ntf-channel" role="group" aria-label={label}>
      <div className="ntf-head">
        <strong>{label}</strong>
        <Switch
          aria-label={t('onOf', { label })}
          checked={on}
          onChange={(event) => onSwitch(event.currentTarget.checked)}
        />
        <Button
          size="xs"
          variant="default"
          aria-label={t('testOf', { label })}
          loading={testing.isPending}
          onClick={() => testing.mutate()}
        >
          {t('test')}
        </Button>
        {actions}
      </div>
      {children}
      {health && <Health of={health} />}
      {testing.data && (
        <Banner tone={testing.data.ok ? 'info' : 'bad'} boxed>
          {testing.data.message}
        </Banner>
      )}
      {testing.isError && <ErrorBanner error={testing.error} />}
      {health?.lastProblem && testing.isIdle && (
        <Banner tone="warn" boxed>
          {health.lastProblem}
        </Banner>
      )}
    </Box>
  )
}

function Health({ of: { lastSentAt, waiting } }: { of: ChannelHealth }) {
  const t = useWords('notify')
  const now = useNow(30_000)
  return (
    <p className="ntf-health">
      {lastSentAt === null ? t('never') : t('lastSent', { when: ago(lastSentAt, now) })}
      {waiting > 0 && ` ${t('waiting', { count: waiting })}`}
    </p>
  )
}
