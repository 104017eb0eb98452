import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nanoOfUsdText } from '../../proxy/base/money.ts'
import { exactUsd } from '../../proxy/contract/limitWords.ts'

test.each([
  ['0.1', 100_000_000],
  ['0.3', 300_000_000],
  ['5', 5_000_000_000],
  ['$5.00', 5_000_000_000],
  ['.5', 500_000_000],
  ['1,234.56', 1_234_560_000_000],
  ['0.000000001', 1],
  ['9007199.254740991', Number.MAX_SAFE_INTEGER],
])('%s dollars are exactly %i nano-dollars', (text, nano) => expect(nanoOfUsdText(text)).toBe(nano))

test.each(['', '-1', '1e3', '1,23', '0.0000000001', '9007199.254740992', 'NaN', '1 000', '$', '.'])(
  '“%s” is no amount of money',
  (text) => expect(nanoOfUsdText(text)).toBeUndefined(),
)

test('what is printed reads back as the same amount', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (nano) => {
      expect(nanoOfUsdText(exactUsd(nano))).toBe(nano)
    }),
  )
})
