import { expect, test } from 'vitest'
import { checkPassphrase } from '../../proxy/vault/passphrase.ts'

test.each([
  ['short', 'at least 12'],
  ['elevenchars', 'at least 12'],
  ['长城上有一只猫喝茶水吧', 'at least 12'],
  ['abababababababab', 'same few characters'],
  ['password1234', 'guessed first'],
  ['Password2026!', 'guessed first'],
  ['P@ssw0rdP@ssw0rd', 'guessed first'],
  ['123456789012', 'guessed first'],
  ['qwertyuiop12', 'guessed first'],
  ['1qaz2wsx3edc', 'guessed first'],
  ['Summer2025!!!!', 'guessed first'],
  ['letmein-letmein', 'guessed first'],
  ['aaaaaaaaaaaabcde', 'guessed first'],
])('%s is refused: %s', (passphrase, reason) => {
  expect(() => checkPassphrase(passphrase)).toThrow(reason)
})

test.each([
  'plum canoe seventeen lantern',
  'kitten limited administer',
  'a test of the passphrase',
  '长城上有一只猫喝茶水吧好',
  '7#9$2@5^1&8*3!',
  'tY4uWq9vLm2x',
])('%s is taken', (passphrase) => {
  expect(() => checkPassphrase(passphrase)).not.toThrow()
})

test('a passphrase may be long, but not without end', () => {
  const words = 'plum canoe seventeen lantern '
  expect(() => checkPassphrase(words.repeat(30))).not.toThrow()
  expect(() => checkPassphrase(words.repeat(36))).toThrow('longer than 1024')
})
