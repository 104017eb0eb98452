import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { z } from 'zod'

/** What `keystore.json` holds: a key wrapped by the system's key store, and which one that was. */
const keptKey = z.object({ backend: z.string(), wrapped: z.base64() })

export type KeptKey = z.infer<typeof keptKey>

/** What the system says of its key store. */
export interface Backend {
  platform: NodeJS.Platform
  /** On Linux what Chromium chose; elsewhere there is one only. */
  selected: string
  available: boolean
}

/** The key store to trust with a key, or why there is none. */
export function judgeBackend({ platform, selected, available }: Backend): {
  name: string | null
  reason: string | null
} {
  const refuse = (reason: string) => ({ name: null, reason })
  // Chromium's 'basic_text' wraps with a constant of its source: that hides nothing.
  if (platform === 'linux' && ['basic_text', 'unknown', ''].includes(selected)) {
    return refuse('This desktop has no key ring, so the passphrase is asked at every start.')
  }
  if (!available) {
    return refuse('The key ring of this computer is locked, so the passphrase is asked.')
  }
  return { name: selected, reason: null }
}

/** Why a kept key must not be opened with this key store, or null when it may. */
export function judgeKept(kept: KeptKey, backendName: string): string | null {
  return kept.backend === backendName
    ? null
    : `The key was kept by ${kept.backend}, and this session offers ${backendName}: enter the passphrase.`
}

/** Undefined when nothing was kept, or the file is not ours. */
export async function readKept(file: string): Promise<KeptKey | undefined> {
  try {
    return keptKey.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}

export async function writeKept(file: string, kept: KeptKey): Promise<void> {
  await writeFile(`${file}.part`, `${JSON.stringify(kept)}\n`, { mode: 0o600 })
  await rename(`${file}.part`, file)
}

export function forgetKept(file: string): Promise<void> {
  return rm(file, { force: true })
}
