import type { CallCaps } from '../../contract/access.ts'

const MAXIMA = [
  'maxOutputTokens',
  'maxInputTokens',
  'maxChoices',
  'maxImages',
  'maxImagePixels',
] as const

export function capsAnything(caps: CallCaps): boolean {
  return MAXIMA.some((name) => caps[name] !== null)
}

/**
 * The caps of several levels as one: the smallest of each. Where one level that caps anything refuses, too much
 * is refused: a level that says nothing must not decide.
 */
export function tightestCaps(levels: readonly CallCaps[]): CallCaps {
  const speaking = levels.filter(capsAnything)
  const smallest = (name: (typeof MAXIMA)[number]) => {
    const said = speaking.flatMap((caps) => caps[name] ?? [])
    return said.length === 0 ? null : Math.min(...said)
  }
  return {
    maxOutputTokens: smallest('maxOutputTokens'),
    maxInputTokens: smallest('maxInputTokens'),
    maxChoices: smallest('maxChoices'),
    maxImages: smallest('maxImages'),
    maxImagePixels: smallest('maxImagePixels'),
    tooMuch:
      speaking.length > 0 && speaking.every(({ tooMuch }) => tooMuch === 'clamp')
        ? 'clamp'
        : 'refuse',
  }
}
