import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  hashToken,
  mintToken,
  readToken,
  TOKEN_PATTERN,
  tokenHint,
} from '../../proxy/identity/memberToken.ts'

/** Made up; its checksum was computed by Python's zlib: CRC-32 0xdd310370 of the first 46 characters. */
const FIXED = 'krk_m_FAKEfakeFAKEfakeFAKEfakeFAKEfakeFAKEfake438sbo'

test('a minted token has its shape, reads back, and is never minted twice', () => {
  const tokens = Array.from({ length: 1000 }, mintToken)
  expect(new Set(tokens).size).toBe(1000)
  for (const token of tokens) {
    expect(token).toMatch(/^krk_m_[0-9A-Za-z]{46}$/)
    expect(readToken(token)).toBe(token)
  }
})

test('the checksum is CRC-32 in base62, the same in every release', () => {
  expect(readToken(FIXED)).toBe(FIXED)
})

test('no single character of a token can be mistyped', () => {
  const base62 = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']
  const token = mintToken()
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...base62), (at, to) => {
      fc.pre(token[at] !== to)
      expect(readToken(token.slice(0, at) + to + token.slice(at + 1))).toBeUndefined()
    }),
    { numRuns: 1000 },
  )
})

test('anything around a token, and anything that is not one, is refused', () => {
  const token = mintToken()
  for (const text of [
    ` ${token}`,
    `${token}\n`,
    `${token}0`,
    token.slice(0, -1),
    `Bearer ${token}`,
  ]) {
    expect(readToken(text)).toBeUndefined()
  }
  for (const text of [
    '',
    'sk-FAKE-canary',
    token.replace('krk_m_', 'krk_s_'),
    token.toUpperCase(),
  ]) {
    expect(readToken(text)).toBeUndefined()
  }
})

test('the stored form is HMAC-SHA256 under the pepper, so that another pepper gives another one', () => {
  const pepper = Buffer.alloc(32, 5)
  const token = mintToken()
  const hash = hashToken(pepper, token)
  expect(hash).toHaveLength(32)
  expect(hash).toEqual(createHmac('sha256', pepper).update(token, 'utf8').digest())
  expect(hashToken(Buffer.alloc(32, 6), token)).not.toEqual(hash)
  expect(hashToken(pepper, mintToken())).not.toEqual(hash)
})

test('the hint shows the last four characters and nothing else of the secret', () => {
  expect(tokenHint(FIXED)).toBe('krk_m_…8sbo')
})

test('scanners find tokens in text by the pattern, and only whole ones', () => {
  const [first, second] = [mintToken(), mintToken()]
  const text = `KEY="${first}" other=${second}, short krk_m_abc, glued x${first}`
  expect(text.match(TOKEN_PATTERN)).toEqual([first, second])
})
