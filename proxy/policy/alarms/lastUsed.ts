/**
 * Takes off the entry that was used longest ago. Looked for only when there are too many: to keep a map in the order
 * of use would take an entry out and put it in again with every call.
 */
export function dropLeastUsed<Key, Value>(
  entries: Map<Key, Value>,
  usedAt: (value: Value) => number,
): void {
  let least: { key: Key; at: number } | undefined
  for (const [key, value] of entries) {
    const at = usedAt(value)
    if (!least || at < least.at) least = { key, at }
  }
  if (least) entries.delete(least.key)
}

/** The keys in the order of use, the last one first. */
export function lastUsedFirst<Key, Value>(
  entries: ReadonlyMap<Key, Value>,
  usedAt: (value: Value) => number,
): Key[] {
  return [...entries].sort(([, a], [, b]) => usedAt(b) - usedAt(a)).map(([key]) => key)
}
