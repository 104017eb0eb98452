import { inflateSync } from 'node:zlib'

const WOFF_HEAD = 44
const WOFF_ENTRY = 20
const HEAD = 12
const ENTRY = 16

/**
 * Unpacks a font from WOFF (https://www.w3.org/TR/WOFF/). The library that reads fonts could do so as well, but in
 * its own script and again for each letter, which takes most of the time of a report.
 */
export function openTypeOf(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const head = Buffer.alloc(HEAD + count * ENTRY)
  head.writeUInt32BE(woff.readUInt32BE(4), 0)
  head.writeUInt16BE(count, 4)
  const power = Math.floor(Math.log2(count))
  head.writeUInt16BE(2 ** power * ENTRY, 6)
  head.writeUInt16BE(power, 8)
  head.writeUInt16BE((count - 2 ** power) * ENTRY, 10)
  const parts: Buffer[] = [head]
  let offset = head.length
  for (let index = 0; index < count; index++) {
    const entry = woff.subarray(WOFF_HEAD + index * WOFF_ENTRY)
    const [start, packed, size] = [4, 8, 12].map((place) => entry.readUInt32BE(place))
    const bytes = woff.subarray(start, (start ?? 0) + (packed ?? 0))
    // A table that packing would not make smaller lies there as it is.
    const table = packed === size ? bytes : inflateSync(bytes)
    const place = HEAD + index * ENTRY
    entry.copy(head, place, 0, 4)
    entry.copy(head, place + 4, 16, 20)
    head.writeUInt32BE(offset, place + 8)
    head.writeUInt32BE(table.length, place + 12)
    const padding = Buffer.alloc(-table.length & 3)
    parts.push(table, padding)
    offset += table.length + padding.length
  }
  return Buffer.concat(parts)
}
