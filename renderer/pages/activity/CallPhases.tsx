import type { CallTrace } from '../../../proxy/contract/trace.ts'
import { preciseDuration } from '../../format.ts'
import { useWords } from '../../words/words.ts'
import './trace.css'

/** Where the time of one call went: a bar for each phase, above them one for each try at a provider. */
export function CallPhases({ of: trace }: { of: CallTrace }) {
  const t = useWords('trace')
  const phases = trace.phases.filter(({ ms }) => ms > 0)
  const last = trace.phases.at(-1)
  const whole = Math.max(0.1, last ? last.from + last.ms : 0)
  return (
    <table className="kr-phases" aria-label={t('phases')}>
      <thead>
        <tr>
          <th scope="col">{t('phase')}</th>
          <td />
          <th scope="col" className="kr-number">
            {t('took')}
          </th>
        </tr>
      </thead>
      <tbody>
        {trace.attempts.length > 1 &&
          trace.attempts.map((attempt, index) => (
            <Line
              // biome-ignore lint/suspicious/noArrayIndexKey: attempts have no other name, and never change
              key={index}
              name={t('attempt', {
                number: index + 1,
                key: trace.names[attempt.keyId] ?? attempt.keyId,
              })}
              note={
                attempt.status === null
                  ? t('attemptSilent')
                  : t('attemptAnswered', { status: attempt.status })
              }
              kind={attempt.status !== null && attempt.status < 300 ? 'attempt' : 'failed'}
              {...{ from: attempt.from, ms: attempt.ms, whole }}
            />
          ))}
        {phases.map(({ phase, from, ms }) => (
          <Line
            key={phase}
            name={t(`phase_${phase}`)}
            kind={OF_PROVIDER.has(phase) ? 'provider' : 'own'}
            {...{ from, ms, whole }}
          />
        ))}
      </tbody>
    </table>
  )
}

/** Spent at the provider; the rest is Keyrack's own. */
const OF_PROVIDER: ReadonlySet<string> = new Set(['connect', 'firstByte', 'stream'])

function Line(props: {
  name: string
  note?: string
  kind: 'own' | 'provider' | 'attempt' | 'failed'
  from: number
  ms: number
  whole: number
}) {
  const { name, note, kind, from, ms, whole } = props
  const percent = (part: number) => `${(part / whole) * 100}%`
  return (
    <tr>
      <th scope="row">
        {name}
        {note && <span className="kr-muted"> · {note}</span>}
      </th>
      <td aria-hidden="true">
        <div className="kr-phase-track">
          <div
            className="kr-phase-bar"
            data-kind={kind}
            style={{ marginLeft: percent(from), width: percent(ms) }}
          />
        </div>
      </td>
      <td className="kr-number">{preciseDuration(ms)}</td>
    </tr>
  )
}
