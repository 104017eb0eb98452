import { Button, Group, NumberInput, Select, Table } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AppStatus } from '../../../proxy/contract/status.ts'
import { useClient } from '../../client.tsx'
import { useSettings } from '../../preferences.tsx'
import { ProxyProblemBanner } from '../../shell/ProxyProblemBanner.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { ALL_NETWORKS, HostChoice, hostOptions } from '../setup/HostChoice.tsx'
import { Callers } from './Callers.tsx'
import { Part } from './Part.tsx'

const TLS = ['auto', 'on', 'off'] as const

/** Where the proxy listens, who may call, and everything that listens at all. */
export function NetworkSection({ status }: { status: AppStatus }) {
  const t = useWords('settings')
  return (
    <>
      <Part title={t('where')}>
        <Listening status={status} />
      </Part>
      <Part title={t('who')}>
        <Callers />
      </Part>
      <Part title={t('ports')}>
        <Ports status={status} />
      </Part>
    </>
  )
}

function Listening({ status: { proxy } }: { status: AppStatus }) {
  const t = useWords('settings')
  const setup = useWords('setup')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const saved = useSettings()
  const [typed, setTyped] = useState<Partial<Pick<typeof saved, 'host' | 'port' | 'tls'>>>({})
  const interfaces = useQuery({
    queryKey: ['network', 'interfaces'],
    queryFn: () => client.network.interfaces.query(),
  })
  const wanted = { host: saved.host, port: saved.port, tls: saved.tls, ...typed }
  const listen = useMutation({
    mutationFn: (network: typeof wanted) => client.network.listen.mutate(network),
    onSuccess: (now) => {
      if (now.state === 'failed') return
      setTyped({})
      toast({ message: t('networkApplied', { address: now.url ?? `${now.host}:${now.port}` }) })
    },
    onSettled: () => queries.invalidateQueries(),
  })

  if (interfaces.isPending) return <p role="status">{common('loading')}</p>
  if (interfaces.isError) {
    return <ErrorBanner error={interfaces.error} retry={() => void interfaces.refetch()} />
  }
  const isChanged =
    wanted.host !== saved.host || wanted.port !== saved.port || wanted.tls !== saved.tls
  const problem = proxy.state === 'failed' ? proxy.problem : null
  return (
    <>
      {problem && (
        <ProxyProblemBanner
          problem={problem}
          isBusy={listen.isPending}
          onUse={(port) => listen.mutate({ ...wanted, port })}
          onRetry={() => listen.mutate(wanted)}
        />
      )}
      <HostChoice
        options={hostOptions(interfaces.data)}
        value={wanted.host}
        onChange={(host) => setTyped({ ...typed, host })}
      />
      {wanted.host === ALL_NETWORKS && (
        <Banner tone="warn" boxed>
          {setup('allWarning')}
        </Banner>
      )}
      <Group align="flex-start">
        <NumberInput
          label={t('port')}
          value={wanted.port}
          onChange={(port) => setTyped({ ...typed, port: Number(port) })}
          min={1}
          max={65535}
          allowDecimal={false}
          thousandSeparator=""
          hideControls
          w={120}
        />
        <Select
          label={t('tls')}
          data={TLS.map((value) => ({ value, label: t(`tls_${value}`) }))}
          value={wanted.tls}
          onChange={(tls) => tls && setTyped({ ...typed, tls })}
          allowDeselect={false}
          w={280}
        />
      </Group>
      {wanted.tls === 'off' && (
        <Banner tone="warn" boxed>
          {t('tlsOffWarning')}
        </Banner>
      )}
      {listen.isError && <ErrorBanner error={listen.error} />}
      {isChanged && (
        <Banner tone="info" boxed>
          {t('networkImpact')}
        </Banner>
      )}
      {isChanged && (
        <Group>
          <Button loading={listen.isPending} onClick={() => listen.mutate(wanted)}>
            {t('applyNetwork')}
          </Button>
          <Button variant="default" onClick={() => setTyped({})}>
            {common('cancel')}
          </Button>
        </Group>
      )}
    </>
  )
}

function Ports({ status }: { status: AppStatus }) {
  const t = useWords('settings')
  const { url, host, port, certificate } = status.proxy
  return (
    <>
      <Table aria-label={t('ports')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('portsWhere')}</Table.Th>
            <Table.Th>{t('portsWhat')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Table.Tr>
            <Table.Td className="kr-mono">
              {url ? `${host}:${port}` : `${host}:${port} (${t('notListening')})`}
            </Table.Td>
            <Table.Td>{t('portsProxy')}</Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Td className="kr-mono">
              {t('portsSocketWhere', { dataDir: status.dataDir })}
            </Table.Td>
            <Table.Td>{t('portsSocket')}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      {certificate && (
        <dl className="set-facts">
          <dt>{t('fingerprint')}</dt>
          <dd className="kr-mono">{certificate.fingerprint}</dd>
        </dl>
      )}
    </>
  )
}
