import { StatusShape } from './StatusBadge.tsx'
import './lists.css'

interface Props {
  /** What it measures, for readers of the screen. */
  label: string
  used: number
  /** Held on top of what was used. */
  reserved: number
  size: number
  warnAtPercent: number | null
}

/** How full something is: a fill, what is held behind it, and a shape of its own once it is nearly or quite full. */
export function QuotaBar({ label, used, reserved, size, warnAtPercent }: Props) {
  const tone = quotaTone({ used, reserved, size, warnAtPercent })
  return (
    <div className="kr-quota" data-tone={tone}>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot show what is held behind what is used */}
      <div
        className="kr-quota-track"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={size}
        aria-valuenow={Math.min(used, size)}
      >
        <div className="kr-quota-held" style={{ width: percent(used + reserved, size) }} />
        <div className="kr-quota-fill" style={{ width: percent(used, size) }} />
      </div>
      {tone === 'ok' ? null : <StatusShape tone={tone} />}
    </div>
  )
}

/** Full, nearly full, or neither; calls in flight count as used. */
export function quotaTone(of: Omit<Props, 'label'>): 'ok' | 'warn' | 'bad' {
  const { used, reserved, size, warnAtPercent } = of
  if (used + reserved >= size) return 'bad'
  if (warnAtPercent !== null && (used + reserved) * 100 >= size * warnAtPercent) return 'warn'
  return 'ok'
}

function percent(part: number, whole: number): string {
  return `${whole <= 0 ? 100 : Math.min(100, (part / whole) * 100)}%`
}
