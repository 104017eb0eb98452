interface LockFile {
  packages: Record<string, { version?: string; optional?: boolean; devOptional?: boolean }>
}

/** The folder of the repository, without a slash at its end. */
export const root: string
export const projectNode: { path: string; isRunning(): boolean }
export function ensurePackages(): void
export function matches(lock: LockFile, record: Partial<LockFile>): boolean
