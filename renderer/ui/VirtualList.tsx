// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by hand cannot be table elements
// biome-ignore-all lint/a11y/useFocusableInteractive: the list itself holds the focus and names the row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the list itself takes the keys
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import './lists.css'

interface Props {
  label: string
  count: number
  rowHeight: number
  /** Stable name of a row; undefined where a placeholder stands. */
  rowId: (row: number) => string | undefined
  header: ReactNode
  renderRow: (row: number) => ReactNode
  /** The row the arrow keys stand on. */
  active: number | undefined
  /** The row whose detail is open. */
  selected: number | undefined
  onMove: (row: number) => void
  onOpen: (row: number) => void
  onClose: () => void
  /** Told whether the list stands at its top, and which rows are on screen. */
  onScroll: (place: { atTop: boolean; first: number; last: number }) => void
  /** Back to the newest: scrolls up and lets waiting rows in. */
  onHome: () => void
  /** A new number scrolls to the top. */
  homeSignal: number
}

/** Up to this far from the top the list still counts as being at its top, in pixels. */
const TOP = 4

/** A list of any length of which only the rows on screen exist. The focus stays on the list itself. */
export function VirtualList(props: Props) {
  const { label, count, rowHeight, active, selected, homeSignal } = props
  const box = useRef<HTMLDivElement>(null)
  const name = useId()
  const list = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (row) => props.rowId(row) ?? row,
    overscan: 8,
    scrollPaddingStart: rowHeight,
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of all rows changes at once
  useEffect(() => list.measure(), [rowHeight])
  useEffect(() => {
    if (homeSignal > 0) box.current?.scrollTo({ top: 0 })
  }, [homeSignal])

  const rows = list.getVirtualItems()
  const first = rows[0]?.index ?? 0
  const last = rows.at(-1)?.index ?? 0
  const report = useRef(props.onScroll)
  report.current = props.onScroll
  const tell = () => {
    const top = box.current?.scrollTop ?? 0
    report.current({ atTop: top <= TOP, first, last })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when other rows come on screen
  useEffect(tell, [first, last, count])

  function moveTo(row: number) {
    const next = Math.max(0, Math.min(row, count - 1))
    list.scrollToIndex(next)
    props.onMove(next)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) {
      return
    }
    const at = active ?? selected ?? first - 1
    const perScreen = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1)
    const act = {
      ArrowDown: () => moveTo(at + 1),
      j: () => moveTo(at + 1),
      ArrowUp: () => moveTo(at - 1),
      k: () => moveTo(at - 1),
      PageDown: () => moveTo(at + perScreen),
      PageUp: () => moveTo(at - perScreen),
      End: () => moveTo(count - 1),
      Home: props.onHome,
      Enter: () => active !== undefined && props.onOpen(active),
      ' ': () => active !== undefined && props.onOpen(active),
      Escape: props.onClose,
    }[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  const isActiveDrawn = rows.some(({ index }) => index === active)
  return (
    <div
      ref={box}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-activedescendant={isActiveDrawn ? `${name}-${active}` : undefined}
      tabIndex={0}
      className="kr-virtual"
      onKeyDown={onKeyDown}
      onScroll={tell}
    >
      <div role="rowgroup" className="kr-virtual-head">
        {props.header}
      </div>
      <div role="rowgroup" className="kr-virtual-body" style={{ height: list.getTotalSize() }}>
        {rows.map(({ key, index, start }) => (
          <div
            key={key}
            id={`${name}-${index}`}
            role="row"
            aria-rowindex={index + 2}
            aria-selected={index === selected}
            data-active={index === active || undefined}
            className="kr-virtual-row"
            style={{ height: rowHeight, transform: `translateY(${start}px)` }}
            onClick={() => props.onOpen(index)}
          >
            {props.renderRow(index)}
          </div>
        ))}
      </div>
    </div>
  )
}
