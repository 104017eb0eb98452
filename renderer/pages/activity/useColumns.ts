import { useState } from 'react'
import { type ColumnChoice, readChoice } from './callColumns.ts'

const KEPT = 'keyrack.activity.columns'

/** The columns that are shown on this computer, remembered. */
export function useColumns(): [ColumnChoice, (choice: ColumnChoice) => void] {
  const [choice, setChoice] = useState(() => readChoice(localStorage.getItem(KEPT)))
  return [
    choice,
    (next) => {
      localStorage.setItem(KEPT, JSON.stringify(next))
      setChoice(next)
    },
  ]
}
