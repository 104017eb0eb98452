/** How sound begins, and the fewest bytes in which a second of it is kept in practice. */
const KINDS: readonly [begins: RegExp, bytesPerSecond: number][] = [
  // Uncompressed apart from old telephone codings, which still take 4 kB.
  [/^RIFF....WAVE/s, 4000],
  [/^fLaC/, 4000],
  // MP3, with or without a tag in front: 16 kbit/s, half of what speech is commonly kept in.
  [/^(?:ID3|\xff[\xe2-\xef\xf2-\xff])/, 2000],
  // Ogg, WebM and MP4 hold Opus or AAC: 12 kbit/s, the lowest that voice messages use.
  [/^(?:OggS|.E\xdf\xa3|....ftyp)/s, 1500],
]
/** Anything else: 6 kbit/s, the lowest rate that Opus is made for. */
const ANY = 750

/** How many of a file's first bytes tell what kind of sound it is. */
export const HEAD_BYTES = 16

/**
 * The longest a recording of so many bytes lasts, in milliseconds. What its header claims is not believed: the
 * provider charges what it decodes, and the header is the sender's.
 */
export function longestMs(bytes: number, head: Buffer): number {
  const begin = head.subarray(0, HEAD_BYTES).toString('latin1')
  const rate = KINDS.find(([begins]) => begins.test(begin))?.[1] ?? ANY
  return Math.ceil((bytes * 1000) / rate)
}

/** Tokens that a second of sound is counted as at most: Gemini 32, OpenAI 17, Mistral 13. */
const TOKENS_PER_SECOND = 32

export function soundTokens(ms: number): number {
  return Math.ceil((ms / 1000) * TOKENS_PER_SECOND)
}
