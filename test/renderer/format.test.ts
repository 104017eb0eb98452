import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ago,
  budget,
  bytes,
  clockTime,
  dayTime,
  duration,
  exactTime,
  money,
  perMillion,
  rate,
  share,
  tokens,
  UNKNOWN,
} from '../../renderer/format.ts'

const LOCALES = ['en-US', 'de-DE', 'zh-CN']
const locale = fc.constantFrom(...LOCALES)
const NANO = 1_000_000_000
/** No-break spaces are for the screen; here they only make expectations hard to read. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('money', () => {
  test.each([
    [38_520_000_000, '$38.52'],
    [2_900_000, '$0.0029'],
    [100_000, '$0.0001'],
    [99_999, '<$0.0001'],
    [1, '<$0.0001'],
    [0, '$0.00'],
    [999_960_000, '$1.00'],
    [999_940_000, '$0.9999'],
    [612_040_000_000, '$612.04'],
    [1_234_567_000_000, '$1,234.57'],
  ])('%i nano-dollars read %s', (nano, text) => {
    expect(money(nano)).toBe(text)
  })

  test('unknown is a dash and never zero', () => {
    for (const nothing of [null, undefined, Number.NaN]) expect(money(nothing)).toBe(UNKNOWN)
    expect(money(0)).not.toBe(UNKNOWN)
  })

  test('no amount above zero is written as zero, in any locale', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000_000 * NANO }), locale, (nano, where) => {
        const digits = money(nano, where).replace(/[^1-9]/g, '')
        expect(digits).not.toBe('')
      }),
    )
  })

  test('what is written is within half a step of the amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100_000, max: 9_000_000 * NANO }), (nano) => {
        const written = Number(money(nano).replace(/[$,]/g, ''))
        const step = written < 1 ? 0.0001 : 0.01
        expect(Math.abs(written - nano / NANO)).toBeLessThanOrEqual(step / 2 + 1e-9)
      }),
    )
  })

  test('has four decimals below a dollar and two from there on, in any locale', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100_000, max: 9_000_000 * NANO }), locale, (nano, where) => {
        const decimals = money(nano, where).match(/[.,](\d+)\D*$/)?.[1]?.length
        expect(decimals).toBe(Math.round(nano / 100_000) < 10_000 ? 4 : 2)
      }),
    )
  })

  test('budgets carry no zeros at the end', () => {
    expect([5, 2.5, 0.002, 0, 60].map((usd) => budget(usd * NANO))).toEqual([
      '$5',
      '$2.50',
      '$0.002',
      '$0',
      '$60',
    ])
  })

  test('prices stand in dollars per million', () => {
    expect(perMillion(250_000)).toBe('$0.25')
    expect(perMillion(12_500)).toBe('$0.0125')
    expect(perMillion(75_000_000)).toBe('$75.00')
  })
})

describe('tokens', () => {
  test.each([
    [0, '0'],
    [4823, '4,823'],
    [99_999, '99,999'],
    [100_000, '100 k'],
    [310_000, '310 k'],
    [999_400, '999 k'],
    [999_600, '1.00 M'],
    [1_240_000, '1.24 M'],
    [12_400_000, '12.4 M'],
    [1_240_000_000, '1,240 M'],
  ])('%i reads %s', (count, text) => {
    expect(plain(tokens(count))).toBe(text)
  })

  test('are exact below a hundred thousand, in any locale', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), locale, (count, where) => {
        expect(Number(tokens(count, where).replace(/\D/g, ''))).toBe(count)
      }),
    )
  })

  test('are within half a percent above, and never shrink as the count grows', () => {
    const read = (count: number) => {
      const [amount = '', unit] = plain(tokens(count)).split(' ')
      return Number(amount.replace(/,/g, '')) * (unit === 'k' ? 1e3 : 1e6)
    }
    fc.assert(
      fc.property(fc.integer({ min: 100_000, max: 5e9 }), fc.nat(1e9), (count, more) => {
        expect(Math.abs(read(count) - count) / count).toBeLessThanOrEqual(0.005)
        expect(read(count + more)).toBeGreaterThanOrEqual(read(count))
      }),
    )
  })
})

describe('durations', () => {
  test.each([
    [0, '0 ms'],
    [412, '412 ms'],
    [999.6, '1.0 s'],
    [2600, '2.6 s'],
    [59_940, '59.9 s'],
    [59_960, '1 m'],
    [192_000, '3 m 12 s'],
    [11_520_000, '3 h 12 m'],
    [86_400_000, '1 d'],
    [9.5 * 86_400_000, '9 d'],
  ])('%d ms read %s', (ms, text) => {
    expect(plain(duration(ms))).toBe(text)
  })

  test('never show sixty of a unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30 * 86_400_000, noNaN: true }), locale, (ms, where) => {
        expect(plain(duration(ms, where))).not.toMatch(/(^| )60([.,]0)? [sm]\b/)
      }),
    )
  })

  test('unknown is a dash', () => {
    expect(duration(null)).toBe(UNKNOWN)
  })
})

describe('rates and shares', () => {
  test('have one decimal under ten, else none', () => {
    expect([0, 3.2, 9.94, 9.96, 64.4].map((value) => rate(value))).toEqual([
      '0',
      '3.2',
      '9.9',
      '10',
      '64',
    ])
  })

  test('some is never written as none', () => {
    expect(plain(share(1, 100_000))).toBe('<0.1 %')
    expect(plain(share(0, 742))).toBe('0 %')
    expect(plain(share(6, 742))).toBe('0.8 %')
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 1e9 }),
        (part, rest) => {
          expect(share(part, part + rest)).toMatch(/[1-9]/)
        },
      ),
    )
  })

  test('a share of nothing is unknown', () => {
    expect(share(0, 0)).toBe(UNKNOWN)
  })

  test('sizes stand in binary units', () => {
    expect([512, 2048, 20 * 1024 ** 2, 1.5 * 1024 ** 3].map((size) => plain(bytes(size)))).toEqual([
      '512 B',
      '2 KiB',
      '20 MiB',
      '1.5 GiB',
    ])
  })
})

describe('times', () => {
  const at = Date.UTC(2026, 10, 21, 19, 46, 40, 7)

  test('a list shows the clock of the chosen zone to the millisecond', () => {
    expect(clockTime(at, 'Europe/Madrid')).toBe('20:46:40.007')
    expect(clockTime(at, 'Asia/Kolkata')).toBe('01:16:40.007')
  })

  test('older times carry their day, in the zone', () => {
    expect(dayTime(at, 'Asia/Kolkata', 'en-GB', Date.UTC(2026, 11, 1))).toBe('22 Nov 01:16')
  })

  test('another year is said', () => {
    expect(dayTime(at, 'UTC', 'en-GB', Date.UTC(2027, 0, 2))).toBe('21 Nov 2026 19:46')
  })

  test('the tooltip names offset and zone', () => {
    expect(exactTime(at, 'Europe/Madrid')).toBe('2026-11-21T20:46:40.007+01:00 Europe/Madrid')
    expect(exactTime(at, 'UTC')).toBe('2026-11-21T19:46:40.007+00:00 UTC')
  })

  test('the exact time reads back as the same moment', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Madrid', 'America/St_Johns', 'Pacific/Apia')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), zone, (moment, where) => {
        expect(Date.parse(exactTime(moment, where).split(' ')[0] ?? '')).toBe(moment)
      }),
    )
  })

  test('how long ago something was used', () => {
    const used = [1, 12, 130, 3 * 3600, 94 * 86_400].map((seconds) => ago(at - seconds * 1000, at))
    expect(used).toEqual(['now', '12s ago', '2m ago', '3h ago', '94d ago'])
    expect(ago(null)).toBe(UNKNOWN)
  })
})
