import { fileURLToPath } from 'node:url'

/** The service's own file: among the sources, or beside this one where both are bundled. */
export function serviceScript(): string {
  const name = import.meta.url.endsWith('.ts') ? '../main.ts' : './service.cjs'
  return fileURLToPath(new URL(name, import.meta.url))
}
