/**
 * What a pack holds of each rollup, by its number there. Packs are stored: only ever add at the end.
 */
export const PACKED = [
  ...['member', 'team', 'token', 'key', 'provider', 'model', 'endpoint', 'outcome', 'status'],
  ...['family', 'calls', 'failed', 'refused', 'unpriced', 'costNanoUsd', 'input', 'cachedRead'],
  ...['cacheWrite5m', 'cacheWrite1h', 'output', 'reasoning', 'audioInput', 'audioOutput'],
  ...['imageInput', 'imageOutput', 'images', 'audioMs', 'characters', 'searches'],
  ...['mostCostNanoUsd', 'mostTotalMs', 'mostFirstByteMs', 'mostTokens'],
] as const
export type PackedColumn = (typeof PACKED)[number]

const PLACES = new Map<string, number>(PACKED.map((column, place) => [column, place]))

export function placeOf(column: string): number {
  const place = PLACES.get(column)
  if (place === undefined) throw new Error(`Packs hold no ${column}`)
  return place
}

const WORD = 2 ** 32
/** How many rows, and how many columns. */
const HEAD = 5

/**
 * Rollups as columns of numbers as narrow as they can be: how many rows (4 bytes), how many columns (1), then of each
 * its number and its bytes a value, then the values; low bytes first. A column of zeros is left out.
 */
export function packFigures(rows: readonly (readonly number[])[]): Buffer {
  const columns = PACKED.flatMap((_, place) => {
    const most = rows.reduce((most, row) => Math.max(most, row[place] ?? 0), 0)
    return most === 0 ? [] : [{ place, width: widthOf(most) }]
  })
  const width = columns.reduce((sum, column) => sum + column.width, 0)
  const packed = Buffer.allocUnsafe(HEAD + 2 * columns.length + width * rows.length)
  packed.writeUInt32LE(rows.length, 0)
  packed[4] = columns.length
  let at = HEAD
  for (const column of columns) {
    packed[at++] = column.place
    packed[at++] = column.width
  }
  for (const { place, width } of columns)
    for (const row of rows) {
      const value = row[place] ?? 0
      if (width < 8) at = packed.writeUIntLE(value, at, width)
      else {
        at = packed.writeUInt32LE(value % WORD, at)
        at = packed.writeUInt32LE(Math.floor(value / WORD), at)
      }
    }
  return packed
}

function widthOf(most: number): 1 | 2 | 4 | 8 {
  if (most < 2 ** 8) return 1
  if (most < 2 ** 16) return 2
  return most < WORD ? 4 : 8
}

/** Reads packs, one after the other, into the same arrays: a year of hours would make too many. */
export class PackReader {
  /** By the columns' numbers. Right for the wanted ones alone, up to `rows`. */
  readonly columns: Float64Array[] = PACKED.map(() => new Float64Array(0))
  /** Which of the wanted columns are not all zeros. */
  readonly filled: boolean[] = PACKED.map(() => false)
  rows = 0
  readonly #wanted: readonly number[]
  readonly #isWanted: boolean[]

  constructor(wanted: readonly number[]) {
    this.#wanted = wanted
    this.#isWanted = PACKED.map((_, place) => wanted.includes(place))
  }

  read(packed: Uint8Array): void {
    const word = (at: number) =>
      ((packed[at] as number) |
        ((packed[at + 1] as number) << 8) |
        ((packed[at + 2] as number) << 16) |
        ((packed[at + 3] as number) << 24)) >>>
      0
    const rows = word(0)
    const count = packed[4] as number
    this.#begin(rows)
    let at = HEAD + 2 * count
    for (let index = 0; index < count; index++) {
      const place = packed[HEAD + 2 * index] as number
      const width = packed[HEAD + 2 * index + 1] as number
      if (this.#isWanted[place]) {
        const column = this.columns[place] as Float64Array
        this.filled[place] = true
        if (width === 1)
          for (let row = 0; row < rows; row++) column[row] = packed[at + row] as number
        else if (width === 2)
          for (let row = 0, from = at; row < rows; row++, from += 2)
            column[row] = (packed[from] as number) | ((packed[from + 1] as number) << 8)
        else if (width === 4)
          for (let row = 0, from = at; row < rows; row++, from += 4) column[row] = word(from)
        else
          for (let row = 0, from = at; row < rows; row++, from += 8)
            column[row] = word(from) + word(from + 4) * WORD
      }
      at += width * rows
    }
  }

  #begin(rows: number): void {
    const grown = this.#wanted.some((place) => (this.columns[place]?.length ?? 0) < rows)
    for (const place of this.#wanted) {
      if (grown) this.columns[place] = new Float64Array(2 * rows)
      // What the pack before has left there.
      else if (this.filled[place]) this.columns[place]?.fill(0, 0, Math.max(rows, this.rows))
      this.filled[place] = false
    }
    this.rows = rows
  }
}

/** The packed histograms of rollups one after the other, the length before each; 0 where nothing was measured. */
export function packTimes(histograms: readonly (Uint8Array | null)[]): Buffer {
  const parts: Uint8Array[] = []
  for (const histogram of histograms) {
    const length = histogram?.length ?? 0
    parts.push(
      length < 0x80 ? Uint8Array.of(length) : Uint8Array.of((length & 0x7f) | 0x80, length >> 7),
    )
    if (histogram) parts.push(histogram)
  }
  return Buffer.concat(parts)
}

/** Where each of them begins and ends. */
export function eachTimes(
  packed: Uint8Array,
  take: (index: number, from: number, to: number) => void,
): void {
  let index = 0
  for (let at = 0; at < packed.length; index++) {
    let length = packed[at++] as number
    if (length > 0x7f) length = (length & 0x7f) + (packed[at++] as number) * 0x80
    if (length > 0) take(index, at, at + length)
    at += length
  }
}
