import type { MaskMode } from '../../contract/masking.ts'

export interface MaskingRulesRow {
  /** Empty for the workspace. */
  teamId: string
  /** JSON: see `maskRules`. */
  rules: string
}

export interface MaskingDictionaryRow {
  id: string
  /** Null: for every team. */
  teamId: string | null
  name: string
  label: string
  mode: MaskMode
  answers: number
  wholeWord: number
  matchCase: number
  /** JSON array. */
  terms: string
}
