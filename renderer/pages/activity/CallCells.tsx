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
import { ColumnEdge } from './ColumnEdge.tsx'
import { type CallColumn, tokensOf } from './callColumns.ts'

const TO_THE_RIGHT: CallColumn[] = ['tokens', 'cost', 'first', 'total']

interface Props {
  /** Undefined: a grey placeholder of the same height. */
  call: CallRecord | undefined
  columns: CallColumn[]
  /** Widths of the columns, as CSS writes them. */
  template: string
  /** Start of today: earlier calls show their day. */
  today: number
}

/** Drawn anew only when its call changes: the rows on screen outlive most live batches. */
export const CallCells = memo(function CallCells({ call, columns, template, today }: Props) {
  return (
    <Cells columns={columns} template={template}>
      {(column) => (call ? cellOf(column, call, today) : <div className="kr-placeholder" />)}
    </Cells>
  )
})

interface HeaderProps extends Pick<Props, 'columns' | 'template'> {
  onWidth: (column: CallColumn, width: number | undefined) => void
}

export function CallHeader({ columns, template, onWidth }: HeaderProps) {
  const t = useWords('activity')
  return (
    // biome-ignore lint/a11y/useSemanticElements: the list it heads is no table element
    // biome-ignore lint/a11y/useFocusableInteractive: a row of headings does nothing
    <div role="row" aria-rowindex={1} style={{ height: 'var(--kr-row)' }}>
      <Cells columns={columns} template={template} role="columnheader">
        {(column) => (
          <>
            {t(column)}
            <ColumnEdge onWidth={(width) => onWidth(column, width)} />
          </>
        )}
      </Cells>
    </div>
  )
}

interface CellsProps {
  columns: CallColumn[]
  template: string
  role?: 'columnheader' | 'gridcell'
  children: (column: CallColumn) => ReactNode
}

function Cells({ columns, template, role = 'gridcell', children }: CellsProps) {
  return (
    <div role="presentation" className="kr-cells" style={{ gridTemplateColumns: template }}>
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
      return <Name of={call.memberName} />
    case 'team':
      return <Name of={call.teamName} />
    case 'token':
      return <Name of={call.tokenLabel} />
    case 'key':
      return <Name of={call.keyLabel} />
    case 'model':
      return <Name of={call.model} isCode />
    case 'endpoint':
      return <Name of={call.endpoint} isCode />
    case 'client':
      return <Name of={call.client} />
    case 'address':
      return <Name of={call.address} isCode />
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

/** Whole in the tooltip, where the column is too narrow for it. */
function Name({ of: name, isCode = false }: { of: string | null; isCode?: boolean }) {
  if (name === null || name === '') return UNKNOWN
  return (
    <span className={isCode ? 'kr-mono' : undefined} title={name}>
      {name}
    </span>
  )
}

/** Before a call has ended, and when nothing was used, there is no figure to show. */
const hasUsage = (call: CallRecord) => call.outcome !== 'open' && call.usageState !== 'none'

/** How often a running call says how long it has been running. */
const TICK_MS = 500

export function Elapsed({ since }: { since: number }) {
  const now = useNow(TICK_MS)
  return <span className="kr-muted">{duration(Math.max(0, now - since))}</span>
}
