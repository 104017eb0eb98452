const NANO_DIGITS = 9

/**
 * A number as exports write it: `1234`, `1,234`, `1.234,50` or `$0.0012`; its digits and where its fraction begins.
 * A comma alone is a decimal one where cells end with a semicolon or it cannot group thousands.
 */
function decimalText(text: string, delimiter: string): string | undefined {
  const bare = text.replaceAll(/[\s\u00a0\u202f'’$€£]|usd/gi, '')
  const comma = bare.lastIndexOf(',')
  const dot = bare.lastIndexOf('.')
  if (comma >= 0 && dot >= 0)
    return comma > dot
      ? bare.replaceAll('.', '').replace(',', '.')
      : plain(bare.replaceAll(',', ''))
  if (comma < 0) return plain(bare)
  const groups = /^-?[1-9]\d{0,2}(,\d{3})+$/.test(bare) && delimiter !== ';'
  return plain(groups ? bare.replaceAll(',', '') : bare.replace(',', '.'))
}

const plain = (text: string) => (/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? text : undefined)

/** A count; undefined for what is none. Empty counts nothing. */
export function readCount(text: string, delimiter: string): number | undefined {
  if (text === '') return 0
  // Counts have no fraction: points between three digits group them.
  const grouped = /^[1-9]\d{0,2}([.,]\d{3})+$/.test(text) ? text.replaceAll(/[.,]/g, '') : text
  const number = Number(decimalText(grouped, delimiter) ?? Number.NaN)
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** Money in nano-dollars, digit by digit; undefined for what is none. */
export function readNano(text: string, delimiter: string): number | undefined {
  const decimal = decimalText(text, delimiter)
  if (decimal === undefined) return undefined
  if (/e/i.test(decimal)) return Math.round(Number(decimal) * 10 ** NANO_DIGITS)
  const isNegative = decimal.startsWith('-')
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.')
  const kept = fraction.slice(0, NANO_DIGITS).padEnd(NANO_DIGITS, '0')
  const roundsUp = Number(fraction[NANO_DIGITS] ?? '0') >= 5 ? 1 : 0
  const nano = Number(whole || '0') * 10 ** NANO_DIGITS + Number(kept) + roundsUp
  if (!Number.isSafeInteger(nano)) return undefined
  return isNegative ? -nano : nano
}

const DAY_MS = 86_400_000

/** The UTC day that a date or time is in; undefined for what is none. Times without a zone are in UTC. */
export function readUtcDay(text: string): number | undefined {
  const at = momentOf(text)
  return at === undefined || Number.isNaN(at) ? undefined : Math.floor(at / DAY_MS) * DAY_MS
}

function momentOf(text: string): number | undefined {
  if (/^\d{9,10}(\.0+)?$/.test(text)) return Number(text) * 1000
  if (/^\d{12,13}$/.test(text)) return Number(text)
  const iso = /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](.*))?$/.exec(text)
  if (iso) {
    const time = iso[4]
    if (time === undefined) return utc(iso[1], iso[2], iso[3])
    const zoned = /(z|[+-]\d\d:?\d\d|utc)$/i.test(time) ? time.replace(/ ?utc$/i, 'Z') : `${time}Z`
    return Date.parse(`${text.slice(0, text.search(/[T ]/))}T${zoned}`)
  }
  const dotted = /^(\d\d?)\.(\d\d?)\.(\d{4})\b/.exec(text)
  if (dotted) return utc(dotted[3], dotted[2], dotted[1])
  const slashed = /^(\d\d?)\/(\d\d?)\/(\d{4})\b/.exec(text)
  if (!slashed) return undefined
  // American, unless the first number can be no month.
  return Number(slashed[1]) > 12
    ? utc(slashed[3], slashed[2], slashed[1])
    : utc(slashed[3], slashed[1], slashed[2])
}

/** Undefined for a day that no calendar has. */
function utc(year = '', month = '', day = ''): number | undefined {
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day))
  return new Date(at).getUTCDate() === Number(day) && Number(month) <= 12 ? at : undefined
}
