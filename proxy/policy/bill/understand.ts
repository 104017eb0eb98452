import {
  BILL_BUCKETS,
  type BillPreview,
  type BillProvider,
  type BillTokens,
  noTokens,
} from '../../contract/bill.ts'
import type { ReadBill } from './readBill.ts'

const PROBLEMS_SHOWN = 100

/** What several files of one provider say together, for somebody to look at before anything is compared. */
export function understand(files: readonly ReadBill[]): BillPreview | undefined {
  const provider = providerOfAll(files)
  if (!provider) return undefined
  const lines = files.flatMap((file) => file.lines)
  const problems = files.flatMap((file) => file.problems)
  const keys = new Map<string, number>()
  let unnamed = 0
  let requests: number | null = null
  let costNanoUsd: number | null = null
  let tokens: BillTokens | null = null
  for (const line of lines) {
    if (line.key === null) unnamed++
    else keys.set(line.key, (keys.get(line.key) ?? 0) + 1)
    if (line.requests !== null) requests = (requests ?? 0) + line.requests
    if (line.costNanoUsd !== null) costNanoUsd = (costNanoUsd ?? 0) + line.costNanoUsd
    if (!line.tokens) continue
    tokens ??= noTokens()
    for (const bucket of BILL_BUCKETS) tokens[bucket] += line.tokens[bucket]
  }
  const begins = files.flatMap(({ from }) => from ?? [])
  const ends = files.flatMap(({ to }) => to ?? [])
  return {
    provider,
    files: files.map(({ name, tells, rows }) => ({ name, tells, rows })),
    from: begins.length > 0 ? Math.min(...begins) : 0,
    to: ends.length > 0 ? Math.max(...ends) : 0,
    models: [...new Set(lines.flatMap(({ model }) => model ?? []))].sort(),
    keys: [...keys].map(([name, count]) => ({ name, keyId: null, lines: count })),
    ...{ unnamed, requests, tokens, costNanoUsd },
    problems: problems.slice(0, PROBLEMS_SHOWN),
    problemCount: problems.length,
  }
}

/** The one that the files are of; undefined when none of them tells, or they differ. */
function providerOfAll(files: readonly ReadBill[]): BillProvider | undefined {
  const [first, ...others] = new Set(files.flatMap(({ provider }) => provider ?? []))
  return others.length === 0 ? first : undefined
}
