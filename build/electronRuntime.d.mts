export interface ElectronRuntime {
  dist: string
  executable: string
  version: string
  source: 'override' | 'installed' | 'downloaded' | 'fallback'
}

export function resolveElectron(options?: {
  root?: string
  log?: (line: string) => void
}): Promise<ElectronRuntime>
