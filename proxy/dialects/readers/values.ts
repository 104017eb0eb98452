export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A nested object; an empty one where there is none, so that reading on is harmless. */
export function objectIn(value: JsonObject, name: string): JsonObject {
  const found = value[name]
  return isObject(found) ? found : {}
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
export function countIn(value: JsonObject, ...names: string[]): number {
  for (const name of names) {
    const found = value[name]
    if (typeof found === 'number' && found > 0) return clamp(found)
  }
  return 0
}

export function clamp(count: number): number {
  return Number.isNaN(count) ? 0 : Math.min(Math.max(0, Math.round(count)), Number.MAX_SAFE_INTEGER)
}

/**
 * Splits a total into named parts that providers tell as "included in it". What is left over comes last,
 * and the parts never add up to more than the total, however odd the figures are.
 */
export function partsOf(total: number, ...included: number[]): number[] {
  let left = total
  const parts = included.map((count) => {
    const part = Math.min(count, left)
    left -= part
    return part
  })
  return [...parts, left]
}
