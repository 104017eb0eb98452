import { Button, Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AppStatus, ProxyStatus } from '../../../proxy/contract/status.ts'
import { useClient } from '../../client.tsx'
import { ProxyProblemBanner } from '../../shell/ProxyProblemBanner.tsx'
import { usePause } from '../../shell/pause.tsx'
import { stateNow } from '../../shell/proxyState.ts'
import { useServiceState } from '../../shell/useServiceState.ts'
import { CopyIcon } from '../../ui/CopyButton.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { ReachBadge } from './ReachBadge.tsx'

const DAY = 86_400_000

/** The proxy's switch and address; where it could not start, why and what to do. */
export function ProxyBar({ status }: { status: AppStatus }) {
  const t = useWords('overview')
  const client = useClient()
  const queries = useQueryClient()
  const pause = usePause(status)
  const { proxy } = status
  const state = stateNow(proxy, useServiceState().phase)
  const start = useMutation({
    mutationFn: (port: number | null) =>
      port === null
        ? client.network.retry.mutate()
        : client.network.listen.mutate({ host: proxy.host, port, tls: proxy.tls ? 'on' : 'off' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['status'] }),
  })

  if (start.isError) return <ErrorBanner error={start.error} retry={() => start.mutate(null)} />
  if (proxy.state === 'failed' && proxy.problem) {
    return (
      <ProxyProblemBanner
        problem={proxy.problem}
        isBusy={start.isPending}
        onUse={(port) => start.mutate(port)}
        onRetry={() => start.mutate(null)}
      />
    )
  }
  if (proxy.state === 'stopped' || proxy.state === 'failed') {
    return (
      <section className="kr-panel ov-bar" aria-label={t('proxy')}>
        <StatusBadge tone="off">{t('proxyStopped')}</StatusBadge>
        <span className="kr-spring" />
        <Button loading={start.isPending} onClick={() => start.mutate(null)}>
          {t('start')}
        </Button>
      </section>
    )
  }
  const names = proxy.certificate?.names.filter((name) => !proxy.url?.includes(`//${name}`)) ?? []
  const shownNames = names.filter((name) => !isLoopback(name)).slice(0, 2)
  return (
    <section className="kr-panel ov-bar" aria-label={t('proxy')}>
      <Switch
        checked={!pause.isPaused && (state === 'running' || state === 'starting')}
        onChange={pause.toggle}
        disabled={pause.isBusy || (state !== 'running' && state !== 'paused')}
        aria-label={t('proxy')}
        label={t(WORDS[state])}
      />
      {proxy.url && (
        <>
          <output className="kr-mono ov-address" aria-label={t('address')}>
            {proxy.url}
          </output>
          <CopyIcon text={proxy.url} label={t('copyAddress')} />
        </>
      )}
      <span className="kr-small kr-muted kr-ellipsis ov-wide">
        {[
          pause.isPaused && t('pausedMeans'),
          shownNames.length > 0 && t('alsoNames', { names: shownNames.join(', ') }),
          proxy.certificate && certificateWords(proxy.certificate.expiresAt),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className="kr-spring" />
      <Reach proxy={proxy} state={state} />
      {pause.dialog}
    </section>
  )

  function certificateWords(expiresAt: number): string {
    const days = Math.floor((expiresAt - Date.now()) / DAY)
    return days < 0 ? t('certificateOver') : t('certificate', { count: days })
  }
}

const WORDS = {
  running: 'proxyOn',
  paused: 'proxyPaused',
  starting: 'proxyStarting',
  // The service ended; how it comes back is said above the page.
  stopped: 'proxyStopped',
  failed: 'proxyStopped',
} as const

function Reach({ proxy, state }: { proxy: ProxyStatus; state: ProxyStatus['state'] }) {
  const t = useWords('overview')
  const place = proxy.plainOnNetwork
    ? ({ tone: 'warn', words: 'plain' } as const)
    : isLoopback(proxy.host)
      ? ({ tone: 'info', words: 'onlyThis' } as const)
      : ({ tone: 'ok', words: 'encrypted' } as const)
  return (
    <>
      <StatusBadge tone={place.tone}>{t(place.words)}</StatusBadge>
      <ReachBadge isListening={state === 'running' || state === 'paused'} />
    </>
  )
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
