export type Part = 'page' | 'node'

export function ensureBuilt(parts?: readonly Part[]): Promise<void>
