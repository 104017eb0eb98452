import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconHexagonFilled,
  IconPlayerPauseFilled,
  IconSquareFilled,
  IconSquareRotatedFilled,
  IconTriangleFilled,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** Each meaning has a colour and a shape of its own, so that neither is needed to see the other. */
const SHAPES = {
  ok: IconCircleCheckFilled,
  warn: IconTriangleFilled,
  bad: IconHexagonFilled,
  unusual: IconSquareRotatedFilled,
  info: IconSquareFilled,
  running: IconCircleDashed,
  off: IconPlayerPauseFilled,
} as const

export type Tone = keyof typeof SHAPES

export function StatusBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="kr-badge" data-tone={tone}>
      <StatusShape tone={tone} />
      {children}
    </span>
  )
}

/** The shape alone, where the word stands beside it. */
export function StatusShape({ tone, size = 12 }: { tone: Tone; size?: number }) {
  const Shape = SHAPES[tone]
  return <Shape size={size} aria-hidden="true" />
}
