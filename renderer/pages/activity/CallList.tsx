import { useElementSize } from '@mantine/hooks'
import { useMemo } from 'react'
import type { CallRecord } from '../../../proxy/contract/calls.ts'
import { useSettings } from '../../preferences.tsx'
import { VirtualList } from '../../ui/VirtualList.tsx'
import { useWords } from '../../words/words.ts'
import { CallCells, CallHeader } from './CallCells.tsx'
import { type CallColumn, type ColumnChoice, gridTemplate, visibleColumns } from './callColumns.ts'
import { callAt, PLACEHOLDERS, rowCount, rowOf, type Timeline } from './timeline.ts'
import './activity.css'

/** Pixels of a row, as in the style sheet. */
const ROW_HEIGHTS = { comfortable: 36, standard: 32, compact: 28 }

interface Props {
  /** Undefined until the first answer: placeholders. */
  timeline: Timeline | undefined
  isLoading: boolean
  isOneMember: boolean
  columns: ColumnChoice
  onColumns: (choice: ColumnChoice) => void
  active: string | undefined
  selected: string | undefined
  onActive: (call: CallRecord) => void
  onSelect: (call: CallRecord) => void
  onClose: () => void
  onPlace: (place: { atTop: boolean; first: number; last: number }) => void
  onHome: () => void
  homeSignal: number
}

/** The live list: it never moves under the reader, and says how much is new. */
export function CallList(props: Props) {
  const t = useWords('activity')
  const { timeline, active, selected } = props
  const { ref, width } = useElementSize()
  const rowHeight = ROW_HEIGHTS[useSettings().density]
  const { isOneMember, columns: choice } = props
  const columns = useMemo(
    () => visibleColumns(width || 1000, isOneMember, choice),
    [width, isOneMember, choice],
  )
  const template = gridTemplate(columns, choice)
  const setWidth = (column: CallColumn, size: number | undefined) => {
    const { [column]: _, ...others } = choice.widths
    const widths = size === undefined ? others : { ...others, [column]: size }
    props.onColumns({ ...choice, widths })
  }
  const today = new Date().setHours(0, 0, 0, 0)
  const waiting = timeline?.waiting.length ?? 0
  const find = (id: string | undefined) => (timeline && id ? rowOf(timeline, id) : undefined)
  const at = (row: number) => timeline && callAt(timeline, row)

  return (
    <div className="kr-live" ref={ref} aria-busy={props.isLoading}>
      {props.isLoading && <div className="kr-loading-line" role="presentation" />}
      {waiting > 0 && (
        <button type="button" className="kr-pill" title={t('backToLive')} onClick={props.onHome}>
          ↑ {waiting > 999 ? t('waitingMany') : t('waiting', { count: waiting })}
        </button>
      )}
      <VirtualList
        label={t('list')}
        count={timeline ? rowCount(timeline) : PLACEHOLDERS}
        rowHeight={rowHeight}
        rowId={(row) => at(row)?.id}
        header={<CallHeader columns={columns} template={template} onWidth={setWidth} />}
        renderRow={(row) => (
          <CallCells call={at(row)} columns={columns} template={template} today={today} />
        )}
        active={find(active)}
        selected={find(selected)}
        onMove={(row) => {
          const call = at(row)
          if (!call) return
          props.onActive(call)
          if (selected !== undefined) props.onSelect(call)
        }}
        onOpen={(row) => {
          const call = at(row)
          if (!call) return
          props.onActive(call)
          props.onSelect(call)
        }}
        onClose={props.onClose}
        onScroll={props.onPlace}
        onHome={props.onHome}
        homeSignal={props.homeSignal}
      />
    </div>
  )
}
