import { USAGE_BUCKETS, type Usage } from '../../../proxy/contract/calls.ts'

export type CallColumn =
  | 'time'
  | 'status'
  | 'member'
  | 'model'
  | 'tokens'
  | 'cost'
  | 'first'
  | 'total'

/** Widths in pixels; member and model share the rest. */
const WIDTHS: Record<CallColumn, string> = {
  time: '100px',
  status: '132px',
  member: 'minmax(64px, 1fr)',
  model: 'minmax(64px, 1.4fr)',
  tokens: '66px',
  cost: '72px',
  first: '72px',
  total: '72px',
}

/** From this width of the list on a column is shown; the least telling go first. */
const NEEDS: Partial<Record<CallColumn, number>> = { first: 900, tokens: 760, total: 660 }

/** The columns that fit; the member's column goes when all rows are of one member anyway. */
export function visibleColumns(width: number, isOneMember: boolean): CallColumn[] {
  const all = Object.keys(WIDTHS) as CallColumn[]
  return all.filter(
    (column) =>
      width >= (NEEDS[column] ?? 0) && !(column === 'member' && isOneMember && width < 660),
  )
}

export function gridTemplate(columns: CallColumn[]): string {
  return columns.map((column) => WIDTHS[column]).join(' ')
}

/** Buckets that count tokens; pictures, seconds, characters and searches are no tokens. */
const NO_TOKENS = ['images', 'audioMs', 'characters', 'searches']
const TOKEN_BUCKETS = USAGE_BUCKETS.filter((bucket) => !NO_TOKENS.includes(bucket))

/** All tokens of a call, in and out; the buckets are disjoint, so this is their sum. */
export function tokensOf(usage: Usage): number {
  return TOKEN_BUCKETS.reduce((sum, bucket) => sum + usage[bucket], 0)
}
