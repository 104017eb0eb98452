export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const NOTHING: JsonObject = Object.freeze({})

/** A nested object; an empty one where there is none, so that reading on is harmless. */
export function objectIn(value: JsonObject, name: string): JsonObject {
  const found = value[name]
  return isObject(found) ? found : NOTHING
}

/** The first of several names that has an object. */
export function firstObjectIn(value: JsonObject, names: readonly string[]): JsonObject {
  for (const name of names) {
    const found = value[name]
    if (isObject(found)) return found
  }
  return NOTHING
}

export function listIn(value: JsonObject, name: string): JsonObject[] {
  const found = value[name]
  return Array.isArray(found) ? found.filter(isObject) : []
}

export function textIn(value: JsonObject, name: string): string | undefined {
  const found = value[name]
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** A count a provider tells, as a safe integer that is not negative; anything else is zero. */
export function countIn(value: JsonObject, name: string, otherName?: string): number {
  const found = value[name]
  if (typeof found === 'number' && found > 0) return clamp(found)
  return otherName === undefined ? 0 : countIn(value, otherName)
}

export function clamp(count: number): number {
  return Number.isNaN(count) ? 0 : Math.min(Math.max(0, Math.round(count)), Number.MAX_SAFE_INTEGER)
}

/**
 * A total of which parts are told as "included in it": each is taken out in turn, and they never add up to more
 * than the total, however odd the figures are.
 */
export class Total {
  #left: number

  constructor(total: number) {
    this.#left = total
  }

  take(count: number): number {
    const part = Math.min(count, this.#left)
    this.#left -= part
    return part
  }

  rest(): number {
    return this.take(this.#left)
  }
}
