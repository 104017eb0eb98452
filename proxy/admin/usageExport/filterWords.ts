import type { UsageDimension, UsageFilter } from '../../contract/usage.ts'
import type { Db } from '../../store/db.ts'
import { NOBODY, namesFor } from '../../store/reports/usage/labels.ts'

/** A filter as people read it: `member: only Ana, Ben; model: not gpt-5`. Empty where nothing is left out. */
export function filterWords(db: Db, filter: UsageFilter): string {
  return Object.entries(filter)
    .flatMap(([name, asked]) => {
      const dimension = name as UsageDimension
      const names = namesFor(db, dimension)
      const words = (values: readonly (string | null)[]) =>
        values
          .map((value) => (value === null ? NOBODY[dimension] : (names.get(value) ?? value)))
          .join(', ')
      const parts = [
        asked?.only ? `only ${words(asked.only) || 'nothing'}` : '',
        asked?.except && asked.except.length > 0 ? `not ${words(asked.except)}` : '',
      ].filter((part) => part !== '')
      return parts.length > 0 ? `${dimension}: ${parts.join(', ')}` : []
    })
    .join('; ')
}
