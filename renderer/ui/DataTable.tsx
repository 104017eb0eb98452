import { Checkbox } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import './lists.css'

export interface Column<Row> {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** Makes the column sortable; unknown values come last. */
  sortBy?: (row: Row) => string | number | null
  align?: 'end'
  /** Pixels; left out: a share of what remains. */
  width?: number
  /** Hidden when the list is narrower than about 560, 720 or 880 px. */
  hideBelow?: 560 | 720 | 880
}

interface Props<Row> {
  label: string
  columns: Column<Row>[]
  rows: Row[]
  rowId: (row: Row) => string
  /** The row whose detail is open; arrows then open the next one. */
  selected?: string | undefined
  onOpen: (row: Row) => void
  onClose?: () => void
  /** Rows can be ticked, to act on several at once. */
  ticks?: Ticks<Row> | undefined
  /** A last line that stays below the rows: one cell for each column. */
  foot?: ReactNode[]
}

export interface Ticks<Row> {
  ids: ReadonlySet<string>
  onChange: (ids: ReadonlySet<string>) => void
  labelOf: (row: Row) => string
  labelOfAll: string
}

interface Order {
  column: string
  descending: boolean
}

/** A list whose rows are opened by click or Enter and walked with the arrow keys. */
export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rows, rowId, selected, onOpen, onClose, ticks, foot } = props
  const [order, setOrder] = useState<Order>()
  const [focused, setFocused] = useState<string>()
  const body = useRef<HTMLTableSectionElement>(null)
  const sorted = sortRows(rows, columns, order)
  const ids = sorted.map(rowId)
  const entry = [focused, selected, ids[0]].find((id) => id !== undefined && ids.includes(id))

  function move(to: number) {
    const row = sorted[Math.max(0, Math.min(to, sorted.length - 1))]
    if (!row) return
    body.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(rowId(row))}"]`)?.focus()
    if (selected !== undefined) onOpen(row)
  }

  function onKeyDown(event: KeyboardEvent, row: Row, index: number) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) {
      return
    }
    const act = {
      ArrowDown: () => move(index + 1),
      j: () => move(index + 1),
      ArrowUp: () => move(index - 1),
      k: () => move(index - 1),
      Home: () => move(0),
      End: () => move(sorted.length - 1),
      Enter: () => onOpen(row),
      ' ': () => onOpen(row),
      Escape: () => onClose?.(),
    }[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  return (
    <div className="kr-table-box">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose rows take the focus */}
      <table role="grid" aria-label={label} className="kr-table">
        <colgroup>
          {ticks && <col style={{ width: 40 }} />}
          {columns.map(({ id, width, hideBelow }) => (
            <col key={id} className={hidden(hideBelow)} style={width ? { width } : {}} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {ticks && <TickAll of={ticks} ids={ids} />}
            {columns.map((column) => (
              <Heading key={column.id} column={column} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {sorted.map((row, index) => (
            <tr
              key={rowId(row)}
              data-row={rowId(row)}
              tabIndex={rowId(row) === entry ? 0 : -1}
              aria-selected={rowId(row) === selected}
              onFocus={() => setFocused(rowId(row))}
              onClick={() => onOpen(row)}
              onKeyDown={(event) => onKeyDown(event, row, index)}
            >
              {ticks && <Tick of={ticks} id={rowId(row)} row={row} />}
              {columns.map(({ id, align, hideBelow, cell }) => (
                <td key={id} data-align={align} className={hidden(hideBelow)}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {foot && (
          <tfoot>
            <tr>
              {ticks && <td />}
              {columns.map(({ id, align, hideBelow }, index) => (
                <td key={id} data-align={align} className={hidden(hideBelow)}>
                  {foot[index]}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

/** Ticks every row that is shown, or none. */
function TickAll<Row>({ of: ticks, ids }: { of: Ticks<Row>; ids: string[] }) {
  const ticked = ids.filter((id) => ticks.ids.has(id)).length
  return (
    <th scope="col">
      <Checkbox
        size="xs"
        aria-label={ticks.labelOfAll}
        checked={ticked === ids.length}
        indeterminate={ticked > 0 && ticked < ids.length}
        onChange={() => ticks.onChange(ticked === ids.length ? new Set() : new Set(ids))}
      />
    </th>
  )
}

function Tick<Row>({ of: ticks, id, row }: { of: Ticks<Row>; id: string; row: Row }) {
  const flip = () => {
    const next = new Set(ticks.ids)
    if (!next.delete(id)) next.add(id)
    ticks.onChange(next)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys reach the box itself; a click beside it must not open the row
    <td onClick={(event) => event.stopPropagation()}>
      <Checkbox
        size="xs"
        aria-label={ticks.labelOf(row)}
        checked={ticks.ids.has(id)}
        onChange={flip}
      />
    </td>
  )
}

interface HeadingProps<Row> {
  column: Column<Row>
  order: Order | undefined
  onOrder: (order: Order | undefined) => void
}

/** A click sorts, a second one turns the order round, a third gives the first order back. */
function Heading<Row>({ column, order, onOrder }: HeadingProps<Row>) {
  const { id, header, align, hideBelow, sortBy } = column
  if (!sortBy) {
    return (
      <th scope="col" data-align={align} className={hidden(hideBelow)}>
        {header}
      </th>
    )
  }
  const current = order?.column === id ? order : undefined
  const Arrow = current?.descending ? IconChevronDown : IconChevronUp
  const next = () => {
    if (!current) return { column: id, descending: align === 'end' }
    return current.descending === (align === 'end')
      ? { column: id, descending: align !== 'end' }
      : undefined
  }
  const direction = current?.descending ? 'descending' : 'ascending'
  return (
    <th
      scope="col"
      data-align={align}
      className={hidden(hideBelow)}
      aria-sort={current ? direction : 'none'}
    >
      <button type="button" className="kr-sort" onClick={() => onOrder(next())}>
        {header}
        {current && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  )
}

function sortRows<Row>(rows: Row[], columns: Column<Row>[], order: Order | undefined): Row[] {
  const sortBy = columns.find(({ id }) => id === order?.column)?.sortBy
  if (!order || !sortBy) return rows
  const turn = order.descending ? -1 : 1
  return [...rows].sort((one, other) => {
    const [a, b] = [sortBy(one), sortBy(other)]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    if (typeof a === 'string') return turn * a.localeCompare(String(b))
    return turn * (a - Number(b))
  })
}

const hidden = (below: number | undefined) => (below ? `kr-hide-${below}` : undefined)
