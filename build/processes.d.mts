import type { SpawnOptions } from 'node:child_process'

/** Resolves to the exit code; 1 for a program that a signal ended. */
export function runToEnd(
  program: string,
  args: string[],
  options?: SpawnOptions & { limitMs?: number },
): Promise<number>
