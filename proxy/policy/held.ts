import { noAmounts } from '../contract/amounts.ts'
import type { Amounts, LimitMetric } from '../contract/limits.ts'
import type { Unlisted } from './unlisted.ts'

/** What limits held for a call while it was in flight, and what it can cost beside its usage. */
export interface Held {
  amounts: Amounts
  unlisted?: Unlisted | undefined
}

/** The order in which a row of the ledger tells them; only ever added to. */
const ORDER = [
  ...['money', 'requests', 'tokens', 'input'],
  ...['output', 'images', 'seconds', 'concurrent'],
] as const satisfies LimitMetric[]

/** As a call's row keeps it: a third as long as with the names, on every call that a limit touches. */
export function packHeld({ amounts, unlisted }: Held): string {
  // Named one by one: every such call comes by here.
  const { money, requests, tokens, input, output, images, seconds, concurrent } = amounts
  const packed = `${money},${requests},${tokens},${input},${output},${images},${seconds},${concurrent}`
  return unlisted ? `[${packed},${JSON.stringify(unlisted)}]` : `[${packed}]`
}

/** Undefined where no limit touched the call. Rows of an earlier Keyrack hold the amounts by their names. */
export function readHeld(text: string | null): Held | undefined {
  if (text === null) return undefined
  const kept: unknown = JSON.parse(text)
  if (!Array.isArray(kept)) {
    const { unlisted, ...amounts } = kept as Amounts & { unlisted?: Unlisted }
    return { amounts: { ...noAmounts(), ...amounts }, unlisted }
  }
  const amounts = noAmounts()
  for (const [place, metric] of ORDER.entries()) amounts[metric] = kept[place]
  return { amounts, unlisted: kept[ORDER.length] }
}
