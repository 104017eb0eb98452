import { countInWords, type MaskCounts } from '../../contract/masking.ts'

/** "2 e-mail addresses and 1 card number": what was found, never the finds themselves. */
export function kindsInWords(counts: MaskCounts): string {
  const words = Object.entries(counts).map(([kind, count]) => countInWords(kind, count))
  if (words.length < 2) return words.join()
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
