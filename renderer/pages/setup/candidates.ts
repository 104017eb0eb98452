import type { ImportCandidate, ImportChoice } from '../../../proxy/contract/keys.ts'
import { choiceOf, defaultAddress, looksLocal, optionOf, suggestLabel } from '../keys/providers.ts'

/** One found key as the person corrects it before it is stored. */
export interface Row {
  candidate: ImportCandidate
  isChosen: boolean
  /** Value of the provider select: a provider or a preset. */
  option: string
  baseUrl: string
  /** Admits plain http and private addresses. */
  allowLocal: boolean
}

/** New finds below the old ones; what was found before keeps its corrections. Duplicates are not ticked. */
export function withCandidates(rows: readonly Row[], found: readonly ImportCandidate[]): Row[] {
  const known = new Set(rows.map((row) => row.candidate.ref))
  const added = found
    .filter((candidate) => !known.has(candidate.ref))
    .map((candidate) => ({
      candidate,
      isChosen: candidate.duplicateOf === null,
      option: optionOf(candidate),
      baseUrl: candidate.baseUrl ?? '',
      allowLocal: false,
    }))
  return [...rows, ...added]
}

/** True where the provider has no address of its own and none was typed. */
export function needsAddress(row: Row): boolean {
  return row.baseUrl.trim() === '' && defaultAddress(choiceOf(row.option)) === undefined
}

/** True where the address is one that only the person can admit. */
export function needsConsent({ option, baseUrl }: Row): boolean {
  return choiceOf(option).provider !== 'ollama' && looksLocal(baseUrl)
}

/** What is sent for the ticked rows, each under a label that no other has. */
export function choicesOf(rows: readonly Row[], takenLabels: readonly string[]): ImportChoice[] {
  const taken = [...takenLabels]
  return rows
    .filter((row) => row.isChosen)
    .map((row) => {
      const choice = choiceOf(row.option)
      const isCorrected = row.option !== optionOf(row.candidate)
      const wanted = row.candidate.label
      const label = isCorrected || taken.includes(wanted) ? suggestLabel(choice, taken) : wanted
      taken.push(label)
      return {
        ref: row.candidate.ref,
        provider: choice.provider,
        preset: choice.preset,
        label,
        baseUrl: row.baseUrl.trim() || null,
        allowLocal: row.allowLocal && needsConsent(row),
      }
    })
}
