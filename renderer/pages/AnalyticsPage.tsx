import { Button, Tabs } from '@mantine/core'
import { goTo, pathTo, useRouteParams } from '../routes.ts'
import { Banner } from '../ui/Banner.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { useWords } from '../words/words.ts'
import { Chips } from './analytics/Chips.tsx'
import { PatternsTab } from './analytics/PatternsTab.tsx'
import { isTab, TABS, useQuestion } from './analytics/question.ts'
import { RangePicker } from './analytics/RangePicker.tsx'
import { TrendsTab } from './analytics/TrendsTab.tsx'
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
  const { isUnknown } = useSpan(question.range)
  const { tab } = question
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
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tab_${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <span className="kr-spring" />
        <ViewsMenu page="analytics" params={params.toString()} />
        {tab !== 'trends' && <RangePicker question={question} onChange={change} />}
      </div>
      <WhatPicker question={question} onChange={change} />
      <Chips chips={question.chips} onChange={(chips) => change({ chips })} />
      {isUnknown && (
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
    </Tabs>
  )
}
