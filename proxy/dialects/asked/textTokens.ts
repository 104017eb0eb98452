/** Counted in twentieths of a token, so that all of it is whole numbers. */
export const PER_TOKEN = 20
const LOWER = 12
const UPPER = 18
const MORE_SPACE = 5
/** Letters that few words hold, so that few tokens do. */
const RARE = /[jqxzvkw]/i

/** What stood before a character. */
const MARK = 0
const IN_LOWER = 1
const IN_UPPER = 2
const ONE_SPACE = 3
const SPACES = 4
const STATES = 5
const ASCII = 128

/** For each state and character: what it costs, and in the lowest three bits the next state. */
const STEPS = Uint16Array.from({ length: STATES * ASCII }, (_, at) =>
  step(Math.floor(at / ASCII), at % ASCII),
)

function step(state: number, code: number): number {
  const to = (cost: number, next: number) => (cost << 3) | next
  if (code === 0x20) {
    if (state === SPACES) return to(MORE_SPACE, SPACES)
    return state === ONE_SPACE ? to(PER_TOKEN + MORE_SPACE, SPACES) : to(0, ONE_SPACE)
  }
  const goesOn = !RARE.test(String.fromCharCode(code))
  const inWord = state === IN_LOWER || state === IN_UPPER
  if (code >= 0x61 && code <= 0x7a) return to(inWord && goesOn ? LOWER : PER_TOKEN, IN_LOWER)
  // A capital within small letters begins a word of its own.
  if (code >= 0x41 && code <= 0x5a)
    return to(state === IN_UPPER && goesOn ? UPPER : PER_TOKEN, IN_UPPER)
  return to(state === ONE_SPACE ? 2 * PER_TOKEN : PER_TOKEN, MARK)
}

/**
 * The most tokens a text is, in twentieths. No token covers less than a byte, but a token a byte is four times too
 * much for words. So words count 1 token for their first letter and for each rare one, 0.6 (small) or 0.9 (capital)
 * for each other, with the single space before them; each further space a quarter; all else (digits, marks, line ends) 1, and
 * beyond ASCII 1 for each byte of UTF-8. Against o200k, cl100k, Claude, Gemini, Mistral and Llama 3 that is never
 * too little, neither for prose and code nor for random letters, digits, base64, marks and CJK; English prose
 * comes out at 2.4 to 2.8 times the truth.
 */
export function textUnits(text: string): number {
  let units = 0
  let state = MARK
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < ASCII) {
      const to = STEPS[state * ASCII + code] ?? 0
      units += to >> 3
      state = to & 7
      continue
    }
    if (state === ONE_SPACE) units += PER_TOKEN
    // Half of a surrogate pair stands for two of its four bytes.
    units += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 * PER_TOKEN : 3 * PER_TOKEN
    state = MARK
  }
  return state === ONE_SPACE ? units + PER_TOKEN : units
}

export function textTokens(text: string): number {
  return Math.ceil(textUnits(text) / PER_TOKEN)
}
