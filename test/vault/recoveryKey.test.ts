import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatRecoveryKey, parseRecoveryKey } from '../../proxy/vault/recoveryKey.ts'

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))

test('a recovery key is 14 groups of four and reads back to its 32 bytes', () => {
  fc.assert(
    fc.property(secret, (bytes) => {
      const text = formatRecoveryKey(bytes)
      expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/)
      expect(parseRecoveryKey(text)).toEqual(bytes)
    }),
  )
})

test('sloppy typing is forgiven: lower case, spaces or no dashes, O for 0, I and L for 1', () => {
  fc.assert(
    fc.property(secret, fc.constantFrom('', ' ', '–', '\n', ' - '), (bytes, gap) => {
      const typed = formatRecoveryKey(bytes)
        .toLowerCase()
        .replaceAll('-', gap)
        .replaceAll('0', 'o')
        .replace('1', 'i')
        .replaceAll('1', 'l')
      expect(parseRecoveryKey(` ${typed} `)).toEqual(bytes)
    }),
  )
})

test('one wrong character anywhere is found', () => {
  const alphabet = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
  const text = formatRecoveryKey(Buffer.from('keyrack-recovery-key-for-a-test!'))
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '-') continue
    const others = alphabet.filter((character) => character !== text[at])
    const wrong = text.slice(0, at) + others[at % others.length] + text.slice(at + 1)
    expect(() => parseRecoveryKey(wrong)).toThrow('typing error')
  }
})

test('two swapped groups, a missing character and a letter that is never used are named', () => {
  const text = formatRecoveryKey(Buffer.from('keyrack-recovery-key-for-a-test!'))
  const groups = text.split('-')
  const swapped = [groups[1], groups[0], ...groups.slice(2)].join('-')
  expect(() => parseRecoveryKey(swapped)).toThrow('typing error')
  expect(() => parseRecoveryKey(text.slice(1))).toThrow('has 56 characters; this one has 55')
  expect(() => parseRecoveryKey(text.replace(/^./, 'u'))).toThrow('never contains “U”')
  expect(() => parseRecoveryKey('')).toThrow('this one has 0')
})
