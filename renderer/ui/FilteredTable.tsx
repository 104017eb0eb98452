import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type FieldTexts, passesFilter, readFilter, unknownFields } from '../filterWords.ts'
import { type Column, DataTable, type Ticks } from './DataTable.tsx'
import { FilterBar } from './FilterBar.tsx'
import { NoMatch } from './NoMatch.tsx'

interface Props<Row> {
  label: string
  rows: Row[]
  columns: Column<Row>[]
  rowId: (row: Row) => string
  selected: string | undefined
  onSelect: (id: string | undefined) => void
  filter: {
    label: string
    placeholder: string
    /** Said when nothing passes. */
    noMatch: string
    text: string
    onChange: (text: string | undefined) => void
    /** The fields of this list, with values worth offering. */
    fields: Record<string, readonly string[]>
    /** What a row holds: by field, and as the text that free words look into. */
    read: (row: Row) => { fields: FieldTexts; text: string }
  }
  ticks?: Ticks<Row>
  /** Stands between filter and list. */
  above?: ReactNode
  /** Stands under the list; told of what passed. */
  totals: (shown: Row[]) => ReactNode
  /** Buttons beside the filter. */
  children: ReactNode
}

/** A list that is filtered in the window: filter, table and totals. */
export function FilteredTable<Row>(props: Props<Row>) {
  const { label, rows, columns, rowId, selected, onSelect, filter } = props
  const { t } = useTranslation()
  const words = readFilter(filter.text)
  const known = Object.keys(filter.fields)
  const shown = rows.filter((row) => {
    const { fields, text } = filter.read(row)
    return passesFilter(words, fields, text)
  })
  return (
    <div className="kr-list-main">
      <FilterBar
        label={filter.label}
        placeholder={filter.placeholder}
        value={filter.text}
        onChange={filter.onChange}
        fields={filter.fields}
        hints={unknownFields(words, known).map((field) =>
          t('unknownField', { field, known: known.join(', ') }),
        )}
      >
        {props.children}
      </FilterBar>
      {props.above}
      {shown.length > 0 ? (
        <DataTable
          label={label}
          columns={columns}
          rows={shown}
          rowId={rowId}
          selected={selected}
          onOpen={(row) => onSelect(rowId(row))}
          onClose={() => onSelect(undefined)}
          ticks={props.ticks}
        />
      ) : (
        <NoMatch title={filter.noMatch} onClear={() => filter.onChange(undefined)} />
      )}
      <p className="kr-totals">{props.totals(shown)}</p>
    </div>
  )
}
