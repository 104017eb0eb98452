import { WeakPassphrase } from './problems.ts'

const SHORTEST = 12
const LONGEST = 1024
const FEWEST_DIFFERENT = 5
/** Digits and signs around a word that are tried with it: a date, a year and exclamation marks. */
const PADDING = 8

/**
 * The published lists of common passwords hold almost nothing of twelve characters and more. What passes the
 * length rule and is guessed first all the same is one favourite word, padded with digits or said twice.
 */
const FAVOURITES = `
  password passwort passphrase secret letmein welcome admin administrator root user login test testing example
  default changeme change please keyrack vault master company office team iloveyou monkey dragon sunshine
  princess football baseball starwars superman batman shadow michael trustno whatever hello helloworld
  summer winter spring autumn abc qwerty qwertz azerty key
`
  .trim()
  .split(/\s+/)

const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  '1234567890-=',
  'qwertyuiop[]asdfghjkl;zxcvbnm,./',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.',
  'q1w2e3r4t5y6u7i8o9p0',
].flatMap((run) => [run, [...run].reverse().join('')])

/** ASCII signs and digits; letters and signs of all other scripts count as letters. */
const NOT_LETTERS = /[^a-z\u0080-\u{10ffff}]/gu

const LEET: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't' }
const SIGNS: Record<string, string> = { '@': 'a', $: 's', '!': 'i' }

/** Refuses a new passphrase that is short or common; says what to do instead. */
export function checkPassphrase(passphrase: string): void {
  const characters = [...passphrase.normalize('NFC')]
  if (characters.length < SHORTEST) {
    throw new WeakPassphrase(
      `The passphrase has ${characters.length} characters; use at least ${SHORTEST}. Four or five unrelated words do well.`,
    )
  }
  if (characters.length > LONGEST) {
    throw new WeakPassphrase(`The passphrase is longer than ${LONGEST} characters.`)
  }
  if (new Set(characters).size < FEWEST_DIFFERENT) {
    throw new WeakPassphrase(
      'The passphrase repeats the same few characters. Four or five unrelated words do well.',
    )
  }
  if (isCommon(passphrase.toLowerCase())) {
    throw new WeakPassphrase(
      'The passphrase is made of words, runs and numbers that are guessed first. Four or five unrelated words do well.',
    )
  }
}

function isCommon(text: string): boolean {
  const plain = text.replaceAll(/[@$!]/g, (sign) => SIGNS[sign] ?? sign)
  const unleeted = plain.replaceAll(/[013457]/g, (digit) => LEET[digit] ?? digit)
  return [text, plain, unleeted].some(isPaddedFavourite)
}

/** One favourite word (or none, only runs), any number of times, with little around it. */
function isPaddedFavourite(text: string): boolean {
  const rest = withoutRuns(text.replaceAll(/(.)\1{2,}/gu, '$1'))
  const others = rest.replaceAll(/[\sa-z\u0080-\u{10ffff}]/gu, '').replaceAll(/(.)\1+/g, '$1')
  if (others.length > PADDING) return false
  const letters = rest.replaceAll(NOT_LETTERS, '')
  return FAVOURITES.some((word) => letters.replaceAll(word, '') === '')
}

function withoutRuns(text: string): string {
  let rest = ''
  for (let at = 0; at < text.length; ) {
    const length = runLengthAt(text, at)
    if (length < 4) rest += text[at]
    at += length < 4 ? 1 : length
  }
  return rest
}

function runLengthAt(text: string, at: number): number {
  let length = 1
  while (
    at + length < text.length &&
    RUNS.some((run) => run.includes(text.slice(at, at + length + 1)))
  ) {
    length++
  }
  return length
}
