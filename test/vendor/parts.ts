/** What one call uses up, in disjoint amounts, and the words it answers. */
export interface Parts {
  /** Input tokens that no cache saved. */
  fresh: number
  cached: number
  /** Written to a cache for five minutes, and for an hour. */
  written5m: number
  written1h: number
  output: number
  reasoning: number
  words: string[]
  /** What the prompt asked to be said word for word: `Repeat: … Over.` */
  repeated?: string
}

/** Words with letters of two, three and four bytes, so that a stream cut inside one shows. */
const WORDS = ['Keys', 'hang', 'on', 'one', 'rack,', 'naïve', '東京', '🔑', 'said', 'Zoë:', '“yes”']

/**
 * The same prompt always costs the same: amounts follow from its length, and every bucket is used, so that a
 * bucket that is dropped or counted twice shows. A prompt that says `40 words` is answered with 40.
 */
export function partsOf(prompt: string): Parts {
  const size = prompt.length
  const repeated = /Repeat: ([\s\S]*?) Over\./.exec(prompt)?.[1]
  const count = Math.min(Number(/(\d+) words/.exec(prompt)?.[1] ?? 9), 20_000)
  return {
    fresh: 11 + Math.ceil(size / 4),
    cached: 5 + (size % 7),
    written5m: 3 + (size % 5),
    written1h: 2 + (size % 3),
    output: count,
    reasoning: 4 + (size % 6),
    words: Array.from({ length: count }, (_, i) => WORDS[i % WORDS.length] ?? ''),
    ...(repeated !== undefined && { repeated }),
  }
}

/** The answer as one text; the pieces of a stream add up to it. */
export function textOf(parts: Parts): string {
  return parts.repeated ?? parts.words.join(' ')
}

export function piecesOf(parts: Parts): string[] {
  if (parts.repeated !== undefined) return parts.repeated.match(/[\s\S]{1,3}/g) ?? []
  return parts.words.map((word, i) => (i === 0 ? word : ` ${word}`))
}

/** All text of a prompt in any dialect, in order: enough to make lengths differ. */
export function promptText(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(promptText).join('')
  if (typeof value !== 'object' || value === null) return ''
  return Object.values(value).map(promptText).join('')
}

/** Vectors that a float32 holds exactly, so that base64 and JSON tell the same. */
export function vectorOf(text: string, dimensions = 8): number[] {
  return Array.from({ length: dimensions }, (_, i) => ((text.length * (i + 3)) % 64) / 64)
}

/** Which of the caller's tools is asked for, when it offered some and has not yet answered one. */
export function toolCallOf(tools: unknown, answered: boolean): string | undefined {
  if (answered || !Array.isArray(tools) || tools.length === 0) return undefined
  const name = /"name":"([^"]+)"/.exec(JSON.stringify(tools))?.[1]
  return name ?? 'tool'
}

export const TOOL_ARGUMENTS = { city: 'Zürich', days: 2 }

/** What a tool is called with: the same as always, or what was to be repeated. */
export function toolArguments({ repeated }: Parts): object {
  return repeated === undefined ? TOOL_ARGUMENTS : { ...TOOL_ARGUMENTS, city: repeated }
}
