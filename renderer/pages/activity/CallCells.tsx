import { memo, type ReactNode } from 'react'
import type { CallRecord } from '../../../proxy/contract/calls.ts'
import {
  clockTime,
  dayTime,
  duration,
  exactTime,
  money,
  tokens,
  UNKNOWN,
  wholeNumber,
} from '../../format.ts'
import { useNow } from '../../ui/useNow.ts'
import { useWords } from '../../words/words.ts'
import { CallBadge } from './CallBadge.tsx'
import { type CallColumn, gridTemplate, tokensOf } from './callColumns.ts'

const TO_THE_RIGHT: CallColumn[] = ['tokens', 'cost', 'first', 'total']

interface Props {
  /** Undefined: a grey placeholder of the same height. */
  call: CallRecord | undefined
  columns: CallColumn[]
  /** Start of today: earlier calls show their day. */
  today: number
}

/** Drawn anew only when its call changes: the rows on screen outlive most live batches. */
export const CallCells = memo(function CallCells({ call, columns, today }: Props) {
  return (
    <Cells columns={columns}>
      {(column) => (call ? cellOf(column, call, today) : <div className="kr-placeholder" />)}
    </Cells>
  )
})

export function CallHeader({ columns }: { columns: CallColumn[] }) {
  const t = useWords('activity')
  return (
    // biome-ignore lint/a11y/useSemanticElements: the list it heads is no table element
    // biome-ignore lint/a11y/useFocusableInteractive: a row of headings does nothing
    <div role="row" aria-rowindex={1} style={{ height: 'var(--kr-row)' }}>
      <Cells columns={columns} role="columnheader">
        {(column) => t(column)}
      </Cells>
    </div>
  )
}

interface CellsProps {
  columns: CallColumn[]
  role?: 'columnheader' | 'gridcell'
  children: (column: CallColumn) => ReactNode
}

function Cells({ columns, role = 'gridcell', children }: CellsProps) {
  return (
    <div
      role="presentation"
      className="kr-cells"
      style={{ gridTemplateColumns: gridTemplate(columns) }}
    >
      {columns.map((column) => (
        <div
          key={column}
          role={role}
          data-align={TO_THE_RIGHT.includes(column) ? 'end' : undefined}
        >
          {children(column)}
        </div>
      ))}
    </div>
  )
}

function cellOf(column: CallColumn, call: CallRecord, today: number): ReactNode {
  switch (column) {
    case 'time': {
      const time = call.startedAt >= today ? clockTime(call.startedAt) : dayTime(call.startedAt)
      return (
        <time className="kr-mono" title={exactTime(call.startedAt)}>
          {time}
        </time>
      )
    }
    case 'status':
      return <CallBadge of={call} />
    case 'member':
      return <span title={call.memberName ?? undefined}>{call.memberName ?? UNKNOWN}</span>
    case 'model':
      if (call.model === null) return UNKNOWN
      return (
        <span className="kr-mono" title={call.model}>
          {call.model}
        </span>
      )
    case 'tokens': {
      const count = hasUsage(call) ? tokensOf(call.usage) : null
      return <span title={count === null ? undefined : wholeNumber(count)}>{tokens(count)}</span>
    }
    case 'cost':
      return money(call.costNanoUsd)
    case 'first':
      return duration(call.firstByteMs)
    case 'total':
      return call.outcome === 'open' ? <Elapsed since={call.startedAt} /> : duration(call.totalMs)
  }
}

/** Before a call has ended, and when nothing was used, there is no figure to show. */
const hasUsage = (call: CallRecord) => call.outcome !== 'open' && call.usageState !== 'none'

/** How often a running call says how long it has been running. */
const TICK_MS = 500

export function Elapsed({ since }: { since: number }) {
  const now = useNow(TICK_MS)
  return <span className="kr-muted">{duration(Math.max(0, now - since))}</span>
}
