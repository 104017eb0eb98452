import { USAGE_BUCKETS, type Usage } from '../../../proxy/contract/calls.ts'

/** All columns in their order; `share` ones part what the others leave. */
const COLUMNS = {
  time: { width: 112, needs: 0 },
  status: { width: 132, needs: 0 },
  member: { width: 64, share: 1, needs: 0 },
  team: { width: 64, share: 1, needs: 720 },
  token: { width: 64, share: 1, needs: 900 },
  model: { width: 64, share: 1.4, needs: 0 },
  key: { width: 64, share: 1, needs: 800 },
  endpoint: { width: 64, share: 1, needs: 1000 },
  client: { width: 64, share: 1, needs: 1000 },
  address: { width: 120, needs: 1000 },
  tokens: { width: 66, needs: 760 },
  cost: { width: 72, needs: 0 },
  first: { width: 72, needs: 900 },
  total: { width: 72, needs: 660 },
} as const satisfies Record<string, { width: number; share?: number; needs: number }>

export type CallColumn = keyof typeof COLUMNS
export const CALL_COLUMNS = Object.keys(COLUMNS) as CallColumn[]
export const isColumn = (name: string): name is CallColumn => Object.hasOwn(COLUMNS, name)

/** Which columns somebody wants to see, and how wide in pixels those are that they changed. */
export interface ColumnChoice {
  shown: readonly CallColumn[]
  widths: Partial<Record<CallColumn, number>>
}

export const USUAL_COLUMNS: ColumnChoice = {
  shown: ['time', 'status', 'member', 'model', 'tokens', 'cost', 'first', 'total'],
  widths: {},
}

export const NARROWEST = 48
export const WIDEST = 800

/**
 * The chosen columns that fit; the least telling go first, and the member's goes when all rows are of one member
 * anyway.
 */
export function visibleColumns(
  width: number,
  isOneMember: boolean,
  { shown }: ColumnChoice = USUAL_COLUMNS,
): CallColumn[] {
  return CALL_COLUMNS.filter(
    (column) =>
      shown.includes(column) &&
      width >= COLUMNS[column].needs &&
      !(column === 'member' && isOneMember && width < 660),
  )
}

export function gridTemplate(
  columns: readonly CallColumn[],
  { widths }: ColumnChoice = USUAL_COLUMNS,
): string {
  return columns
    .map((column) => {
      const own = widths[column]
      if (own !== undefined) return `${own}px`
      const usual: { width: number; share?: number } = COLUMNS[column]
      return usual.share === undefined ? `${usual.width}px` : `minmax(64px, ${usual.share}fr)`
    })
    .join(' ')
}

/** Reads what was remembered; anything that makes no sense any more is as if it had not been. */
export function readChoice(text: string | null): ColumnChoice {
  const held = parsed(text) as { shown?: unknown; widths?: unknown } | undefined
  if (!Array.isArray(held?.shown)) return USUAL_COLUMNS
  const wanted: unknown[] = held.shown
  const shown = CALL_COLUMNS.filter((column) => wanted.includes(column))
  const widths = Object.fromEntries(
    Object.entries(held.widths ?? {}).filter(
      ([column, width]) => isColumn(column) && width >= NARROWEST && width <= WIDEST,
    ),
  )
  return shown.length === 0 ? USUAL_COLUMNS : { shown, widths }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

/** Buckets that count tokens; pictures, seconds, characters and searches are no tokens. */
const NO_TOKENS = ['images', 'audioMs', 'characters', 'searches']
const TOKEN_BUCKETS = USAGE_BUCKETS.filter((bucket) => !NO_TOKENS.includes(bucket))

/** All tokens of a call, in and out; the buckets are disjoint, so this is their sum. */
export function tokensOf(usage: Usage): number {
  return TOKEN_BUCKETS.reduce((sum, bucket) => sum + usage[bucket], 0)
}
