/** Money is kept in integer nano-dollars: 1 USD = 1,000,000,000. A safe integer holds nine million dollars. */
export const NANO_PER_USD = 1_000_000_000

/** Turns a decimal dollar amount, as a provider reports it, into nano-dollars, rounded half away from zero. */
export function usdToNano(usd: number): number {
  return Math.sign(usd) * Math.round(Math.abs(usd) * NANO_PER_USD)
}

/** Typed dollars such as `5`, `0.1` or `$1,234.56` as nano-dollars, digit by digit; undefined for anything else. */
export function nanoOfUsdText(text: string): number | undefined {
  const match = /^\$?(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d{1,9}))?$/.exec(text.trim())
  const [, dollars, decimals] = match ?? []
  if (dollars === undefined && decimals === undefined) return undefined
  const whole = Number((dollars ?? '0').replaceAll(',', '')) * NANO_PER_USD
  const nano = whole + Number((decimals ?? '').padEnd(9, '0'))
  return Number.isSafeInteger(nano) ? nano : undefined
}
