import { useStatus } from '../live.tsx'
import { Attentions } from './overview/Attentions.tsx'
import { Figures } from './overview/Figures.tsx'
import { LatestCalls } from './overview/LatestCalls.tsx'
import { ProxyBar } from './overview/ProxyBar.tsx'
import { SpendPanel } from './overview/SpendPanel.tsx'
import './overview/overview.css'

/** The daily glance: how the proxy is, what it costs, what needs the administrator. */
export function OverviewPage() {
  const status = useStatus().data
  if (!status) return null
  return (
    <div className="ov">
      <ProxyBar status={status} />
      <Figures />
      <div className="ov-middle">
        <SpendPanel />
        <Attentions />
      </div>
      <LatestCalls />
    </div>
  )
}
