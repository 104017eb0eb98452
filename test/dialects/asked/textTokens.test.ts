import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textTokens } from '../../../proxy/dialects/asked/textTokens.ts'

/** Texts, and the most tokens that o200k, cl100k, Claude, Gemini, Mistral or Llama 3 make of them. */
const COUNTED: [string, number][] = [
  [
    'The quick brown fox jumps over the lazy dog, and nobody in the office was surprised by it.',
    22,
  ],
  [
    'export function safe(amount: number): number {\n    return Math.min(Math.ceil(amount), 9007199254740991)\n}',
    44,
  ],
  ['{"id":"b1946ac9-2492-4d23-af5e-05e4c7b3b1c2","tags":["a","b"],"n":31415926535}', 60],
  ['3141592653589793238462643383279502884197169399375105820974944592', 65],
  ['a\nb\nc\nd\ne\nf\ng\nh\ni\nj', 20],
  ['a,b,c,d,e,f,g,h,i,j,k,l,m,n', 28],
  ['qzxvjkwpyfghtrbcmdlsnqxzvkjw', 20],
  ['QZXVJKWPYFGHTRBCMDLSNQXZVKJW', 23],
  ['qZxVjKwPyFgHtRbCmDlSnQxZvKjW', 26],
  ['iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4', 37],
  ['d41d8cd98f00b204e9800998ecf8427e5eb63bbbe01eeed093cb22bb8f5acdc3', 54],
  ['!@#$%^&*()_+-=[]{}|;:,.<>?/~`', 23],
  ['El año pasado la señora Muñoz compró café y comió jamón en la esquina.', 26],
  ['今天天气很好，我们去公园散步，然后吃晚饭。', 28],
  ['龘靐齉齾龗麤鸞鱻爩鬱', 31],
  ['🦊🪐🧿🫠🫶🏽👩‍👩‍👧‍👦', 41],
  ['            if (x) {\n                y()\n            }', 14],
  ['नमस्ते दुनिया, आप कैसे हैं?', 28],
]

test.each(COUNTED)('no tokenizer makes more of it: %s', (text, most) => {
  // Some put a mark in front of every text; the wrapping around messages is counted apart.
  expect(textTokens(text) + 1).toBeGreaterThanOrEqual(most)
})

test('prose is less than a token for every second byte, and no text more than one a byte', () => {
  const [prose = ['']] = COUNTED
  expect(textTokens(prose[0])).toBeLessThan(prose[0].length * 0.66)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(textTokens(text)).toBeLessThanOrEqual(Buffer.byteLength(text))
    }),
  )
})

test('no token spans less than a letter, so a longer text is never fewer', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(textTokens(a + b)).toBeGreaterThanOrEqual(textTokens(a) - 1)
      expect(textTokens(a + b)).toBeLessThanOrEqual(textTokens(a) + textTokens(b))
    }),
  )
})

test('runs of spaces, single letters, capitals', () => {
  expect(textTokens('')).toBe(0)
  expect(textTokens(' ')).toBe(1)
  expect(textTokens('a b c')).toBe(3)
  expect(textTokens('a\nb')).toBe(3)
  expect(textTokens(' '.repeat(41))).toBe(11)
  expect(textTokens('readFile')).toBe(6)
  expect(textTokens('é')).toBe(2)
  expect(textTokens('語')).toBe(3)
  expect(textTokens('🦊')).toBe(4)
})
