import type { KeyTestResult } from '../../../proxy/contract/keys.ts'
import { useErrorText } from '../../ui/ErrorBanner.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { STATE_TONES } from './providers.ts'

interface Props {
  isPending: boolean
  result: KeyTestResult | undefined
  error: unknown
  /** Said while there is nothing to tell. */
  idle: string
}

/** The answer of the provider in one line, kept at the same height while it is awaited. */
export function TestLine({ isPending, result, error, idle }: Props) {
  const t = useWords('keys')
  const errorText = useErrorText(error)
  return (
    <div className="kr-test" role="status">
      {isPending ? (
        <StatusBadge tone="running">{t('testing')}</StatusBadge>
      ) : error ? (
        <span className="kr-result">
          <StatusBadge tone="bad">{t('health_failing')}</StatusBadge> {errorText}
        </span>
      ) : result ? (
        <span className="kr-result">
          <StatusBadge tone={STATE_TONES[result.health]}>
            {t(`health_${result.health}`)}
          </StatusBadge>{' '}
          {result.ok ? t('works', { count: result.models.length }) : result.message}
        </span>
      ) : (
        <span className="kr-muted">{idle}</span>
      )}
    </div>
  )
}
