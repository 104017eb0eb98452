import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { unwrap, wrap } from '../../proxy/vault/cipher.ts'
import { deriveKey, stretch } from '../../proxy/vault/kdf.ts'
import { checkPrimitives } from '../../proxy/vault/primitives.ts'

test('Argon2id gives what the reference implementation gives', async () => {
  // github.com/P-H-C/phc-winner-argon2, src/test.c: version 0x13, t=2, m=65536, p=1.
  const strength = { memoryKiB: 65_536, passes: 2, lanes: 1 }
  const key = await stretch('password', Buffer.from('somesalt'), strength)
  expect(key.toString('hex')).toBe(
    '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
  )
})

test('Argon2id with the product’s settings agrees with the independent one in OpenSSL', async () => {
  const nonce = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
  const key = await stretch('plum canoe', nonce, { memoryKiB: 65_536, passes: 3, lanes: 4 })
  const message = Buffer.from('plum canoe')
  const settings = { message, nonce, parallelism: 4, tagLength: 32, memory: 65_536, passes: 3 }
  expect(key.equals(argon2Sync('argon2id', settings))).toBe(true)
})

test('a passphrase is the same however the keyboard composes its accents', async () => {
  const salt = Buffer.alloc(16, 1)
  const strength = { memoryKiB: 64, passes: 1, lanes: 1 }
  const [composed, decomposed] = ['crème'.normalize('NFC'), 'crème'.normalize('NFD')]
  expect(composed).not.toBe(decomposed)
  expect(await stretch(composed, salt, strength)).toEqual(await stretch(decomposed, salt, strength))
})

test('HKDF-SHA256 gives test cases 1 and 3 of RFC 5869, cut to 32 bytes', () => {
  const secret = Buffer.alloc(22, 0x0b)
  const salt = Buffer.from('000102030405060708090a0b0c', 'hex')
  const info = Buffer.from('f0f1f2f3f4f5f6f7f8f9', 'hex')
  expect(deriveKey(secret, salt, info).toString('hex')).toBe(
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf',
  )
  expect(deriveKey(secret, Buffer.alloc(0), '').toString('hex')).toBe(
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
  )
})

test('AES-256-GCM opens test case 14 of the GCM specification', () => {
  const wrapped = Buffer.concat([
    Buffer.alloc(12),
    Buffer.from('cea7403d4d606b6e074ec5d3baf39d18', 'hex'),
    Buffer.from('d0d1c8a799996bf0265b98b5d48ab919', 'hex'),
  ])
  expect(unwrap(Buffer.alloc(32), wrapped, '')).toEqual(Buffer.alloc(16))
})

test('a wrapped key opens only whole, under its key and in its context', () => {
  const key = Buffer.alloc(32, 3)
  const wrapped = wrap(key, Buffer.from('0123456789abcdef'), 'here')
  expect(unwrap(key, wrapped, 'here')?.toString()).toBe('0123456789abcdef')
  expect(unwrap(key, wrapped, 'there')).toBeUndefined()
  expect(unwrap(Buffer.alloc(32, 4), wrapped, 'here')).toBeUndefined()
  for (let length = 0; length < wrapped.length; length++) {
    expect(unwrap(key, wrapped.subarray(0, length), 'here')).toBeUndefined()
  }
  expect(wrap(key, Buffer.from('0123456789abcdef'), 'here')).not.toEqual(wrapped)
})

test('this runtime has every primitive that Keyrack builds on', async () => {
  expect(await checkPrimitives()).toEqual([])
})
