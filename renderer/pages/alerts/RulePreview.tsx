import { Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type AlarmKind, isReplayable } from '../../../proxy/contract/alarmRules.ts'
import { alarmTitle } from '../../../proxy/contract/alarmWords.ts'
import { useClient } from '../../client.tsx'
import { dayTime, wholeNumber } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'

const DAYS = 14
/** Time to finish typing a number. */
const TYPING_MS = 400

/** How often a rule would have fired, and for whom. */
export function RulePreview(props: { kind: AlarmKind; thresholds: Record<string, number> }) {
  const t = useWords('alerts')
  const client = useClient()
  const { timeZone } = useSettings()
  const { kind } = props
  const [thresholds] = useDebouncedValue(props.thresholds, TYPING_MS)
  const preview = useQuery({
    queryKey: ['alarms', 'preview', kind, thresholds],
    queryFn: () => client.alarms.preview.query({ kind, thresholds, days: DAYS }),
    enabled: isReplayable(kind),
    staleTime: 60_000,
  })
  if (!isReplayable(kind)) return <Quiet>{t('previewHouse')}</Quiet>
  if (preview.isError) return <ErrorBanner error={preview.error} />
  if (!preview.data) return <Quiet>{t('previewLooking')}</Quiet>
  const { fired, firings, perMemberWeek, calls } = preview.data
  if (fired === 0) return <Quiet>{t('previewNone', { calls: wholeNumber(calls) })}</Quiet>
  return (
    <section className="alt-preview" aria-label={t('preview', { days: DAYS })}>
      <Text size="sm" role="status">
        {t('previewFired', {
          count: fired,
          calls: wholeNumber(calls),
          rate: perMemberWeek.toFixed(2),
        })}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <ul tabIndex={0} aria-label={t('previewList')}>
        {firings.map((firing) => (
          <li key={`${firing.at} ${firing.memberId}`}>
            <span className="kr-muted">{dayTime(firing.at, timeZone)}</span>{' '}
            {alarmTitle({
              ...firing,
              ...{ kind, tokenName: null, keyLabel: null, address: null },
            })}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Quiet({ children }: { children: string }) {
  return (
    <Text c="dimmed" size="sm" role="status">
      {children}
    </Text>
  )
}
