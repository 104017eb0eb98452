import { expect, test } from 'vitest'
import {
  addressGate,
  addressList,
  isLoopback,
  parseRange,
  scopeOf,
  upstreamAddressProblem,
} from '../../proxy/policy/addresses.ts'

test('own networks are loopback and the ranges this computer is in', () => {
  const isAllowed = addressList(['own-networks'], ['192.168.1.0/24', 'fd12::/64'])
  expect(['127.0.0.1', '::1', '192.168.1.77', 'fd12::5'].filter(isAllowed)).toHaveLength(4)
  expect(['192.168.2.1', '8.8.8.8', 'fd13::5', '', 'nonsense'].filter(isAllowed)).toEqual([])
})

test('an IPv4 address mapped into IPv6 is the same address', () => {
  const isAllowed = addressList(['10.0.0.0/8'], [])
  expect(isAllowed('::ffff:10.1.2.3')).toBe(true)
  expect(isAllowed('::ffff:11.1.2.3')).toBe(false)
  expect(isLoopback('::ffff:127.0.0.1')).toBe(true)
})

test('a range of mapped addresses is the IPv4 range', () => {
  const isAllowed = addressList(['::ffff:10.0.0.0/104'], [])
  expect(isAllowed('10.1.2.3')).toBe(true)
  expect(isAllowed('::ffff:10.1.2.3')).toBe(true)
  expect(isAllowed('11.1.2.3')).toBe(false)
  expect(parseRange('::ffff:0:0/95')[1]).toBe(95)
})

test('single addresses and "any" are entries as well', () => {
  expect(addressList(['203.0.113.7'], [])('203.0.113.7')).toBe(true)
  expect(addressList(['203.0.113.7'], [])('203.0.113.8')).toBe(false)
  expect(addressList(['any'], [])('203.0.113.8')).toBe(true)
  expect(addressList([], [])('127.0.0.1')).toBe(false)
})

test('an entry that is no range is refused in words', () => {
  expect(() => parseRange('192.168.1')).toThrow('neither an address nor a range')
  expect(() => addressList(['office'], [])).toThrow('"office"')
})

test('scopes tell where an address can be seen from', () => {
  expect(scopeOf('127.0.0.1')).toBe('loopback')
  expect(scopeOf('192.168.1.5')).toBe('private')
  expect(scopeOf('fd00::1')).toBe('private')
  expect(scopeOf('203.0.113.1')).toBe('public')
})

test.each([
  ['169.254.169.254', true],
  ['::ffff:169.254.169.254', true],
  ['fd00:ec2::254', true],
  ['100.100.100.200', true],
  ['0.0.0.0', true],
  ['64:ff9b::a9fe:a9fe', true],
  ['2002:a9fe:a9fe::1', true],
  ['224.0.0.1', true],
  ['127.0.0.1', false],
  ['10.0.0.5', false],
  ['192.168.0.1', false],
  ['::1', false],
  ['fd00::1', false],
] as const)('%s is no provider; not even for a local key: %s', (address, never) => {
  expect(upstreamAddressProblem(address, false)).toBeTypeOf('string')
  expect(upstreamAddressProblem(address, true) !== undefined).toBe(never)
})

test('a public address is a provider', () => {
  expect(upstreamAddressProblem('104.18.7.192', false)).toBeUndefined()
  expect(upstreamAddressProblem('2606:4700::6812:7c0', false)).toBeUndefined()
})

test('a blocked address gets in by no other list, but this computer always does', () => {
  const gate = addressGate(
    { allowedAddresses: ['any'], blockedAddresses: ['203.0.113.24', '10.9.0.0/16', '0.0.0.0/0'] },
    [],
  )
  for (const address of ['203.0.113.24', '::ffff:203.0.113.24', '10.9.1.1', '8.8.8.8'])
    expect(gate(address)).toBe(false)
  expect(gate('127.0.0.1')).toBe(true)
  expect(gate('2001:db8::1')).toBe(true)
  const narrow = addressGate({ allowedAddresses: ['10.0.0.0/8'], blockedAddresses: [] }, [])
  expect([narrow('10.1.1.1'), narrow('11.1.1.1')]).toEqual([true, false])
})
