import { type PointerEvent, useRef } from 'react'
import { NARROWEST, WIDEST } from './callColumns.ts'

/** The edge of a heading: dragged, it makes the column as wide; a double click gives the usual width back. */
export function ColumnEdge({ onWidth }: { onWidth: (width: number | undefined) => void }) {
  const begun = useRef<{ x: number; width: number }>(undefined)

  function begin(event: PointerEvent<HTMLElement>): void {
    const heading = event.currentTarget.parentElement
    begun.current = { x: event.clientX, width: heading?.offsetWidth ?? NARROWEST }
    event.currentTarget.setPointerCapture(event.pointerId)
  }

  function move(event: PointerEvent): void {
    if (!begun.current) return
    const width = Math.round(begun.current.width + event.clientX - begun.current.x)
    onWidth(Math.min(WIDEST, Math.max(NARROWEST, width)))
  }

  return (
    <span
      className="kr-column-edge"
      aria-hidden
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={() => {
        begun.current = undefined
      }}
      onDoubleClick={() => onWidth(undefined)}
    />
  )
}
