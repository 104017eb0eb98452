import type { BuildOptions } from 'rolldown'
import type { Part } from './built.mjs'

export function build(options?: { parts?: readonly Part[]; release?: boolean }): Promise<void>
export function nodeBundle(
  name: string,
  input: string,
  options: { release: boolean },
): BuildOptions & { output: { dir: string } }
