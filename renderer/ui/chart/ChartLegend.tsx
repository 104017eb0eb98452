import type { Scheme } from '../../tokens.ts'
import { colourOf } from './chartOption.ts'
import type { Picture } from './picture.ts'

/** Which colour is which series, and what the dashes are. */
export function ChartLegend({ picture, scheme }: { picture: Picture; scheme: Scheme }) {
  return (
    <ul className="kr-chart-legend">
      {picture.series.map((series, index) => (
        <li key={series.id}>
          <svg viewBox="0 0 9 9" aria-hidden="true">
            <rect width="9" height="9" rx="1" fill={colourOf(scheme, index, series.isRest)} />
          </svg>
          <span className="kr-ellipsis">{series.name}</span>
        </li>
      ))}
      {picture.before && (
        <li>
          <svg viewBox="0 0 18 9" data-wide aria-hidden="true">
            <path d="M0 4.5h18" stroke="currentColor" strokeWidth="1.5" strokeDasharray="5 4" />
          </svg>
          <span className="kr-ellipsis">{picture.before.name}</span>
        </li>
      )}
    </ul>
  )
}
