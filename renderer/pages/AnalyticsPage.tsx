import { Button, Tabs } from '@mantine/core'
import { useStatus } from '../live.tsx'
import { goTo, pathTo, SEERS, useRouteParams } from '../routes.ts'
import { Banner } from '../ui/Banner.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { useWords } from '../words/words.ts'
import { ReconcileTab } from './analytics/bill/ReconcileTab.tsx'
import { Chips } from './analytics/Chips.tsx'
import { PatternsTab } from './analytics/PatternsTab.tsx'
import { isTab, TABS, useQuestion } from './analytics/question.ts'
import { RangePicker } from './analytics/RangePicker.tsx'
import { TrendsTab } from './analytics/TrendsTab.tsx'
import { UsageExport } from './analytics/UsageExport.tsx'
import { UsageTab } from './analytics/UsageTab.tsx'
import { useAnyCalls, useSpan } from './analytics/useUsage.ts'
import { WhatPicker } from './analytics/WhatPicker.tsx'
import { ViewsMenu } from './views/ViewsMenu.tsx'
import './analytics/analytics.css'

/** What was used and spent, by whom and for what, over any time. */
export function AnalyticsPage() {
  const t = useWords('analytics')
  const [question, change] = useQuestion()
  const [params] = useRouteParams()
  const { span, isUnknown } = useSpan(question.range)
  const role = useStatus().data?.actor?.role
  const tabs = TABS.filter((each) => each !== 'reconcile' || (role && SEERS.includes(role)))
  const tab = tabs.find((each) => each === question.tab) ?? 'spend'
  const isBill = tab === 'reconcile'
  if (useAnyCalls() === false) {
    return (
      <EmptyState
        title={t('empty')}
        actions={
          <Button variant="default" onClick={() => goTo(pathTo('members'))}>
            {t('emptyAction')}
          </Button>
        }
      >
        {t('emptyText')}
      </EmptyState>
    )
  }
  return (
    <Tabs
      className="an"
      value={tab}
      onChange={(value) => isTab(value) && change({ tab: value })}
      keepMounted={false}
    >
      <div className="an-head">
        <Tabs.List aria-label={t('tabs')}>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tab_${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <span className="kr-spring" />
        {!isBill && <ViewsMenu page="analytics" params={params.toString()} />}
        {!isBill && !isUnknown && <UsageExport question={question} span={span} />}
        {tab !== 'trends' && !isBill && <RangePicker question={question} onChange={change} />}
      </div>
      {!isBill && <WhatPicker question={question} onChange={change} />}
      {!isBill && <Chips chips={question.chips} onChange={(chips) => change({ chips })} />}
      {isUnknown && !isBill && (
        <Banner tone="warn" boxed>
          {t('badRange')}
        </Banner>
      )}
      <Tabs.Panel value="spend">
        <UsageTab question={question} onChange={change} />
      </Tabs.Panel>
      <Tabs.Panel value="patterns">
        <PatternsTab question={question} />
      </Tabs.Panel>
      <Tabs.Panel value="trends">
        <TrendsTab question={question} onChange={change} />
      </Tabs.Panel>
      <Tabs.Panel value="reconcile">
        <ReconcileTab />
      </Tabs.Panel>
    </Tabs>
  )
}
