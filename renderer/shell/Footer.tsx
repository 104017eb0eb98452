import { Tooltip } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { AppStatus } from '../../proxy/contract/status.ts'
import { shortcutText } from '../commands.ts'
import { rate } from '../format.ts'
import { useFigures } from '../live.tsx'
import { pathTo } from '../routes.ts'
import { StatusBadge } from '../ui/StatusBadge.tsx'
import { useWords } from '../words/words.ts'
import { useIdleLock, useLockWindow } from './idleLock.ts'
import { JobsTray } from './JobsTray.tsx'
import { proxyState } from './proxyState.ts'
import { useServiceState } from './useServiceState.ts'

/** The only status that is always on screen. */
export function Footer({ status }: { status: AppStatus }) {
  const t = useWords('shell')
  const figures = useFigures().data
  const minutesLeft = useIdleLock()
  const lockWindow = useLockWindow()
  const { tone, words } = proxyState(status, useServiceState().phase)
  return (
    <footer className="kr-foot">
      <Link href={pathTo('overview')} className="kr-plain">
        <StatusBadge tone={tone}>{t(words)}</StatusBadge>
      </Link>
      {status.proxy.url && <span className="kr-mono">{new URL(status.proxy.url).host}</span>}
      {status.proxy.plainOnNetwork && <StatusBadge tone="warn">{t('plainHttp')}</StatusBadge>}
      <span className="kr-foot-rate">
        {t('perSecond', { rate: rate(figures?.callsPerSecond) })}
      </span>
      <span className="kr-spring" />
      <JobsTray />
      <span>{t('locksIn', { count: minutesLeft })}</span>
      <Tooltip label={shortcutText('mod+L')}>
        <button type="button" className="kr-plain kr-foot-button" onClick={lockWindow}>
          <IconLock size={14} stroke={1.75} aria-hidden="true" />
          {t('lockWindow')}
        </button>
      </Tooltip>
    </footer>
  )
}
