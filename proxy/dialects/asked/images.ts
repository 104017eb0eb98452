import type { AskedImages } from '../../contract/asked.ts'
import { countOf } from './numbers.ts'

/** What `auto` may become: the largest of the common sizes. */
const AUTO_PIXELS = 1536 * 1024

/**
 * Pixels for which a picture of high quality costs one token (gpt-image-1: 6240 tokens for 1536 × 1024), and how the
 * other qualities compare. `xhigh` and `max` are not documented in tokens: taken as twice and four times.
 */
const PIXELS_PER_TOKEN = 250
const QUALITIES: Readonly<Record<string, number>> = {
  low: 0.07,
  medium: 0.26,
  high: 1,
  xhigh: 2,
  max: 4,
}
/** Each picture on the way to the last one. */
const PARTIAL_TOKENS = 100

/** Pictures asked for by number, size and quality, in a form or in JSON. */
export function askedImages(values: Readonly<Record<string, unknown>>): AskedImages {
  const named = pixelsOf(values.size)
  const pixels = named ?? AUTO_PIXELS
  const quality = QUALITIES[String(values.quality)] ?? 1
  const partial = (countOf(values.partial_images) ?? 0) * PARTIAL_TOKENS
  const tokens = (Math.max(pixels, AUTO_PIXELS) / PIXELS_PER_TOKEN) * quality
  return {
    count: countOf(values.n) ?? 1,
    pixels,
    isSized: named !== undefined,
    tokensEach: Math.ceil(tokens) + partial,
  }
}

/** `1536x1024`, or one of Gemini's `1K`, `2K`, `4K`; undefined for `auto` and all else. */
export function pixelsOf(size: unknown): number | undefined {
  const text = typeof size === 'string' ? size : ''
  const [, width = '', height = ''] = /^\s*(\d{1,6})\s*[x×*]\s*(\d{1,6})\s*$/i.exec(text) ?? []
  if (width !== '' && height !== '') return Number(width) * Number(height)
  const [, kilo = ''] = /^\s*([124])K\s*$/i.exec(text) ?? []
  return kilo === '' ? undefined : (Number(kilo) * 1024) ** 2
}
