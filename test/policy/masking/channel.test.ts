import { describe, expect, test } from 'vitest'
import { MASK_KINDS } from '../../../proxy/contract/masking.ts'
import { inJson, TextChannel } from '../../../proxy/policy/masking/channel.ts'
import { Scanner } from '../../../proxy/policy/masking/scanner.ts'
import { MaskSession } from '../../../proxy/policy/masking/session.ts'
import { NEAR_MISSES, TRUE } from './corpus.ts'

const words = {
  label: 'PROJECT',
  mode: 'mask' as const,
  terms: ['Falcon', 'project heron of the north'],
  wholeWord: true,
  matchCase: false,
}
const masking = new Scanner(Object.fromEntries(MASK_KINDS.map((kind) => [kind, 'mask'])), [words])
const naming = new Scanner(Object.fromEntries(MASK_KINDS.map((kind) => [kind, 'pseudonymise'])))

function streamed(pieces: string[], channel: TextChannel): string {
  return pieces.map((piece) => channel.push(piece)).join('') + channel.end()
}

const hiding = () => new TextChannel(new MaskSession(), { scanner: masking, asJson: false })
const whole = (text: string) => new MaskSession().hide(text, masking)

const SENTENCES = MASK_KINDS.flatMap((kind) =>
  [...TRUE[kind], ...NEAR_MISSES[kind]].map(
    (value) => `It is ${kind === 'secret' ? 'password: ' : ''}${value}, said Falcon. Go on`,
  ),
)

describe('what the model writes is masked in pieces as in one', () => {
  test.each(SENTENCES)('cut anywhere: %s', (text) => {
    const expected = whole(text)
    for (let cut = 0; cut <= text.length; cut++) {
      const shown = streamed([text.slice(0, cut), text.slice(cut)], hiding())
      if (shown !== expected) expect([cut, shown]).toEqual([cut, expected])
    }
    expect(streamed([...text], hiding())).toBe(expected)
  })

  test('cut at random into many pieces, with everything behind everything else', () => {
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((seed / 2_147_483_648) * below)
    }
    const values = [...MASK_KINDS.flatMap((kind) => [...TRUE[kind], ...NEAR_MISSES[kind]])]
    const glue = [' ', ', ', '\n', ' password: ', '; the project heron of the north. ', ' - ', '。']
    for (let round = 0; round < 400; round++) {
      const parts = Array.from(
        { length: 1 + random(6) },
        () => `${glue[random(glue.length)]}${values[random(values.length)]}`,
      )
      const text = parts.join('')
      const pieces: string[] = []
      for (let at = 0; at < text.length; ) {
        const end = at + 1 + random(9)
        pieces.push(text.slice(at, end))
        at = end
      }
      expect([text, streamed(pieces, hiding())]).toEqual([text, whole(text)])
    }
  })
})

test.each([
  ['numbers alone', { card: 'mask', usSsn: 'mask', phone: 'mask' }, []],
  ['words alone', {}, [words]],
  ['one kind', { iban: 'mask' }, []],
] as const)('%s are masked in pieces as in one', (_name, modes, lists) => {
  const scanner = new Scanner(modes, lists)
  for (const text of SENTENCES) {
    const expected = new MaskSession().hide(text, scanner)
    for (let cut = 0; cut <= text.length; cut++) {
      const channel = new TextChannel(new MaskSession(), { scanner, asJson: false })
      const shown = streamed([text.slice(0, cut), text.slice(cut)], channel)
      if (shown !== expected) expect([cut, shown]).toEqual([cut, expected])
    }
  }
})

describe('names are turned back', () => {
  const values = MASK_KINDS.flatMap((kind) => TRUE[kind])

  test.each(values)('cut anywhere: %s', (value) => {
    const secretWord = TRUE.secret.includes(value) ? 'password: ' : ''
    const session = new MaskSession()
    const sent = session.hide(`${secretWord}${value} and again ${secretWord}${value}`, naming)
    const [name = ''] = /\[[A-Z_]+_1\]/.exec(sent) ?? []
    expect(sent.split(name)).toHaveLength(3)
    const answer = `You gave [me] ${name}, or [EMAIL_9] and ${name}`
    for (const asJson of [false, true]) {
      const expected = answer.replaceAll(name, asJson ? inJson(value) : value)
      for (let cut = 0; cut <= answer.length; cut++) {
        const channel = new TextChannel(session, { scanner: undefined, asJson })
        const shown = streamed([answer.slice(0, cut), answer.slice(cut)], channel)
        if (shown !== expected) expect([cut, shown]).toEqual([cut, expected])
      }
    }
  })
})

test('no more than 64 characters are kept back of a plain text', () => {
  const channel = hiding()
  let pushed = 0
  let shown = 0
  let most = 0
  const text = 'Some words of a story, with numbers like 12 or 2026 and (brackets). '.repeat(20)
  for (const character of `${text}${'abcdefghij'.repeat(40)}`) {
    shown += channel.push(character).length
    most = Math.max(most, ++pushed - shown)
  }
  expect(most).toBeLessThanOrEqual(64)
})

test('one value has one name in all of a call, and another one another', () => {
  const session = new MaskSession()
  const sent = session.hide('ana@example.com, bob@example.com, ana@example.com', naming)
  expect(sent).toBe('[EMAIL_1], [EMAIL_2], [EMAIL_1]')
  expect(session.hide('bob@example.com', naming)).toBe('[EMAIL_2]')
  expect(session.counts).toEqual({ email: 4 })
})

test('names that stand in the text already are not given again', () => {
  const session = new MaskSession(() => 8)
  expect(session.hide('ana@example.com', naming)).toBe('[EMAIL_8]')
})

describe('in JSON, as tools are called', () => {
  const session = new MaskSession()
  const hide = (value: unknown) => session.hide(JSON.stringify(value), naming, true)

  test('what is sent is JSON as before', () => {
    const sent = hide({
      to: 'x\n\tana@example.com',
      card: 4111111111111111,
      list: [5555555555554444],
    })
    expect(JSON.parse(sent)).toEqual({ to: 'x\n\t[EMAIL_1]', card: '[CARD_1]', list: ['[CARD_2]'] })
  })

  test('a card right behind a line end is found', () => {
    expect(JSON.parse(hide({ text: 'Card:\n4111 1111 1111 1111' }))).toEqual({
      text: 'Card:\n[CARD_3]',
    })
  })

  test('values come back as its strings need them', () => {
    const key = TRUE.privateKey[0] ?? ''
    const other = new MaskSession()
    other.hide(key, naming)
    const channel = new TextChannel(other, { scanner: undefined, asJson: true })
    const shown = streamed(['{"key":"[PRIVATE', '_KEY_1]"}'], channel)
    expect(JSON.parse(shown)).toEqual({ key })
  })
})
