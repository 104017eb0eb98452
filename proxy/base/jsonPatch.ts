import { Refusal } from './errors.ts'
import { type JsonScan, scanJson, WIDE } from './jsonGuard.ts'

const KiB = 1024
/** Bodies up to this size are parsed whole; of larger ones only the values that are asked for. */
export const WHOLE_BELOW = 256 * KiB

/**
 * The top-level values of a scanned body, without a prototype. Of a large body only the `wanted` ones are
 * parsed, so that pictures in it stay bytes.
 */
export function topLevelValues(
  bytes: Buffer,
  scan: JsonScan,
  wanted: readonly string[],
): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null)
  try {
    if (bytes.length <= WHOLE_BELOW) return Object.assign(values, JSON.parse(bytes.toString()))
    for (const name of wanted) {
      const member = scan.members.get(name)
      if (member) values[name] = JSON.parse(bytes.toString('utf8', member.start, member.end))
    }
    return values
  } catch (cause) {
    throw new Refusal('REQUEST_INVALID', 'The request body cannot be accepted: it is not JSON.', {
      cause,
    })
  }
}

/** Gives one top-level member a new value, or adds it in front; every other byte stays as it came. */
export function setTopLevel(bytes: Buffer, scan: JsonScan, name: string, jsonText: string): Buffer {
  const member = scan.members.get(name)
  return member
    ? splice(bytes, member.start, member.end, jsonText)
    : insertTopLevel(bytes, scan, name, jsonText)
}

/**
 * Gives a value within objects a new one; what is missing on the way, or is no object, becomes one. Every other
 * byte stays as it came.
 */
export function setDeep(bytes: Buffer, path: readonly string[], jsonText: string): Buffer {
  const [name = '', ...rest] = path
  const scan = scanJson(bytes, WIDE)
  if (rest.length === 0) return setTopLevel(bytes, scan, name, jsonText)
  const member = scan.members.get(name)
  if (member && bytes[member.start] === OPEN_OBJECT) {
    const inner = setDeep(bytes.subarray(member.start, member.end), rest, jsonText)
    return Buffer.concat([bytes.subarray(0, member.start), inner, bytes.subarray(member.end)])
  }
  const wrapped = rest.reduceRight(
    (text, inside) => `{${JSON.stringify(inside)}:${text}}`,
    jsonText,
  )
  return setTopLevel(bytes, scan, name, wrapped)
}

const OPEN_OBJECT = 0x7b

function insertTopLevel(bytes: Buffer, scan: JsonScan, name: string, jsonText: string): Buffer {
  const comma = scan.members.size > 0 ? ',' : ''
  return splice(bytes, scan.openEnd, scan.openEnd, `${JSON.stringify(name)}:${jsonText}${comma}`)
}

/** Takes one top-level member out, with the comma that joined it to its neighbours. */
export function removeTopLevel(bytes: Buffer, scan: JsonScan, name: string): Buffer {
  const member = scan.members.get(name)
  if (!member) return bytes
  let start = member.nameStart
  let end = member.end
  const before = bytes.subarray(0, start).toString('latin1').trimEnd()
  if (before.endsWith(',')) start = before.length - 1
  else {
    const after = /^\s*,/.exec(bytes.toString('latin1', end))
    if (after) end += after[0].length
  }
  return splice(bytes, start, end, '')
}

function splice(bytes: Buffer, start: number, end: number, text: string): Buffer {
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)])
}
