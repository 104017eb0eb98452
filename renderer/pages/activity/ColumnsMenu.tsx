import { Button, Checkbox, Popover } from '@mantine/core'
import { useWords } from '../../words/words.ts'
import {
  CALL_COLUMNS,
  type CallColumn,
  type ColumnChoice,
  NARROWEST,
  USUAL_COLUMNS,
  WIDEST,
} from './callColumns.ts'

interface Props {
  choice: ColumnChoice
  onChange: (choice: ColumnChoice) => void
}

/** Which columns are shown, and how wide; what the pointer does at their edges can be typed here. */
export function ColumnsMenu({ choice, onChange }: Props) {
  const t = useWords('activity')
  const { shown, widths } = choice
  const flip = (column: CallColumn) => {
    const next = shown.includes(column)
      ? shown.filter((other) => other !== column)
      : [...shown, column]
    if (next.length > 0) onChange({ shown: next, widths })
  }
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default">{t('columns')}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns')}>
        <ul className="kr-columns">
          {CALL_COLUMNS.map((column) => (
            <li key={column}>
              <Checkbox
                size="xs"
                label={t(column)}
                checked={shown.includes(column)}
                onChange={() => flip(column)}
              />
              <input
                type="number"
                min={NARROWEST}
                max={WIDEST}
                step={8}
                placeholder={t('automatic')}
                aria-label={t('widthOf', { column: t(column) })}
                value={widths[column] ?? ''}
                onChange={(event) =>
                  onChange({ shown, widths: withWidth(widths, column, event.target.value) })
                }
              />
            </li>
          ))}
        </ul>
        <Button size="xs" variant="default" onClick={() => onChange(USUAL_COLUMNS)}>
          {t('usualColumns')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}

function withWidth(
  widths: ColumnChoice['widths'],
  column: CallColumn,
  text: string,
): ColumnChoice['widths'] {
  const { [column]: _, ...others } = widths
  const width = Number(text)
  return text === '' || !(width > 0) ? others : { ...others, [column]: width }
}
