import { Tooltip } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { Fragment, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import type { AppStatus } from '../../proxy/contract/status.ts'
import { shortcutText } from '../commands.ts'
import { ApplyPreferences } from '../preferences.tsx'
import { pathTo, ROUTES, type RouteId, routesFor } from '../routes.ts'
import { useWords } from '../words/words.ts'
import { AlarmWatcher } from './AlarmWatcher.tsx'
import { Bell } from './Bell.tsx'
import { CommonCommands } from './CommonCommands.tsx'
import { Footer } from './Footer.tsx'
import { Palette } from './Palette.tsx'
import { ServiceBanner } from './ServiceBanner.tsx'
import { Shortcuts } from './Shortcuts.tsx'
import { seesAlerts, useCounters } from './useCounters.ts'
import { ViewCommands } from './ViewCommands.tsx'

/** The frame around every page: where one is, what one can do, and how the proxy is. */
export function Shell({ status, children }: { status: AppStatus; children: ReactNode }) {
  const t = useWords('shell')
  const [path] = useLocation()
  const routes = routesFor(status.actor?.role)
  const counters = useCounters(status.actor?.role)
  const current = ROUTES.find((route) => path.startsWith(pathTo(route.id)))
  const counterWords = (id: RouteId) => {
    const count = counters[id] ?? 0
    if (count === 0) return undefined
    if (id === 'alerts') return t('alertsOpen', { count })
    return id === 'requests' ? t('requestsOpen', { count }) : undefined
  }
  return (
    <div className="kr-shell">
      <button
        type="button"
        className="kr-plain kr-skip"
        onClick={() => document.getElementById('main')?.focus()}
      >
        {t('skip')}
      </button>
      <nav className="kr-side" aria-label={t('navigation')}>
        <div className="kr-brand">{t('brand')}</div>
        {routes.map((route, index) => {
          const isNewGroup = routes[index - 1]?.group !== route.group
          const Icon = route.icon
          return (
            <Fragment key={route.id}>
              {isNewGroup && route.group === 'access' && (
                <div className="kr-group">{t('access')}</div>
              )}
              {isNewGroup && route.group === 'safety' && (
                <div className="kr-group">{t('safety')}</div>
              )}
              {isNewGroup && route.group === 'foot' && <div className="kr-spring" />}
              <Tooltip
                label={`${t(route.id)} (${shortcutText(`g ${route.letter}`)})`}
                position="right"
              >
                <Link
                  href={pathTo(route.id)}
                  className="kr-nav"
                  aria-label={t(route.id)}
                  aria-description={counterWords(route.id)}
                  data-counter={counters[route.id] || undefined}
                  aria-current={route === current ? 'page' : undefined}
                >
                  <Icon size={16} stroke={1.75} aria-hidden="true" />
                  <span>{t(route.id)}</span>
                </Link>
              </Tooltip>
            </Fragment>
          )
        })}
      </nav>
      <div className="kr-body">
        <header className="kr-top">
          <h1>{current ? t(current.id) : t('brand')}</h1>
          <span className="kr-spring" />
          <button type="button" className="kr-plain kr-palette-button" onClick={spotlight.open}>
            <IconSearch size={16} stroke={1.75} aria-hidden="true" />
            {t('paletteButton')}
            <kbd className="kr-kbd">{shortcutText('mod+K')}</kbd>
          </button>
          {seesAlerts(status.actor?.role) && <Bell />}
        </header>
        <div>
          <ServiceBanner />
        </div>
        <main className="kr-main" id="main" tabIndex={-1}>
          {children}
        </main>
        <Footer status={status} />
      </div>
      <ApplyPreferences />
      <CommonCommands status={status} />
      {seesAlerts(status.actor?.role) && <AlarmWatcher />}
      <ViewCommands />
      <Palette />
      <Shortcuts />
    </div>
  )
}
