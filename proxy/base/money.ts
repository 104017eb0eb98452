/** Money is kept in integer nano-dollars: 1 USD = 1,000,000,000. A safe integer holds nine million dollars. */
export const NANO_PER_USD = 1_000_000_000

/** Turns a decimal dollar amount, as a provider reports it, into nano-dollars, rounded half away from zero. */
export function usdToNano(usd: number): number {
  return Math.sign(usd) * Math.round(Math.abs(usd) * NANO_PER_USD)
}
