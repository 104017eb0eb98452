import type { TFunction } from 'i18next'
import { callOutcome } from '../../../proxy/contract/calls.ts'
import { CALL_FIELDS, type FilterHint } from './callWords.ts'

/** Why a word was left out, as a sentence. */
export function hintText(t: TFunction<'activity'>, hint: FilterHint): string {
  const { word } = hint
  switch (hint.kind) {
    case 'unknownField':
      return t('hint_unknownField', { word, known: CALL_FIELDS.join(', ') })
    case 'notOutcome':
      return t('hint_notOutcome', { word, known: callOutcome.options.join(', ') })
    case 'ambiguous':
      return t('hint_ambiguous', { word, names: hint.names.slice(0, 4).join(', ') })
    default:
      return t(`hint_${hint.kind}`, { word })
  }
}
