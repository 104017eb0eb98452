import type { ImportCandidate, ImportChoice } from '../../../proxy/contract/keys.ts'
import {
  choiceOf,
  defaultAddress,
  looksLocal,
  optionOf,
  providerLabel,
  suggestLabel,
} from './providers.ts'

/** A found key as it stands in the preview. */
export interface ImportRow {
  found: ImportCandidate
  isTicked: boolean
  /** Value of the provider's select. */
  option: string
  label: string
  baseUrl: string
  /** Admits plain http and private addresses. */
  allowLocal: boolean
}

/** Adds what was found to the preview: duplicates unticked, labels made to differ, nothing listed twice. */
export function addFound(
  rows: ImportRow[],
  found: ImportCandidate[],
  takenLabels: readonly string[],
): ImportRow[] {
  const next = [...rows]
  for (const candidate of found) {
    const listed = next.find(
      (row) =>
        row.found.variable === candidate.variable &&
        row.found.source === candidate.source &&
        row.found.hint === candidate.hint,
    )
    if (listed) {
      // The newer reference lives longer.
      next[next.indexOf(listed)] = { ...listed, found: candidate }
      continue
    }
    const taken = [...takenLabels, ...next.map(({ label }) => label)]
    next.push({
      found: candidate,
      isTicked: candidate.duplicateOf === null,
      option: optionOf(candidate),
      label: taken.includes(candidate.label) ? suggestLabel(candidate, taken) : candidate.label,
      baseUrl: candidate.baseUrl ?? '',
      allowLocal: false,
    })
  }
  return next
}

/** Gives a row another provider, and its label with it unless somebody typed one. */
export function withOption(
  rows: ImportRow[],
  row: ImportRow,
  option: string,
  takenLabels: readonly string[],
): ImportRow[] {
  const others = rows.filter((each) => each !== row).map(({ label }) => label)
  const isTyped = !row.label.startsWith(providerLabel(choiceOf(row.option)))
  const label = isTyped ? row.label : suggestLabel(choiceOf(option), [...takenLabels, ...others])
  return rows.map((each) => (each === row ? { ...row, option, label } : each))
}

/** Whether the row cannot be reached without an address of its own. */
export function needsAddress(row: ImportRow): boolean {
  return defaultAddress(choiceOf(row.option)) === undefined
}

/** Whether the row's address is one that only the person can admit. */
export function needsConsent({ option, baseUrl }: ImportRow): boolean {
  return choiceOf(option).provider !== 'ollama' && looksLocal(baseUrl)
}

/** The first ticked row that cannot be imported yet, and what it lacks. */
export function incompleteRow(
  rows: ImportRow[],
): { row: ImportRow; lacks: 'address' | 'consent' } | undefined {
  for (const row of rows) {
    if (!row.isTicked) continue
    if (needsAddress(row) && row.baseUrl.trim() === '') return { row, lacks: 'address' }
    if (needsConsent(row) && !row.allowLocal) return { row, lacks: 'consent' }
  }
}

export function choicesOf(rows: ImportRow[]): ImportChoice[] {
  return rows
    .filter(({ isTicked }) => isTicked)
    .map((row) => ({
      ref: row.found.ref,
      ...choiceOf(row.option),
      label: row.label.trim() || row.found.label,
      baseUrl: row.baseUrl.trim() || null,
      allowLocal: row.allowLocal && needsConsent(row),
    }))
}
