import { SegmentedControl } from '@mantine/core'
import { useStatus } from '../live.tsx'
import { SEERS, useRouteParams } from '../routes.ts'
import { useWords } from '../words/words.ts'
import { AlertList } from './alerts/AlertList.tsx'
import { RuleList } from './alerts/RuleList.tsx'
import './alerts/alerts.css'

const SHOWS = ['open', 'history', 'rules'] as const

/** What happened that somebody should look at, what happened before, and what is watched for. */
export function AlertsPage() {
  const t = useWords('alerts')
  const role = useStatus().data?.actor?.role
  const [params, setParams] = useRouteParams()
  if (role === undefined) return null
  const shows = SHOWS.filter((show) => show !== 'rules' || SEERS.includes(role))
  const show = shows.find((each) => each === params.get('show')) ?? 'open'
  const tabs = (
    <SegmentedControl
      aria-label={t('which')}
      value={show}
      data={shows.map((value) => ({ value, label: t(`show_${value}`) }))}
      onChange={(next) =>
        setParams({ show: next === 'open' ? undefined : next, sel: undefined, f: undefined })
      }
    />
  )
  return show === 'rules' ? <RuleList tabs={tabs} /> : <AlertList show={show} tabs={tabs} />
}
