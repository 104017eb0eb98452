import type { CallDetail } from '../../../proxy/contract/calls.ts'
import { duration, exactTime, UNKNOWN } from '../../format.ts'
import { Facts } from '../../ui/Drawer.tsx'
import { useWords } from '../../words/words.ts'
import { Elapsed } from './CallCells.tsx'
import { CallPhases } from './CallPhases.tsx'
import './activity.css'

/** When the call began, how long the first byte took and how long the rest. */
export function CallTiming({ of: call }: { of: CallDetail }) {
  const t = useWords('activity')
  const { firstByteMs: first, totalMs: total } = call
  const rest = first !== null && total !== null ? Math.max(0, total - first) : null
  return (
    <>
      {call.trace && <CallPhases of={call.trace} />}
      {!call.trace && first !== null && total !== null && total > 0 && (
        <div
          className="kr-timing"
          role="img"
          aria-label={t('timingBar', { first: duration(first), total: duration(total) })}
        >
          <div style={{ width: `${(first / total) * 100}%` }} />
          <div style={{ flex: 1 }} />
        </div>
      )}
      <Facts
        facts={[
          [
            t('startedAt'),
            <time key="start" className="kr-mono">
              {exactTime(call.startedAt)}
            </time>,
          ],
          [
            t('firstByte'),
            first === null ? (
              UNKNOWN
            ) : (
              <Swatch key="first" series={call.trace ? undefined : 0}>
                {duration(first)}
              </Swatch>
            ),
          ],
          [
            t('rest'),
            rest === null ? undefined : (
              <Swatch key="rest" series={call.trace ? undefined : 6}>
                {duration(rest)}
              </Swatch>
            ),
          ],
          call.outcome === 'open'
            ? [t('elapsed'), <Elapsed key="elapsed" since={call.startedAt} />]
            : [t('totalTime'), duration(total)],
        ]}
      />
    </>
  )
}

/** The colour of a part of the bar; with the phases shown one by one there is no such bar. */
function Swatch({ series, children }: { series: number | undefined; children: string }) {
  if (series === undefined) return children
  return (
    <span>
      <span
        className="kr-swatch"
        style={{ background: `var(--kr-series-${series})` }}
        aria-hidden="true"
      />
      {children}
    </span>
  )
}
