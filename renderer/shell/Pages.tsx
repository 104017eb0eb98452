import { Button } from '@mantine/core'
import { Component, lazy, type ReactNode, Suspense } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { OverviewPage } from '../pages/OverviewPage.tsx'
import { goTo, pathTo } from '../routes.ts'
import { Banner } from '../ui/Banner.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { useWords } from '../words/words.ts'

const ActivityPage = lazy(async () => ({
  default: (await import('../pages/ActivityPage.tsx')).ActivityPage,
}))
const AnalyticsPage = lazy(async () => ({
  default: (await import('../pages/AnalyticsPage.tsx')).AnalyticsPage,
}))
const KeysPage = lazy(async () => ({ default: (await import('../pages/KeysPage.tsx')).KeysPage }))
const MembersPage = lazy(async () => ({
  default: (await import('../pages/MembersPage.tsx')).MembersPage,
}))
const TeamsPage = lazy(async () => ({
  default: (await import('../pages/TeamsPage.tsx')).TeamsPage,
}))
const LimitsPage = lazy(async () => ({
  default: (await import('../pages/LimitsPage.tsx')).LimitsPage,
}))
const RequestsPage = lazy(async () => ({
  default: (await import('../pages/RequestsPage.tsx')).RequestsPage,
}))
const AlertsPage = lazy(async () => ({
  default: (await import('../pages/AlertsPage.tsx')).AlertsPage,
}))
const AuditPage = lazy(async () => ({
  default: (await import('../pages/AuditPage.tsx')).AuditPage,
}))
const SettingsPage = lazy(async () => ({
  default: (await import('../pages/SettingsPage.tsx')).SettingsPage,
}))

/** Which page stands behind which path; all but the first are loaded when they are opened. */
export function Pages() {
  const common = useWords('common')
  const [path] = useLocation()
  return (
    <Broken key={path} fallback={<BrokenPage />}>
      <Suspense fallback={<p role="status">{common('loading')}</p>}>
        <Switch>
          <Route path="/overview" component={OverviewPage} />
          <Route path="/activity" component={ActivityPage} />
          <Route path="/analytics" component={AnalyticsPage} />
          <Route path="/keys" component={KeysPage} />
          <Route path="/members/*?" component={MembersPage} />
          <Route path="/teams" component={TeamsPage} />
          <Route path="/limits" component={LimitsPage} />
          <Route path="/requests" component={RequestsPage} />
          <Route path="/alerts" component={AlertsPage} />
          <Route path="/audit" component={AuditPage} />
          <Route path="/settings/:section?" component={SettingsPage} />
          <Route path="/">
            <Redirect to={pathTo('overview')} replace />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </Broken>
  )
}

function NotFound() {
  const t = useWords('shell')
  return (
    <EmptyState
      title={t('notFound')}
      actions={<Button onClick={() => goTo(pathTo('overview'))}>{t('notFoundAction')}</Button>}
    />
  )
}

function BrokenPage() {
  const t = useWords('shell')
  const common = useWords('common')
  return (
    <Banner
      tone="bad"
      boxed
      action={
        <Button size="xs" variant="default" onClick={() => location.reload()}>
          {common('tryAgain')}
        </Button>
      }
    >
      {t('pageBroke')}
    </Banner>
  )
}

/** React offers this only to classes: one broken page must not take the window down. */
class Broken extends Component<{ fallback: ReactNode; children: ReactNode }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    return this.state.hasFailed ? this.props.fallback : this.props.children
  }
}
