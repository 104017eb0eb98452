import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

/**
 * Unpacks the files for which `place` gives a path below `target`, from a zip with neither encryption nor
 * zip64 records; a `required` one that is not there is an error.
 */
export async function extractZip(zip, target, { place, required }) {
  const missing = new Set(required)
  const file = await open(zip)
  try {
    for (const entry of await listZip(file)) {
      const name = place(entry.name)
      if (!name) continue
      missing.delete(entry.name)
      const path = join(target, name)
      await mkdir(dirname(path), { recursive: true })
      const header = Buffer.alloc(30)
      await file.read(header, 0, 30, entry.offset)
      const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
      const source = createReadStream(zip, { start, end: start + entry.packedSize - 1 })
      const unpack = entry.method === 8 ? [createInflateRaw()] : []
      await pipeline(source, ...unpack, createWriteStream(path))
      await chmod(path, entry.mode & 0o777)
    }
  } finally {
    await file.close()
  }
  if (missing.size) throw new Error(`Not in the archive: ${[...missing].join(', ')}`)
}

/** Reads the zip's own directory, which stands at its end. */
async function listZip(file) {
  const { size } = await file.stat()
  const tail = Buffer.alloc(Math.min(size, 65_557))
  await file.read(tail, 0, tail.length, size - tail.length)
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0) throw new Error('Not a zip file.')
  const count = tail.readUInt16LE(end + 10)
  const directory = Buffer.alloc(tail.readUInt32LE(end + 12))
  await file.read(directory, 0, directory.length, tail.readUInt32LE(end + 16))
  const entries = []
  for (let at = 0; entries.length < count; ) {
    if (directory.readUInt32LE(at) !== 0x02014b50) throw new Error('Damaged zip directory.')
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      offset: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}
