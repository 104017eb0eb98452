import { Refusal } from '../base/errors.ts'
import type { CallCaps } from '../contract/access.ts'
import type { Asked, CallChanges, ModelLimits } from '../contract/asked.ts'

export interface Capped {
  /** What the call asks for once the changes are made. */
  asked: Asked
  changes: CallChanges
}

/** The least that Anthropic takes as a budget for thinking. */
const LEAST_THINKING = 1024
const DEFAULT_SIZE = '1024x1024'
const DEFAULT_PIXELS = 1024 ** 2

/**
 * Holds one call to the most it may ask for. What it leaves open is filled in; what it asks beyond is refused
 * with both numbers, or cut down where the administrator chose so and the call can be changed.
 */
export function callCaps(
  asked: Asked,
  caps: CallCaps,
  { limits, canChange }: { limits: ModelLimits; canChange: boolean },
): Capped {
  const changes: CallChanges = {}
  const cut = caps.tooMuch === 'clamp' && canChange
  const { maxInputTokens, maxOutputTokens, maxChoices, maxImages, maxImagePixels } = caps

  if (maxInputTokens !== null && asked.estimatedInput > maxInputTokens)
    throw tooMuch('input tokens', asked.estimatedInput, maxInputTokens, 'about ')

  if (maxOutputTokens !== null && asked.takesOutputCap) {
    const { outputTokens } = asked
    if (outputTokens !== undefined && outputTokens > maxOutputTokens && !cut)
      throw tooMuch('output tokens', outputTokens, maxOutputTokens)
    const most = outputTokens ?? limits.maxOutputTokens ?? Number.POSITIVE_INFINITY
    if (most > maxOutputTokens && canChange)
      Object.assign(changes, outputWithin(asked, maxOutputTokens))
  }
  if (maxChoices !== null && asked.choices > maxChoices) {
    if (!cut) throw tooMuch('answers at once', asked.choices, maxChoices)
    changes.choices = maxChoices
  }
  if (maxImages !== null && asked.images && asked.images.count > maxImages) {
    if (!cut) throw tooMuch('pictures', asked.images.count, maxImages)
    changes.images = maxImages
    // Where a picture is an answer, as with Gemini.
    const { choices = asked.choices } = changes
    if (choices > maxImages) changes.choices = maxImages
  }
  if (maxImagePixels !== null && asked.images && asked.images.pixels > maxImagePixels) {
    const canBeSized = !asked.images.isSized && canChange && maxImagePixels >= DEFAULT_PIXELS
    if (!canBeSized) throw tooMuch('pixels in a picture', asked.images.pixels, maxImagePixels)
    changes.imageSize = DEFAULT_SIZE
  }
  return { asked: askedAfter(asked, changes), changes }
}

/** A budget for thinking that the cap leaves no room for would make the call invalid: it shrinks along. */
export function outputWithin({ thinkingTokens }: Asked, most: number): CallChanges {
  if (thinkingTokens === undefined || thinkingTokens < most) return { outputTokens: most }
  const shrunk = Math.max(LEAST_THINKING, Math.floor(most / 2))
  if (shrunk >= most) throw tooMuch('tokens for thinking', thinkingTokens, most - 1)
  return { outputTokens: most, thinkingTokens: shrunk }
}

/** What a call asks for with the changes made. */
export function askedAfter(asked: Asked, changes: CallChanges): Asked {
  const { outputTokens, thinkingTokens, choices, images, imageSize } = changes
  const answers = choices === undefined ? asked.answers : (asked.answers / asked.choices) * choices
  const changed = {
    ...asked,
    outputTokens: outputTokens ?? asked.outputTokens,
    thinkingTokens: thinkingTokens ?? asked.thinkingTokens,
    choices: choices ?? asked.choices,
    answers: Math.ceil(answers),
  }
  if (!asked.images || (images === undefined && imageSize === undefined)) return changed
  const count = images ?? asked.images.count
  const pixels = imageSize === undefined ? asked.images.pixels : DEFAULT_PIXELS
  changed.images = { ...asked.images, count, pixels }
  if (!asked.takesOutputCap) changed.outputTokens = count * asked.images.tokensEach
  return changed
}

function tooMuch(what: string, wanted: number, most: number, about = ''): Refusal {
  const number = (value: number) => value.toLocaleString('en-US')
  return new Refusal(
    'CALL_TOO_LARGE',
    `Keyrack: this call asks for ${about}${number(wanted)} ${what}; the most allowed is ${number(most)}.`,
    { shouldRetry: false },
  )
}
