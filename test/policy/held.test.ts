import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { noAmounts } from '../../proxy/contract/amounts.ts'
import { packHeld, readHeld } from '../../proxy/policy/held.ts'

const amount = fc.nat(Number.MAX_SAFE_INTEGER)
const amounts = fc.record({
  ...{ money: amount, requests: amount, tokens: amount, input: amount },
  ...{ output: amount, images: amount, seconds: amount, concurrent: amount },
})
const unlisted = fc.record({
  factor: fc.constantFrom(1, 2.5),
  feesNano: amount,
  searchesNano: amount,
})

test('what was held comes back as it was', () => {
  fc.assert(
    fc.property(amounts, fc.option(unlisted, { nil: undefined }), (held, beside) => {
      expect(readHeld(packHeld({ amounts: held, unlisted: beside }))).toEqual({
        ...{ amounts: held, unlisted: beside },
      })
    }),
  )
})

test('rows of an earlier Keyrack, by their names, and of calls that no limit touched', () => {
  const beside = { factor: 2, feesNano: 5, searchesNano: 0 }
  const named = { ...noAmounts(), money: 77 }
  expect(readHeld(JSON.stringify(named))).toEqual({ amounts: named })
  expect(readHeld(JSON.stringify({ money: 77, unlisted: beside }))).toEqual({
    ...{ amounts: named, unlisted: beside },
  })
  expect(readHeld(null)).toBeUndefined()
})
