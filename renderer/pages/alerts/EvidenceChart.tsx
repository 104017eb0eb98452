import type { AlarmEvidence } from '../../../proxy/contract/alarms.ts'
import { evidenceAmount } from '../../../proxy/contract/alarmWords.ts'
import { dayTime } from '../../format.ts'
import { useWords } from '../../words/words.ts'
import { chartGeometry, HEIGHT, WIDTH } from './chartGeometry.ts'

/** The hours before, as bars over the band that is usual; too small a thing to load a drawing library for. */
export function EvidenceChart({ of: evidence, zone }: { of: AlarmEvidence; zone: string }) {
  const t = useWords('alerts')
  const { points, usual, unit, value } = evidence
  const [first] = points
  const last = points.at(-1)
  if (!first || !last || points.length < 2) return null
  const { bars, band } = chartGeometry(points, usual)
  const amount = (figure: number) => evidenceAmount(unit, figure)
  const facts = { value: amount(value), count: points.length }
  const words = usual
    ? t('chartAria', { ...facts, low: amount(usual.low), high: amount(usual.high) })
    : t('chartAriaPlain', facts)
  return (
    <figure className="alt-chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={words}
        preserveAspectRatio="none"
      >
        {band && (
          <rect className="alt-band" x={0} width={WIDTH} y={band.top} height={band.height} />
        )}
        {bars.map((bar) => (
          <rect
            key={bar.at}
            className="alt-bar"
            data-high={bar.isHigh || undefined}
            x={bar.x}
            y={bar.y}
            width={bar.width}
            height={bar.height}
          >
            <title>{`${dayTime(bar.at, zone)}: ${amount(bar.value)}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption>
        <span>{dayTime(first.at, zone)}</span>
        {usual && (
          <span className="alt-band-word">
            {t('chartBand', { low: amount(usual.low), high: amount(usual.high) })}
          </span>
        )}
        <span>{dayTime(last.at, zone)}</span>
      </figcaption>
    </figure>
  )
}
