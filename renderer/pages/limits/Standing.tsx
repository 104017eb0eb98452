import { Button } from '@mantine/core'
import { useState } from 'react'
import type { LimitStanding } from '../../../proxy/contract/limits.ts'
import { dayTime } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { QuotaBar } from '../../ui/QuotaBar.tsx'
import { useNow } from '../../ui/useNow.ts'
import { useWords } from '../../words/words.ts'
import { ExplainDialog } from './ExplainDialog.tsx'
import { amountWords, figure, limitWords, resetWords, scopeWords } from './limitWords.ts'
import { RaiseMenu } from './RaiseMenu.tsx'

/** One counter: what it allows, how much of that is used, until when, and who set it. */
export function Standing({ of: standing }: { of: LimitStanding }) {
  const t = useWords('limits')
  const { timeZone } = useSettings()
  const now = useNow(30_000)
  const [isExplaining, setExplaining] = useState(false)
  const { limit, used, reserved, size, raisedUntil, subjectName } = standing
  const name = limitWords(t, { ...limit, size })
  const scope = limit.scope
  const isNarrow = scope.models.length + scope.providers.length + scope.endpoints.length > 0
  return (
    <article className="lim-standing" aria-label={name}>
      <div className="lim-standing-head">
        <strong>{name}</strong>
        {isNarrow && <span className="kr-muted kr-ellipsis">{scopeWords(t, scope)}</span>}
      </div>
      <QuotaBar
        label={name}
        used={used}
        reserved={reserved}
        size={size}
        warnAtPercent={limit.warnAtPercent}
      />
      <p className="kr-small kr-muted">
        {[
          t('of', { used: figure(limit.metric, used), size: figure(limit.metric, size) }),
          reserved > 0 &&
            limit.metric !== 'concurrent' &&
            t('inFlight', { amount: amountWords(t, limit.metric, reserved) }),
          resetWords(t, standing, now, timeZone),
          t(`setBy_${limit.level}`, { name: subjectName }),
          raisedUntil !== null && t('raisedUntil', { when: dayTime(raisedUntil, timeZone) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <div className="kr-actions">
        <RaiseMenu of={standing} />
        <Button size="compact-xs" variant="subtle" onClick={() => setExplaining(true)}>
          {t('explain')}
        </Button>
      </div>
      {isExplaining && <ExplainDialog of={standing} onClose={() => setExplaining(false)} />}
    </article>
  )
}
