import { Button, Group, NumberInput, Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { desktop } from '../../bridge.ts'
import { useClient } from '../../client.tsx'
import { ProxyProblemBanner } from '../../shell/ProxyProblemBanner.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { ALL_NETWORKS, HostChoice, hostOptions, likelyHost } from './HostChoice.tsx'
import type { StepProps } from './SetupPage.tsx'

/** Step 3: on which address and port teammates reach this computer. */
export function NetworkStep({ status, goTo }: StepProps) {
  const t = useWords('setup')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const interfaces = useQuery({
    queryKey: ['network', 'interfaces'],
    queryFn: () => client.network.interfaces.query(),
  })
  const [typedHost, setHost] = useState<string>()
  const [port, setPort] = useState(status.proxy.port || 8443)
  const apply = useMutation({
    mutationFn: (wantedPort: number) =>
      client.network.listen.mutate({ host, port: wantedPort, tls: 'auto' }),
    onSuccess: (proxy) => {
      if (proxy.state !== 'failed') goTo('member')
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['status'] }),
  })

  if (interfaces.isPending) return <p role="status">{common('loading')}</p>
  if (interfaces.isError) {
    return <ErrorBanner error={interfaces.error} retry={() => interfaces.refetch()} />
  }
  const options = hostOptions(interfaces.data)
  const host = typedHost ?? likelyHost(options)
  const problem = apply.data?.state === 'failed' ? apply.data.problem : null
  const start = (wantedPort: number) => {
    setPort(wantedPort)
    apply.mutate(wantedPort)
  }
  return (
    <Stack gap="md">
      <HostChoice options={options} value={host} onChange={setHost} />
      {host === ALL_NETWORKS && (
        <Banner tone="warn" boxed>
          {t('allWarning')}
        </Banner>
      )}
      {desktop()?.platform === 'win32' && (
        <Banner tone="info" boxed>
          {t('windowsFirewall')}
        </Banner>
      )}
      <NumberInput
        label={t('port')}
        value={port}
        onChange={(value) => setPort(Number(value))}
        min={1}
        max={65535}
        allowDecimal={false}
        hideControls
        w={120}
      />
      {apply.isError && <ErrorBanner error={apply.error} />}
      {problem && (
        <ProxyProblemBanner
          problem={problem}
          isBusy={apply.isPending}
          onUse={start}
          onRetry={() => start(port)}
        />
      )}
      <Group justify="space-between">
        <Button variant="default" onClick={() => goTo('keys')}>
          {common('back')}
        </Button>
        <Button onClick={() => start(port)} loading={apply.isPending} autoFocus>
          {t('startProxy')}
        </Button>
      </Group>
    </Stack>
  )
}
