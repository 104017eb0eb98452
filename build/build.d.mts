import type { BuildOptions } from 'rolldown'

export function ensureBuilt(): Promise<void>
export function build(options?: { release?: boolean }): Promise<void>
export function nodeBundle(
  name: string,
  input: string,
  options: { release: boolean },
): BuildOptions & { output: { file: string } }
