import { Autocomplete } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { completeFilter } from '../filterWords.ts'
import './lists.css'

interface Props {
  label: string
  placeholder: string
  value: string
  onChange: (text: string) => void
  /** The fields this list knows, with values worth offering. */
  fields: Record<string, readonly string[]>
  /** What could not be understood, as sentences. */
  hints?: string[]
  /** Buttons to the right. */
  children?: ReactNode
}

/** The filter field that stands above every list. `/` and Ctrl F lead to it. */
export function FilterBar(props: Props) {
  const { label, placeholder, value, onChange, fields, hints = [], children } = props
  const field = useRef<HTMLInputElement>(null)
  const hintId = useId()
  const [isOpen, setOpen] = useState(false)

  // What is chosen becomes the whole text; what is shown is only the part that it adds.
  const offered = new Map(completeFilter(value, fields).map((one) => [one.text, one.offered]))
  offered.delete(value)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f'
      const isSlash = event.key === '/' && !isTextField(event.target) && !event.ctrlKey
      if ((!isFind && !isSlash) || document.querySelector('[role="dialog"]')) return
      event.preventDefault()
      field.current?.focus()
      field.current?.select()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  return (
    <div className="kr-filter">
      <div className="kr-filter-row">
        <Autocomplete
          ref={field}
          className="kr-filter-field"
          aria-label={label}
          aria-describedby={hints.length > 0 ? hintId : undefined}
          placeholder={placeholder}
          value={value}
          onChange={onChange}
          data={[...offered.keys()]}
          dropdownOpened={isOpen}
          onDropdownOpen={() => setOpen(true)}
          onDropdownClose={() => setOpen(false)}
          onOptionSubmit={(text) => {
            // After the field its values are offered; the list has closed by then.
            if (text.endsWith(':')) setTimeout(() => setOpen(true))
          }}
          filter={({ options }) => options}
          renderOption={({ option }) => offered.get(option.value) ?? option.value}
          leftSection={<IconSearch size={16} aria-hidden />}
          spellCheck={false}
          maxDropdownHeight={280}
          comboboxProps={{ shadow: 'md', withinPortal: true }}
        />
        {children}
      </div>
      <p id={hintId} role="status" className="kr-filter-hint" hidden={hints.length === 0}>
        {hints.join(' ')}
      </p>
    </div>
  )
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, [contenteditable]')
}
