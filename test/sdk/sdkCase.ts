import type { FamilyName } from '../vendor/family.ts'
import { partsOf, TOOL_ARGUMENTS, textOf } from '../vendor/parts.ts'
import type { Place } from './place.ts'

/** One thing a teammate does with an official SDK. */
export interface SdkCase {
  name: string
  /** Who answers in the end. */
  family: FamilyName
  /** The endpoint's name in the ledger; undefined for lists of models, which are no calls. */
  endpoint: string | undefined
  model: string
  streamed: boolean
  /** How many calls this makes; 1 unless said. */
  calls?: number
  /** Does it, and hands back what the SDK understood. */
  run(place: Place): Promise<unknown>
  /** What the SDK must have understood. */
  gives: unknown
}

export const PROMPT = 'Say something about keys in 9 words'
export const ANSWER = textOf(partsOf(PROMPT))
export const CITY = TOOL_ARGUMENTS
export const TOOL_NAME = 'weather'
export const TOOL_SCHEMA = {
  type: 'object' as const,
  properties: { city: { type: 'string' as const }, days: { type: 'number' as const } },
  required: ['city'],
}

export async function collect<T>(
  stream: AsyncIterable<T>,
  pick: (part: T) => string | undefined | null,
) {
  let text = ''
  for await (const part of stream) text += pick(part) ?? ''
  return text
}
