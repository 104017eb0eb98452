import { lazy, Suspense } from 'react'
import { useStatus } from '../live.tsx'
import { Attentions } from './overview/Attentions.tsx'
import { Figures } from './overview/Figures.tsx'
import { LatestCalls } from './overview/LatestCalls.tsx'
import { ProxyBar } from './overview/ProxyBar.tsx'
import { Quotas } from './overview/Quotas.tsx'
import './overview/overview.css'

/** Its library of dates is not needed to show the page. */
const DayPanel = lazy(async () => ({
  default: (await import('./overview/DayPanel.tsx')).DayPanel,
}))

/** The daily glance: how the proxy is, what it costs, what needs the administrator. */
export function OverviewPage() {
  const status = useStatus().data
  if (!status) return null
  return (
    <div className="ov">
      <ProxyBar status={status} />
      <Figures />
      <div className="ov-middle">
        <Suspense fallback={<section className="kr-panel ov-chart-place" />}>
          <DayPanel />
        </Suspense>
        <Attentions />
      </div>
      <div className="ov-middle">
        <LatestCalls />
        <Quotas />
      </div>
    </div>
  )
}
