import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SecretScrubber, scrubText } from '../../proxy/gateway/scrubber.ts'

const SECRET = 'sk-canary-sksk-0123456789abcdef'

/** Sends the text through in pieces cut at the given places. */
function through(scrubber: SecretScrubber, text: string, cuts: number[]): string {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])]
  places.sort((a, b) => a - b)
  const parts = places
    .slice(1)
    .map((end, i) => scrubber.push(Buffer.from(text.slice(places[i], end))))
  return Buffer.concat([...parts, scrubber.rest() ?? Buffer.alloc(0)]).toString()
}

test('a key is found wherever the chunks are cut', () => {
  for (let cut = 0; cut <= SECRET.length; cut++) {
    const text = `before ${SECRET} after`
    expect(through(new SecretScrubber(SECRET), text, [7 + cut])).toBe('before [key removed] after')
  }
})

test('whatever the cuts, no key comes through and nothing else is changed', () => {
  const word = fc.constantFrom(
    SECRET,
    'sk-',
    'sk-canary',
    's',
    '\n',
    'data: ',
    'ä',
    SECRET.slice(0, -1),
  )
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      (words, cuts) => {
        const text = words.join('')
        const ascii = text.replaceAll('ä', 'a')
        const out = through(new SecretScrubber(SECRET), ascii, cuts)
        expect(out).toBe(ascii.replaceAll(SECRET, '[key removed]'))
      },
    ),
  )
})

test('a chunk that ends like no beginning of the key goes out whole, at once', () => {
  const chunk = Buffer.from('data: {"a":1}\n\n')
  expect(new SecretScrubber(SECRET).push(chunk)).toBe(chunk)
})

test('a provider without a key, or with a mere word for one, is passed on untouched', () => {
  const chunk = Buffer.from('ollama ollama')
  expect(new SecretScrubber(undefined).push(chunk)).toBe(chunk)
  expect(new SecretScrubber('ollama').push(chunk)).toBe(chunk)
})

test('an error text loses the key in every form in which providers quote it', () => {
  const quoted = [
    `Incorrect API key provided: ${SECRET}.`,
    `Incorrect API key provided: ${SECRET.slice(0, 14)}****cdef. Find yours`,
    `?key=${encodeURIComponent(SECRET)}`,
    Buffer.from(SECRET).toString('base64'),
  ]
  for (const text of quoted) {
    const clean = scrubText(text, SECRET)
    expect(clean).toContain('[key removed]')
    expect(clean).not.toContain(SECRET.slice(0, 12))
  }
})
